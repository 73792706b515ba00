"""The documents of a work order: joined by number, for the archive knows no other tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet


def of_order(number: str) -> QuerySet[Document]:
    """What was issued for the order, latest first."""
    return Document.objects.filter(number__in=DocumentContent.objects.filter(order_number=number).values("number"))


def latest(number: str) -> str | None:
    """The number of the document issued last for the order."""
    return of_order(number).values_list("number", flat=True).first()
