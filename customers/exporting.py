"""The list of customers as CSV, and the event that says who took it along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, StringAgg, Subquery, Value, When
from django.db.models.functions import Concat, Trim
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from core.export import csv_response, defused
from core.locks import deed
from customers.models import Customer, Label, Note, Phone

if TYPE_CHECKING:
    from django.db.models import Expression, QuerySet
    from django.http import StreamingHttpResponse

    from accounts.models import User

FIELDS = (
    "number", "external_number", "form", "first_name", "last_name", "legal_name", "trade_name",
)  # fmt: skip
MORE_FIELDS = (
    "email", "messenger", "street", "postal_code", "city", "region", "country", "tax_number", "registration_number", "language",
)  # fmt: skip
LAST_FIELDS = (
    "discount_card", "is_active", "is_prospect", "created_at", "last_activity_at",
)  # fmt: skip


def export_customers(rows: QuerySet[Customer], *, by: User) -> StreamingHttpResponse:
    """These rows, in their order, as a file; who took how many is written down before the first line leaves."""
    note_export(count=rows.order_by().count(), by=by)
    return csv_response(rows, columns(), filename=f"customers-{timezone.localdate():%Y-%m-%d}.csv")


@deed
def note_export(*, count: int, by: User) -> None:
    history.record("customers_exported", by=by, kind="customers", number="", facts={"rows": count})


def columns() -> dict[str, Expression]:
    """Head → what stands under it."""
    return {
        **{_head(name): defused(name) for name in FIELDS},
        _("phones"): defused(_phones()),
        **{_head(name): defused(name) for name in MORE_FIELDS},
        _("responsible"): defused(Trim(Concat(F("responsible__first_name"), Value(" "), F("responsible__last_name")))),
        _("type"): defused("type__name"),
        _("labels"): defused(_labels()),
        _("price type"): defused("price_type__name"),
        **{_head(name): defused(name) for name in LAST_FIELDS},
        _("notes"): defused(_notes()),
    }


def _head(name: str) -> str:
    return str(Customer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _phones() -> Any:
    """All phones, the main one first: in full where a country was recognised, else as typed."""
    shown = Case(When(e164="", then=F("raw")), default=F("e164"))
    of_customer = Phone.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    joined = of_customer.annotate(all=StringAgg(shown, Value(", "), order_by=["-is_main", "pk"]))
    return Subquery(joined.values("all"))


def _labels() -> Any:
    of_customer = Label.objects.filter(customers=OuterRef("pk")).order_by().values("customers")
    return Subquery(of_customer.annotate(all=StringAgg("name", Value(", "), order_by="name")).values("all"))


def _notes() -> Any:
    """All that was noted, the newest first, each in lines of its own."""
    of_customer = Note.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    return Subquery(of_customer.annotate(all=StringAgg("text", Value("\n"), order_by=["-at", "-pk"])).values("all"))
