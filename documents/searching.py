"""How documents are found from the one box: by what was frozen into them, also when their customer is long deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import history, phrases, search
from core.models import Event
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent

LABELS = dict(DocumentKind.choices)


def shown() -> Any:
    of_content = ("pk", "number", "issued_at", "customer_name", "device", "identifiers", "order_number")
    kind = Document.objects.filter(number=OuterRef("number")).values("kind")
    return DocumentContent.objects.annotate(kind=Subquery(kind), happened=happened()).values(
        *of_content, "kind", "happened"
    )


def happened() -> Subquery:
    """What last happened to a content's customer, if that is deleting or restoring: for `deletion_of`."""
    events = (
        Event.objects.filter(verb__in=history.GOING, subject_number=OuterRef("customer_number"))
        .exclude(subject_number="")
        .order_by("-at", "-id")
    )
    names = ("verb", "at", "actor__first_name", "actor__last_name", "actor__username")
    told = events.values(told=JSONObject(**{name.removeprefix("actor__"): name for name in names}))
    return Subquery(told[:1])


def describe(rows: list[dict[str, Any]]) -> list[search.Hit]:
    return [_hit(row, deletion_of(row["happened"])) for row in rows]


def deletion_of(told: dict[str, Any] | None) -> Event | None:
    if not told or told["verb"] != history.DELETED:
        return None
    actor = User(**{name: told[name] for name in ("first_name", "last_name", "username")}) if told["username"] else None
    return Event(at=datetime.fromisoformat(told["at"]), actor=actor)


def deleted_sentence(event: Event) -> str:
    when = phrases.written_day(phrases.local_day(event.at), weekday=False)
    return _("Customer deleted on %(date)s by %(who)s") % {"date": when, "who": event.actor or "—"}


def _hit(row: dict[str, Any], deletion: Event | None) -> search.Hit:
    when = phrases.written_day(phrases.local_day(datetime.fromisoformat(row["issued_at"])), weekday=False)
    facts = (row["customer_name"], row["device"], row["identifiers"], row["order_number"], when)
    return search.Hit(
        url=Document(number=row["number"]).get_absolute_url(),
        icon="archive" if deletion else "file-text",
        title=f"{LABELS.get(row['kind'], '')} {row['number']}".strip(),  # no kind: its row was taken out of the archive
        detail=" · ".join(fact for fact in facts if fact),
        note=deleted_sentence(deletion) if deletion else "",
    )


def by_number(query: str, user: User) -> str | None:
    if not user.has_perm("documents.view_document"):
        return None
    document = Document.objects.filter(number=query.upper()).only("number").first()
    return document.get_absolute_url() if document else None


search.register(
    search.Group(
        key="documents",
        title=gettext_lazy("Documents"),
        icon="file-text",
        position=40,
        permission="documents.view_document",
        model=DocumentContent,
        shown=shown,
        order=("-issued_at",),
        describe=describe,
        list_url="document_list",
    )
)
search.resolver(40, by_number)
