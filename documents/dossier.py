"""What the archive knows of a customer: the documents, found by number. They stay, whatever happens to the customer."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Window

from core import clock, dossier
from documents import files, rendering
from documents.models import DestroyedDocument, Document, DocumentContent, DocumentFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import User
    from customers.models import Customer


def documents_of(numbers: list[str]) -> QuerySet[Document]:
    """The documents of a customer, by any number it ever had; newest first."""
    named = DocumentContent.objects.filter(customer_number__in=numbers).values("number")
    return Document.objects.filter(number__in=named)


MOST_LISTED = 8


class DocumentPart(dossier.Part):
    key = "documents"
    position = 40

    def stays(self, customer: Customer) -> dossier.Listed:
        return dossier.listed(documents_of(customer.numbers), _row)

    def export(self, customer: Customer) -> dict[str, Any]:
        """What was frozen into each document, by whatever number the customer had then."""
        contents = DocumentContent.objects.filter(customer_number__in=customer.numbers).order_by("issued_at", "number")
        return {
            "documents": [
                {
                    "number": each.number,
                    "issued_at": clock.frozen(each.issued_at),
                    "amount": each.amount,
                    "content": _content(each),
                }
                for each in contents.iterator(chunk_size=100)
            ]
        }

    def unmade(self, customer: Customer) -> int:
        """Papers that were never drawn; the worker looks for such every few minutes."""
        return self._numbers(customer).exclude(number__in=DocumentFile.objects.values("number")).count()

    def _numbers(self, customer: Customer) -> QuerySet[DocumentContent, str]:
        contents = DocumentContent.objects.filter(customer_number__in=customer.numbers).order_by("issued_at", "number")
        return contents.exclude(number__in=DestroyedDocument.objects.values("number")).values_list("number", flat=True)

    def files(self, customer: Customer) -> Iterator[tuple[str, bytes | None]]:
        """The papers byte for byte; one that was never drawn is drawn now, one that was destroyed has none."""
        for number in self._numbers(customer):
            with suppress(files.Destroyed):
                yield f"documents/{number}.pdf", _drawn(number)

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        if not user.has_perm("documents.view_document"):
            return {}
        listed = list(documents_of(customer.numbers).annotate(all_of_them=Window(Count("pk")))[:MOST_LISTED])
        return {"documents": listed, "documents_count": listed[0].all_of_them if listed else 0}


def _row(document: Document) -> dossier.Row:
    return dossier.Row(document.number, document.get_kind_display(), document.get_absolute_url())


def _drawn(number: str) -> bytes | None:
    try:
        return bytes(files.ensure_file(number).data)
    except rendering.RenderingFailed:
        return None


def _content(row: DocumentContent) -> Any:
    return json.loads(row.content) if row.content else None


dossier.register(DocumentPart())
