"""What the customer's page shows of the work: bounded, however long the history is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, Max, OuterRef, Prefetch, Q, Value, When

from repairs.models import OrderLine, WorkOrder
from repairs.states import OPEN, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.models import Customer

SHOWN = (
    "number", "customer", "status", "reported_fault", "work_done", "received_at", "promised_at", "closed_at", "total", "paid",
    "final_cost", "outcome", "estimated_cost", "device__number", "device__kind", "device__brand", "device__model", "device__plate",
    "technician__first_name", "technician__last_name", "technician__username",
)  # fmt: skip
MOST_LISTED = 200
FIRST = 10  # the open ones are among them, unless a customer has more
FIRST_BOUGHT = 3


def work_of(customer: Customer) -> dict[str, Any]:
    """The first orders, open ones before the others, with how many there are; `all_orders` and `all_bought` ask for more."""
    counted = _counted(customer)
    is_any = bool(counted["orders_count"])
    return {
        **counted,
        "orders": orders_of(customer, FIRST) if is_any else [],
        "all_orders": partial(orders_of, customer, MOST_LISTED),
        "bought": bought_by(customer, FIRST_BOUGHT) if is_any else [],
        "all_bought": partial(bought_by, customer, MOST_LISTED),
    }


def _counted(customer: Customer) -> dict[str, Any]:
    """How many orders, open ones, the last visit, and the technicians with how many each had, most first: one question."""
    names = ("technician", "technician__first_name", "technician__last_name", "technician__username")
    rows = WorkOrder.objects.filter(customer=customer).order_by().values_list(*names)
    is_open = Count("pk", filter=Q(status__in=OPEN))
    each = list(rows.annotate(number=Count("pk"), open=is_open, last=Max("received_at")).order_by("-number"))
    return {
        "orders_count": sum(row[4] for row in each),
        "open_count": sum(row[5] for row in each),
        "last_visit": max((row[6] for row in each), default=None),
        "served_by": [(f"{row[1]} {row[2]}".strip() or row[3], row[4]) for row in each if row[0]],
    }


def orders_of(customer: Customer, most: int) -> list[WorkOrder]:
    rank = Case(When(status__in=OPEN, then=Value(0)), default=Value(1))
    return list(_orders(customer).alias(rank=rank).order_by("rank", "-received_at", "-pk")[:most])


def bought_by(customer: Customer, most: int) -> list[WorkOrder]:
    """Orders that were handed over and say what was done: each with its `lines_bought`."""
    with_lines = Exists(OrderLine.objects.filter(work_order=OuterRef("pk")))
    rows = (
        _orders(customer)
        .filter(with_lines | ~Q(work_done=""), status=Status.HANDED_OVER)
        .order_by("-received_at", "-pk")
    )
    lines = Prefetch("lines", OrderLine.objects.order_by("position", "pk"), to_attr="lines_bought")
    return list(rows.prefetch_related(lines)[:most])


def _orders(customer: Customer) -> QuerySet[WorkOrder]:
    """With what a line of the page says and nothing else: an order has sixty columns."""
    return WorkOrder.objects.filter(customer=customer).select_related("device", "technician").only(*SHOWN)
