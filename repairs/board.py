"""The board: a column a status, the most pressing cards first, never more of them than somebody looks at."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from core import phrases
from repairs import arrivals
from repairs.models import OrderKind, WorkOrder, WorkOrderQuerySet
from repairs.models.order import WAITING_LONG, WAITING_TOO_LONG
from repairs.states import OPEN, Status, allowed, patience

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.utils.functional import Promise

MOST_CARDS = 25
FOLDED_AT_FIRST = frozenset({Status.BOOKED})
AGEING = frozenset({Status.AWAITING_APPROVAL, Status.AWAITING_PARTS})  # their cards say how long they have stood there
TAGS: dict[str, tuple[OrderKind, str]] = {
    kind.value: (kind, css)
    for kind, css in {OrderKind.URGENT: "tag-danger", OrderKind.WARRANTY: "tag-blue", OrderKind.ON_SITE: ""}.items()
}
NO_TAG: tuple[None, str] = (None, "")
FAULT_SHOWN = 80
DRAWN = (
    "number", "status", "kind", "status_since", "promised_at", "reported_fault", "total", "paid", "final_cost", "outcome",
    "estimated_cost", "customer__name", "device__brand", "device__model", "device__plate", "device__kind",
    "technician__first_name", "technician__last_name", "technician__username",
)  # fmt: skip
OPEN_NOW = """
    SELECT status, technician_id, count(*), sum(xmin::text::bigint),
           count(*) FILTER (WHERE promised_at < now() AND status <> %s), count(*) FILTER (WHERE kind = %s)
      FROM repairs_workorder WHERE status = ANY(%s) GROUP BY 1, 2"""


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to."""

    technician: int | None = None
    late: bool = False
    urgent: bool = False
    kind: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

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
    came: str = ""  # what it waited for, in a word
    next: Status | None = None  # where that lets it go


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


def columns(wanted: Wanted, looked: Look) -> list[Column]:
    """Four questions at most, however many cards there are."""
    rows = wanted.rows()
    counted = looked.by_status if wanted.is_everything else _counted(rows)
    found = {status: Column(status, counted.get(status, 0)) for status in OPEN}
    now, limits = timezone.localtime(), patience()
    orders = _pressing(rows)
    came = arrivals.came(orders)
    for order in orders:
        found[Status(order.status)].cards.append(_card(order, now, limits, came.get(order.pk, "")))
    return list(found.values())


def _counted(rows: WorkOrderQuerySet) -> dict[str, int]:
    return dict(rows.order_by().values_list("status").annotate(count=Count("pk")))


def _pressing(rows: WorkOrderQuerySet) -> list[WorkOrder]:
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


def _card(order: WorkOrder, now: datetime, limits: dict[Status, int], came: str | Promise) -> Card:
    is_ready = order.status == Status.READY
    days = (now.date() - timezone.localtime(order.status_since).date()).days
    when, when_css = (phrases.age(order.status_since), waiting_css(order, now)) if is_ready else _promise(order)
    ages = order.status in AGEING and days > 0 and not came
    tag, tag_css = TAGS.get(order.kind, NO_TAG)
    return Card(
        order=order,
        short=f"{order.number.split('-')[0]}-…{order.number[-3:]}",
        when=when,
        when_css=when_css,
        age=phrases.age(order.status_since) if ages else "",
        age_css="danger" if days >= limits.get(Status(order.status), days + 1) else "muted",
        fault=order.reported_fault.split("\n", 1)[0][:FAULT_SHOWN],
        tag=str(tag.label) if tag else "",
        tag_css=tag_css,
        came=str(came),
        next=allowed(order.status)[0] if came else None,
    )


def _promise(order: WorkOrder) -> tuple[str, str]:
    return (phrases.near(order.promised_at), "danger" if order.is_overdue else "") if order.promised_at else ("", "")


def waiting_css(order: WorkOrder, now: datetime) -> str:
    """How red the age of what is ready and not collected has become."""
    waited = now - order.status_since
    return "danger" if waited > WAITING_TOO_LONG else "warn" if waited > WAITING_LONG else ""


@dataclass(frozen=True)
class Look:
    """All open orders, looked at once: how many stand where and with whom (None for nobody), are late, are urgent."""

    mark: str
    by_status: dict[str, int]
    by_technician: dict[int | None, int]
    late: int
    urgent: int


def look() -> Look:
    """`mark` changes whenever anything on any open order does, or a promise runs out, or the day ends.

    Every write gives a row another xmin, so their sum stands for all the rows at the price of reading them once.
    """
    with connection.cursor() as cursor:
        cursor.execute(OPEN_NOW, [Status.READY, OrderKind.URGENT, list(OPEN)])
        rows = cursor.fetchall()
    by_status: Counter[str] = Counter()
    by_technician: Counter[int | None] = Counter()
    for status, technician, count, *_others in rows:
        by_status[status] += count
        by_technician[technician] += count
    count, writes, late, urgent = (sum(row[place] for row in rows) for place in (2, 3, 4, 5))
    mark = hashlib.sha256(f"{count} {writes} {late} {timezone.localdate()}".encode()).hexdigest()[:16]
    return Look(mark, by_status, by_technician, late, urgent)
