"""The list of customers: its columns and its orders."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Func, Prefetch, TextField, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from core import saved
from core.listing import Column, Sort
from customers.relations import work_orders

ACTIVITY = Sort(
    key="activity", label=_("Last activity first"), columns=("is_active", "last_activity_at", "id"), descending=True
)
NAME = Sort(key="name", label=_("By name"), columns=("sort_name", "id"))
NEWEST = Sort(key="newest", label=_("Newest first"), columns=("created_at", "id"), descending=True)
TURNOVER = Sort(key="turnover", label=_("Turnover"), columns=("turnover", "id"), descending=True)
SORTS: tuple[Sort, ...] = (ACTIVITY, NAME, NEWEST, TURNOVER)
# Whoever has the searched name stands together in the order of names: reading in that order would pass most of the book first.
NAME_OF_FOUND = Sort(key="name", label=_("By name"), columns=("found_name", "id"))
SORTS_OF_FOUND = tuple(NAME_OF_FOUND if sort is NAME else sort for sort in SORTS)
FOUND_NAME = Func(F("sort_name"), template="(%(expressions)s || '')", output_field=TextField())  # in no index

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


AROUND = """
    SELECT c.id, phone.raw, phone.e164, contact.name,
      ARRAY(SELECT l.name FROM customers_customer_labels cl JOIN customers_label l ON l.id = cl.label_id
             WHERE cl.customer_id = c.id ORDER BY l.name)
      FROM unnest(%s::bigint[]) AS c (id)
      LEFT JOIN LATERAL (SELECT raw, e164 FROM customers_phone
                          WHERE customer_id = c.id ORDER BY is_main DESC, id LIMIT 1) AS phone ON true
      LEFT JOIN LATERAL (SELECT btrim(p.first_name || ' ' || p.last_name) AS name
                           FROM customers_customercontact cc JOIN customers_contact p ON p.id = cc.contact_id
                          WHERE cc.customer_id = c.id ORDER BY cc.is_primary DESC, cc.id LIMIT 1) AS contact ON true"""


def look_around(customers: list[Any]) -> None:
    """Give the customers of a page all that stands around them in their rows: two statements, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, [[customer.pk for customer in customers]])
        found = {key: beside for key, *beside in cursor.fetchall()}
    for customer in customers:
        customer.phone_raw, customer.phone_e164, customer.contact_name, customer.label_names = found[customer.pk]
    open_orders = work_orders().open().order_by("received_at").only("customer_id", "status", "number")
    prefetch_related_objects(customers, Prefetch("work_orders", queryset=open_orders, to_attr="open_orders"))
