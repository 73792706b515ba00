"""The list of customers: its columns and its orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from core import saved
from core.listing import Column, Sort
from customers.models import CustomerContact, Label, Phone
from customers.relations import work_orders

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.models import Customer


ACTIVITY = Sort(
    key="activity", label=_("Last activity first"), columns=("is_active", "last_activity_at", "id"), descending=True
)
NAME = Sort(key="name", label=_("By name"), columns=("sort_name", "id"))
NEWEST = Sort(key="newest", label=_("Newest first"), columns=("created_at", "id"), descending=True)
TURNOVER = Sort(key="turnover", label=_("Turnover"), columns=("turnover", "id"), descending=True)
SORTS = (ACTIVITY, NAME, NEWEST, TURNOVER)

COLUMNS = (
    Column(key="customer", label=_("Customer"), sort="name", is_fixed=True),
    Column(key="number", label=_("Number"), css="col-number", sort="newest"),
    Column(key="status", label=_("Status"), css="col-mark"),
    Column(key="phone", label=_("Phone"), css="col-phone"),
    Column(key="orders", label=_("Open orders"), css="col-orders"),
    Column(key="debt", label=_("Debt"), css="col-money money", is_money=True),
    Column(key="city", label=_("City"), css="col-city", is_usual=False),
    Column(key="activity", label=_("Last activity"), css="col-date", sort="activity"),
    Column(key="responsible", label=_("Responsible"), css="col-responsible"),
    Column(key="turnover", label=_("Turnover"), css="col-money money", sort="turnover", is_usual=False, is_money=True),
    Column(key="deposits", label=_("Deposits held"), css="col-money money", is_usual=False, is_money=True),
    Column(key="labels", label=_("Labels"), css="col-labels", is_usual=False),
    Column(key="type", label=_("Type"), css="col-city", is_usual=False),
    Column(key="email", label=_("E-mail"), css="col-email", is_usual=False),
    Column(key="tax_number", label=_("Tax number"), css="col-phone", is_usual=False),
    Column(key="card", label=_("Discount card"), css="col-phone", is_usual=False),
    Column(key="since", label=_("Customer since"), css="col-date", is_usual=False),
)
LIST = saved.Listed(
    page="customer_list",
    title=_("Customers"),
    permission="customers.view_customer",
    columns=COLUMNS,
    sorts=SORTS,
    template="customers/customer_list.html",
)
saved.register(LIST)


def with_what_is_shown(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The rows with everything a line shows, in two queries: what there is one of comes along with the row."""
    open_orders: Any = work_orders().open().order_by("received_at").only("customer_id", "status", "number")
    of_row = {"customer": OuterRef("pk")}
    phone = Phone.objects.filter(**of_row).order_by("-is_main", "pk")
    contact = CustomerContact.objects.filter(**of_row).order_by("-is_primary", "pk")
    name = Trim(Concat(F("contact__first_name"), Value(" "), F("contact__last_name")))
    return (
        rows.select_related("responsible", "type")
        .annotate(
            phone_raw=Subquery(phone.values("raw")[:1]),
            phone_e164=Subquery(phone.values("e164")[:1]),
            contact_name=Subquery(contact.annotate(whole=name).values("whole")[:1]),
            label_names=ArraySubquery(Label.objects.filter(customers=OuterRef("pk")).order_by("name").values("name")),
        )
        .prefetch_related(Prefetch("work_orders", queryset=open_orders, to_attr="open_orders"))
        .defer("search")
    )
