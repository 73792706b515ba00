"""The list of documents as a file: what was frozen, not what has become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Func, OuterRef, Subquery, TextField
from django.utils.translation import gettext as _

from core import listing
from core.export import Export, Field, Refused, Shape, of_model, register
from documents import tables
from documents.filters import DocumentFilter
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User


class PhonesOnPaper(Func):
    """The phones as the document says them; nothing of what was destroyed or damaged."""

    template = (
        "CASE WHEN %(expressions)s IS JSON THEN (SELECT string_agg(phone #>> '{}', ', ')"
        " FROM jsonb_path_query(%(expressions)s::jsonb, 'lax $.customer.phones[*]') AS phone) END"
    )
    output_field = TextField()


def fields() -> list[Field]:
    def frozen(name: str, head: str, shape: Shape = Shape.TEXT, value: Any = None) -> Field:
        row = DocumentContent.objects.filter(number=OuterRef("number"))
        return Field(key=name, head=head, value=Subquery(row.values_list(value or F(name))), shape=shape)

    return [
        *of_model(
            Document,
            "number",
            "kind",
            "issued_at",
            "issued_by",
            "language",
            "corrects",
            words={"language": dict(settings.LANGUAGES)},
        ),
        frozen("customer_number", _("customer's number")),
        frozen("customer_name", _("customer")),
        frozen("phones", _("phones"), value=PhonesOnPaper("content")),
        frozen("device_number", _("device's number")),
        frozen("device", _("device")),
        frozen("identifiers", _("identifiers")),
        frozen("plate", _("plate")),
        frozen("order_number", _("work order")),
        frozen("amount", _("amount"), Shape.NUMBER),
        frozen("currency", _("currency")),
        *of_model(Document, "content_hash", "own_hash"),
    ]


def shown() -> dict[str, list[Field]]:
    of_record = {field.key: field for field in fields()}
    keys = {
        "number": ("number",),
        "kind": ("kind",),
        "customer": ("customer_name",),
        "device": ("device",),
        "order": ("order_number",),
        "issued": ("issued_at",),
        "amount": ("amount", "currency"),
        "customer_number": ("customer_number",),
        "standing": ("corrects",),
        "identifiers": ("identifiers",),
        "by": ("issued_by",),
        "language": ("language",),
    }
    return {column: [of_record[key] for key in several] for column, several in keys.items()}


def rows(query: QueryDict, _user: User) -> QuerySet[Document]:
    chosen = DocumentFilter(query)
    if not chosen.is_valid():
        raise Refused
    return chosen.rows().order_by(*listing.chosen_sort(query, tables.LIST.sorts).order())


register(
    Export(
        page="document_list",
        name="documents",
        verb="documents_exported",
        permission="documents.export_document",
        rows=rows,
        fields=fields,
        shown=shown,
    )
)
