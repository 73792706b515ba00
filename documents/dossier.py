"""What the archive knows of a customer: the documents, found by number. They stay, whatever happens to the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import dossier
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
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

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        if not user.has_perm("documents.view_document"):
            return {}
        documents = documents_of(customer.numbers)
        listed = list(documents[:MOST_LISTED])
        return {"documents": listed, "documents_count": len(listed) if len(listed) < MOST_LISTED else documents.count()}


def _row(document: Document) -> dossier.Row:
    return dossier.Row(document.number, document.get_kind_display(), document.get_absolute_url())


dossier.register(DocumentPart())
