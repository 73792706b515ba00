"""How documents are found from the one box: by what was frozen into them, also when their customer is long deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import history, phrases, search
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.models import Event


def rows(_user: User) -> QuerySet[DocumentContent]:
    return DocumentContent.objects.defer("content")


def describe(found: list[DocumentContent]) -> list[search.Hit]:
    documents = {
        document.number: document for document in Document.objects.filter(number__in=[row.number for row in found])
    }
    deleted = history.deletions(row.customer_number for row in found if row.customer_number)
    return [_hit(documents[row.number], row, deleted.get(row.customer_number)) for row in found]


def deleted_sentence(event: Event) -> str:
    when = phrases.written_day(phrases.local_day(event.at), weekday=False)
    return _("Customer deleted on %(date)s by %(who)s") % {"date": when, "who": event.actor or "—"}


def _hit(document: Document, row: DocumentContent, deletion: Event | None) -> search.Hit:
    when = phrases.written_day(phrases.local_day(row.issued_at), weekday=False)
    kind = DocumentKind(document.kind).label
    return search.Hit(
        url=document.get_absolute_url(),
        icon="archive" if deletion else "file-text",
        title=f"{kind} {row.number}",
        detail=" · ".join(
            fact for fact in (row.customer_name, row.device, row.identifiers, row.order_number, when) if fact
        ),
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
        rows=rows,
        order=("-issued_at",),
        describe=describe,
        list_url="document_list",
    )
)
search.resolver(40, by_number)
