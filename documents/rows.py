"""A document as lists and pages show it: with what was frozen into it, and what became of its customer and of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from documents.models import DestroyedDocument, Document, DocumentContent
from documents.searching import deleted_sentence, deletion_of, happened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from core.models import Event

OF_DESTROYED = ("number", "at", "proposed_by", "confirmed_by", "minutes")


@dataclass(frozen=True)
class Row:
    document: Document
    content: DocumentContent
    deletion: Event | None
    destroyed: DestroyedDocument | None = None
    correction: str = ""  # the number of the document that stands in for this one
    is_damaged: bool = False

    @property
    def deleted(self) -> str:
        return deleted_sentence(self.deletion) if self.deletion else ""


def rows_of(documents: Sequence[Document]) -> list[Row]:
    """One question for all of them."""
    contents = _contents().in_bulk([document.number for document in documents])
    return [_row(document, contents.get(document.number)) for document in documents]


def _contents() -> QuerySet[Any]:
    gone = DestroyedDocument.objects.filter(number=OuterRef("number"))
    correction = Document.objects.filter(corrects=OuterRef("number")).exclude(corrects="")
    return DocumentContent.objects.defer("content", "search").annotate(
        happened=happened(),
        gone=Subquery(gone.values(told=JSONObject(**{name: name for name in OF_DESTROYED}))),
        correction=Subquery(correction.values("number")),
    )


def _row(document: Document, content: Any) -> Row:
    if content is None:
        return Row(document, DocumentContent(number=document.number), None, is_damaged=True)
    gone = content.gone and DestroyedDocument(**content.gone | {"at": datetime.fromisoformat(content.gone["at"])})
    return Row(document, content, deletion_of(content.happened), gone, content.correction or "")
