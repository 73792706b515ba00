"""The board: a column a status, the most pressing cards first, never more of them than somebody looks at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from core import phrases
from repairs.models import OrderKind, WorkOrder, WorkOrderQuerySet
from repairs.models.order import WAITING_LONG, WAITING_TOO_LONG
from repairs.states import OPEN, Status, allowed, patience

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

MOST_CARDS = 50
FOLDED_AT_FIRST = frozenset({Status.BOOKED})
AGEING = frozenset({Status.AWAITING_APPROVAL, Status.AWAITING_PARTS})  # their cards say how long they have stood there
TAGS = {OrderKind.URGENT: "tag-danger", OrderKind.WARRANTY: "tag-blue", OrderKind.ON_SITE: ""}
FAULT_SHOWN = 80
DRAWN = (
    "number", "status", "kind", "status_since", "promised_at", "reported_fault", "total", "paid", "final_cost", "estimated_cost",
    "customer__name", "device__brand", "device__model", "device__plate", "device__kind",
    "technician__first_name", "technician__last_name", "technician__username",
)  # fmt: skip
CHANGES = """SELECT count(*), sum(xmin::text::bigint), count(*) FILTER (WHERE promised_at < now() AND status <> %s)
             FROM repairs_workorder WHERE status = ANY(%s)"""


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to."""

    technician: int | None = None
    late: bool = False
    urgent: bool = False
    kind: str = ""

    def rows(self) -> WorkOrderQuerySet:
        rows = WorkOrder.objects.all()
        rows = rows.overdue() if self.late else rows.open()
        if self.technician is not None:
            rows = rows.filter(technician=self.technician)
        if self.urgent:
            rows = rows.filter(kind=OrderKind.URGENT)
        return rows.filter(device__kind=self.kind) if self.kind else rows


@dataclass(frozen=True)
class Card:
    order: WorkOrder
    short: str  # the number with its middle left out
    when: str
    when_css: str
    age: str
    age_css: str
    fault: str
    tag: str = ""
    tag_css: str = ""


@dataclass
class Column:
    status: Status
    count: int
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.cards))

    @property
    def is_folded(self) -> bool:
        return self.status in FOLDED_AT_FIRST or not self.count

    @property
    def moves(self) -> str:
        return " ".join(allowed(self.status))


def columns(wanted: Wanted) -> list[Column]:
    """Three questions, however many cards there are."""
    rows = wanted.rows()
    counted = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    found = {status: Column(status, counted.get(status, 0)) for status in OPEN}
    now, limits = timezone.localtime(), patience()
    for order in _pressing(rows):
        found[Status(order.status)].cards.append(_card(order, now, limits))
    return list(found.values())


def _pressing(rows: WorkOrderQuerySet) -> Iterable[WorkOrder]:
    """The first of each column: by promise, which puts the late first; what is ready by how long it waits."""
    firsts = [_first(rows, status) for status in OPEN]
    keys = [key for (key,) in firsts[0].union(*firsts[1:], all=True)]
    orders = WorkOrder.objects.filter(pk__in=keys).select_related("customer", "device", "technician")
    place = {key: at for at, key in enumerate(keys)}
    return sorted(orders.only(*DRAWN), key=lambda order: place[order.pk])


def _first(rows: WorkOrderQuerySet, status: Status) -> QuerySet[WorkOrder, tuple[int]]:
    of_it = rows.filter(status=status)
    ordered = of_it.order_by("status_since", "pk") if status == Status.READY else of_it.by_promise()
    return ordered.values_list("pk")[:MOST_CARDS]


def _card(order: WorkOrder, now: datetime, limits: dict[Status, int]) -> Card:
    is_ready = order.status == Status.READY
    days = (now.date() - timezone.localtime(order.status_since).date()).days
    when, when_css = (phrases.age(order.status_since), waiting_css(order, now)) if is_ready else _promise(order)
    ages = order.status in AGEING and days > 0
    return Card(
        order=order,
        short=f"{order.number.split('-')[0]}-…{order.number[-3:]}",
        when=when,
        when_css=when_css,
        age=phrases.age(order.status_since) if ages else "",
        age_css="danger" if days >= limits.get(Status(order.status), days + 1) else "muted",
        fault=order.reported_fault.split("\n", 1)[0][:FAULT_SHOWN],
        tag=order.get_kind_display() if order.kind in TAGS else "",
        tag_css=TAGS.get(OrderKind(order.kind), ""),
    )


def _promise(order: WorkOrder) -> tuple[str, str]:
    return (phrases.near(order.promised_at), "danger" if order.is_overdue else "") if order.promised_at else ("", "")


def waiting_css(order: WorkOrder, now: datetime) -> str:
    """How red the age of what is ready and not collected has become."""
    waited = now - order.status_since
    return "danger" if waited > WAITING_TOO_LONG else "warn" if waited > WAITING_LONG else ""


@dataclass(frozen=True)
class Loads:
    """How much is open: by technician (None for nobody), and of all of it how much is late and how much urgent."""

    by_technician: dict[int | None, int]
    late: int
    urgent: int


def loads() -> Loads:
    late = Q(promised_at__lt=timezone.now()) & ~Q(status=Status.READY)
    rows: Any = WorkOrder.objects.open().order_by().values_list("technician")
    counted = list(
        rows.annotate(
            count=Count("pk"), late=Count("pk", filter=late), urgent=Count("pk", filter=Q(kind=OrderKind.URGENT))
        )
    )
    return Loads(
        {technician: count for technician, count, _late, _urgent in counted},
        sum(row[2] for row in counted),
        sum(row[3] for row in counted),
    )


def mark() -> str:
    """Changes whenever anything on any open order does, or a promise runs out, or the day ends.

    Every write gives a row another xmin, so their sum stands for all the rows at the price of reading them once.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [Status.READY, list(OPEN)])
        seen = cursor.fetchone()
    return hashlib.sha256(f"{seen} {timezone.localdate()}".encode()).hexdigest()[:16]
