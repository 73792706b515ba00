from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from core import search
from core.admin import ReadOnlyAdmin
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin[Document]):
    """The archive can be looked at; nobody writes it here, and the database would refuse."""

    list_display = ("number", "kind", "issued_at", "issued_by", "language")
    list_filter = ("kind", "language")
    search_fields = ("number",)  # shows the field; what is looked through is the search column of the contents
    ordering = ("-issued_at", "-id")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: QuerySet[Document],
        search_term: str,
    ) -> tuple[QuerySet[Document], bool]:
        looked_for = search.words(search_term)
        if not looked_for:
            return queryset, False
        found = DocumentContent.objects.filter(search.condition(looked_for))
        return queryset.filter(number__in=found.values("number")), False
