"""The list of work orders: its columns and its orders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import saved
from core.listing import Column, Sort
from customers.models import Customer
from devices.models import Device

if TYPE_CHECKING:
    from repairs.models import WorkOrderQuerySet

NEWEST = Sort(key="newest", label=_("Newest first"), columns=("received_at", "id"), descending=True, opposite="oldest")
OLDEST = Sort(key="oldest", label=_("Oldest first"), columns=("received_at", "id"), opposite="newest")
# Only of open orders, which are few: no index has the promise with the unpromised at its end.
PROMISE = Sort(key="promise", label=_("Promised first"), columns=("due", "id"))
WAITING = Sort(key="waiting", label=_("Longest in its status first"), columns=("status_since", "id"))
# Only of what has a warranty, where none is empty.
ENDS = Sort(key="ends", label=_("Warranty ends first"), columns=("warranty_until", "id"))
SORTS = (NEWEST, OLDEST, PROMISE, WAITING)
FIRST = {
    "overdue": PROMISE,
    "mine": PROMISE,
    "booked": PROMISE,
    "today": PROMISE,
    "pickup": WAITING,
    "waiting": WAITING,
    "stuck": WAITING,
    "answer": WAITING,
    "running": ENDS,
}
ABOUT = {
    "overdue": "since",
    "stuck": "since",
    "waiting": "since",
    "pickup": "since",
    "warranty": "warranty",
    "running": "warranty",
}

COLUMNS = (
    Column(key="device", label=_("Device and customer"), is_fixed=True),
    Column(key="number", label=_("Number"), css="col-order"),
    Column(key="status", label=_("Status"), css="col-status", sort="waiting"),
    Column(key="since", label=_("In its status"), css="col-date", is_usual=False),
    Column(key="warranty", label=_("Warranty until"), css="col-warranty", is_usual=False, sort="ends"),
    Column(key="promised", label=_("Promised"), css="col-when", sort="promise"),
    Column(key="technician", label=_("Technician"), css="col-tech"),
    Column(key="received", label=_("In"), css="col-date", sort="newest"),
    Column(key="cost", label=_("Cost"), css="col-money money", is_usual=False, is_money=True),
    Column(key="next", label=_("Next move"), css="col-button"),
    Column(key="reminded", label=_("Reminded"), css="col-date", is_usual=False),
    Column(key="owed", label=_("Owed"), css="col-money money", is_usual=False, is_money=True),
    Column(key="kind", label=_("Kind"), css="col-date", is_usual=False),
    Column(key="fault", label=_("Reported fault"), is_usual=False),
    Column(key="slip", label=_("Slip code"), css="col-date", is_usual=False),
    Column(key="identifier", label=_("Identifier"), css="col-phone", is_usual=False),
    Column(key="customer_number", label=_("Customer's number"), css="col-number", is_usual=False),
    Column(key="out", label=_("Out"), css="col-date", is_usual=False),
)
LIST = saved.Listed(
    page="order_list",
    title=_("Work orders"),
    permission="repairs.view_workorder",
    columns=COLUMNS,
    sorts=(*SORTS, ENDS),
    template="repairs/order_list.html",
    css="two-line",
    hint=_("Name, device, number…"),
    about=ABOUT,
    without={"running": "next"},  # all of them are handed over
)
saved.register(LIST)
# What the cells of all columns need: an order and its people and things have a hundred columns more.
OF_ORDER = (
    "number", "status", "kind", "status_since", "warranty_until", "promised_at", "received_at", "closed_at", "reminded_at", "reported_fault", "slip_code",
    "total", "paid", "final_cost", "outcome", "estimated_cost", "customer", "device", "technician",
)  # fmt: skip
OF_CUSTOMER = ("number", "name")
OF_DEVICE = ("brand", "model", "plate", "imei", "serial", "vin")
OF_TECHNICIAN = ("first_name", "last_name", "username")
BY_INDEX = (NEWEST, OLDEST)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def sorts_of(shown: str, *, is_of_open: bool) -> tuple[Sort, ...]:
    """The sorts a selection offers, its usual one first."""
    offered = SORTS if is_of_open else (NEWEST,) if shown == "running" else (NEWEST, OLDEST)
    usual = FIRST.get(shown, NEWEST)
    return (usual, *(each for each in offered if each != usual))


def with_what_is_shown(rows: WorkOrderQuerySet, *, apart: bool = False) -> WorkOrderQuerySet:
    """The rows with everything a line shows.

    `apart` fetches who and what after the page is known: where no index has the order, joining comes before sorting and would
    look up thousands of customers and devices to show fifty.
    """
    listed = rows.annotate(due=Coalesce("promised_at", Value(NEVER)))
    parts = {"customer": OF_CUSTOMER, "device": OF_DEVICE, "technician": OF_TECHNICIAN}
    if not apart:
        names = (f"{part}__{name}" for part, of_it in parts.items() for name in of_it)
        return listed.select_related(*parts).only(*OF_ORDER, *names)
    models = {"customer": Customer, "device": Device, "technician": User}
    return listed.only(*OF_ORDER).prefetch_related(
        *(Prefetch(part, models[part]._default_manager.only(*of_it)) for part, of_it in parts.items())
    )
