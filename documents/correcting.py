"""Corrections: an issued document never changes, so a wrong one is followed by a new one that names it.

What a new one says comes from the app that issued the first: it registers a source for its kinds.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError

from core import clock, history
from core.locks import deed
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.models import Damaged, Document, DocumentContent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accounts.models import User

type Fresh = tuple[dict[str, Any], Findable]
type Source = Callable[[DocumentContent, dict[str, Any]], Fresh | None]

SOURCES: dict[str, Source] = {}
# They say what was so at a moment, for the archive itself: nothing replaces them.
NEVER = frozenset({DocumentKind.MONTHLY_CLOSING, DocumentKind.MINUTES_OF_DESTRUCTION})


class NotCorrectable(Exception):
    """The document is destroyed or damaged, or of a kind that nothing replaces."""


class CorrectedAlready(Exception):
    """Another document stands in for this one already."""

    def __init__(self, by_number: str) -> None:
        super().__init__(by_number)
        self.by_number = by_number


class NothingFresh(Exception):
    """What the document was about is gone: it can be cancelled, not issued again."""


def register(kinds: Iterable[DocumentKind], source: Source) -> None:
    """`source` gets the content's row and what it says; it answers what a document issued now would say, or None."""
    SOURCES.update(dict.fromkeys(kinds, source))


def correction_of(number: str) -> str:
    """The number of the document that stands in for this one; empty when none does."""
    return Document.objects.filter(corrects=number).values_list("number", flat=True).first() or ""


def is_cancellation(number: str) -> bool:
    """Whether the document of that number stands in for nothing: it only cancels another."""
    row = DocumentContent.objects.filter(number=number).first() if number else None
    try:
        return bool(row and (row.says.get("corrects") or {}).get("cancels"))
    except Damaged:
        return False


def is_correctable(document: Document) -> bool:
    return document.kind not in NEVER and _is_whole(document.number)


def _is_whole(number: str) -> bool:
    """Neither destroyed nor damaged."""
    row = DocumentContent.objects.filter(number=number).first()
    try:
        return bool(row and row.says)
    except Damaged:
        return False


def fresh(row: DocumentContent, kind: str) -> Fresh | None:
    """What the document would say if it were issued now; None when nothing knows any more."""
    source, content = SOURCES.get(kind), row.says
    return source(row, content) if source else None


@deed
def correct_document(*, number: str, reason: str, cancels: bool, by: User) -> Document:
    """Issue the document that stands in for this one, with what is known today; or one that `cancels` it.

    Raises NotCorrectable, CorrectedAlready and NothingFresh.
    """
    document = Document.objects.get(number=number)
    if not is_correctable(document):
        raise NotCorrectable
    if standing := correction_of(number):
        raise CorrectedAlready(standing)
    row = DocumentContent.objects.get(number=number)
    content, find_by = (row.says, _as_before(row)) if cancels else _now(row, document.kind)
    try:
        made = issue(
            kind=DocumentKind(document.kind),
            content=_naming(content, document, reason=reason, cancels=cancels, by=by),
            language=document.language,
            find_by=find_by,
            by=by,
            corrects=number,
        )
    except IntegrityError as error:  # somebody else was quicker by a moment
        raise CorrectedAlready(number) from error
    _record(made, row, cancels=cancels, by=by, reason=reason)
    return made


def _now(row: DocumentContent, kind: str) -> Fresh:
    found = fresh(row, kind)
    if found is None:
        raise NothingFresh
    return found


def _as_before(row: DocumentContent) -> Findable:
    return Findable(**{field.name: getattr(row, field.name) for field in fields(Findable)})


def _naming(content: dict[str, Any], document: Document, *, reason: str, cancels: bool, by: User) -> dict[str, Any]:
    """Nobody has signed the new one yet."""
    named = {
        "number": document.number,
        "kind": document.kind,
        "issued_at": clock.frozen(document.issued_at),
        "reason": reason,
        "cancels": cancels,
    }
    kept = {name: part for name, part in content.items() if name not in {"signatures", "signed_by"}}
    return {**kept, "corrects": named, "issued_by": str(by)}


def _record(made: Document, row: DocumentContent, *, cancels: bool, by: User, reason: str) -> None:
    history.record(
        "document_cancelled" if cancels else "document_corrected",
        by=by,
        kind="document",
        number=row.number,
        customer=row.customer_number,
        device=row.device_number,
        order=row.order_number,
        facts={"correction": made.number},
        detail={"note": reason},
    )
