"""The list of customers: its columns and its orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Sort
from customers.models import CustomerContact
from customers.relations import work_orders

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.models import Customer


ACTIVITY = Sort(
    key="activity", label=_("Last activity first"), columns=("is_active", "last_activity_at", "id"), descending=True
)
NAME = Sort(key="name", label=_("By name"), columns=("sort_name", "id"))
NEWEST = Sort(key="newest", label=_("Newest first"), columns=("created_at", "id"), descending=True)
SORTS = (ACTIVITY, NAME, NEWEST)

COLUMNS = (
    Column(key="customer", label=_("Customer"), sort="name"),
    Column(key="number", label=_("Number"), css="col-number", sort="newest"),
    Column(key="status", label=_("Status"), css="col-mark"),
    Column(key="phone", label=_("Phone"), css="col-phone"),
    Column(key="orders", label=_("Open orders"), css="col-orders"),
    Column(key="city", label=_("City"), css="col-city"),
    Column(key="activity", label=_("Last activity"), css="col-date", sort="activity"),
    Column(key="responsible", label=_("Responsible"), css="col-responsible"),
)


def with_what_is_shown(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The rows with everything a line shows, in a fixed number of queries."""
    open_orders: Any = work_orders().open().order_by("received_at").only("customer_id", "status", "number")
    return (
        rows.select_related("responsible")
        .prefetch_related(
            "phones",
            Prefetch("contact_links", queryset=CustomerContact.objects.select_related("contact")),
            Prefetch("work_orders", queryset=open_orders, to_attr="open_orders"),
        )
        .defer("search", "note")
    )
