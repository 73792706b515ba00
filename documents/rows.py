"""A document as lists and pages show it: with what was frozen into it, and what became of its customer and of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import history
from documents.models import DestroyedDocument, Document, DocumentContent
from documents.searching import deleted_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.models import Event


@dataclass(frozen=True)
class Row:
    document: Document
    content: DocumentContent
    deletion: Event | None
    destroyed: DestroyedDocument | None = None
    correction: str = ""  # the number of the document that stands in for this one

    @property
    def deleted(self) -> str:
        return deleted_sentence(self.deletion) if self.deletion else ""


def rows_of(documents: Sequence[Document]) -> list[Row]:
    numbers = [document.number for document in documents]
    contents = DocumentContent.objects.defer("content", "search").in_bulk(numbers)
    deletions = history.deletions(row.customer_number for row in contents.values() if row.customer_number)
    destroyed = DestroyedDocument.objects.in_bulk(numbers)
    corrections = dict(Document.objects.filter(corrects__in=numbers).values_list("corrects", "number"))
    return [
        Row(
            document=document,
            content=contents[document.number],
            deletion=deletions.get(contents[document.number].customer_number),
            destroyed=destroyed.get(document.number),
            correction=corrections.get(document.number, ""),
        )
        for document in documents
    ]
