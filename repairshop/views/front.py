"""The start page: what the shop opens in the morning."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import history, phrases
from core.http import for_all_staff, staff
from core.models import Event
from core.shop import current_shop
from repairs.models import WorkOrder
from repairs.states import OPEN, Status, allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from accounts.models import User

WORK_SHOWN = 8
READY_SHOWN = 8
TODAY_SHOWN = 12
EVENTS_SHOWN = 10
WAITING_LONG = dt.timedelta(days=7)  # ready and not collected: amber after a week, red after a month
WAITING_TOO_LONG = dt.timedelta(days=30)


@dataclass(frozen=True)
class Figure:
    status: str
    label: str | Promise
    count: int
    late: int
    url: str


@dataclass(frozen=True)
class Job:
    """An order in the list of work, with the move that is likely next."""

    order: WorkOrder
    next: Status

    @property
    def is_hand_over(self) -> bool:
        return self.next == Status.HANDED_OVER


@for_all_staff
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    if not current_shop().is_set_up:
        return first_run(request, user)
    context: dict[str, Any] = {"day": phrases.long_day(timezone.localdate())}
    if user.has_perm("repairs.view_workorder"):
        context |= orders(user)
    if user.has_perm("core.view_binentry"):
        events = Event.objects.select_related("actor", "detail").order_by("-at", "-id")[:EVENTS_SHOWN]
        context["lines"] = history.lines(events)
    return render(request, "repairshop/start.html", context)


def first_run(request: HttpRequest, user: User) -> HttpResponse:
    if user.has_perm("core.change_settings"):
        return redirect("shop_settings")
    return render(request, "repairshop/not_set_up.html")


def orders(user: User) -> dict[str, Any]:
    strip = figures()
    mine = jobs(WorkOrder.objects.open().filter(technician=user).exclude(status=Status.READY))
    work = mine or jobs(WorkOrder.objects.open().exclude(status__in=[Status.READY, Status.BOOKED]))
    today = promised_today()
    return {
        "figures": strip,
        "open": sum(figure.count for figure in strip),
        "late": sum(figure.late for figure in strip if figure.status != Status.READY),
        "work": work[:WORK_SHOWN],
        "work_count": bounded(work, WORK_SHOWN),
        "is_mine": bool(mine),
        "ready": ready(),
        "ready_count": next(figure.count for figure in strip if figure.status == Status.READY),
        "today": today[:TODAY_SHOWN],
        "today_count": bounded(today, TODAY_SHOWN),
    }


def bounded(rows: Sequence[Any], most: int) -> str:
    """How many there are, of a list fetched one row longer than it is shown."""
    return f"{most}+" if len(rows) > most else str(len(rows))


def figures() -> list[Figure]:
    """The eight open statuses with how many stand there and how many of them are late, in one question."""
    now = timezone.now()
    overdue = ~Q(status=Status.READY) & Q(promised_at__lt=now)
    waiting = Q(status=Status.READY, status_since__lt=now - WAITING_LONG)
    rows = WorkOrder.objects.open().order_by().values_list("status")
    counted = rows.annotate(count=Count("pk"), late=Count("pk", filter=overdue | waiting))
    counts = {status: (count, late) for status, count, late in counted}
    url = reverse("order_list")
    return [
        Figure(status, status.label, *counts.get(status, (0, 0)), f"{url}?show=all&status={status}") for status in OPEN
    ]


def jobs(rows: QuerySet[WorkOrder]) -> list[Job]:
    """By promise, the late ones first; without a promise last."""
    rows = rows.select_related("customer", "device").order_by(F("promised_at").asc(nulls_last=True), "pk")
    return [Job(order, allowed(order.status)[0]) for order in rows[: WORK_SHOWN + 1]]


def ready() -> list[dict[str, Any]]:
    """Ready and not collected, the longest waiting first."""
    now = timezone.now()
    rows = WorkOrder.objects.awaiting_pickup().select_related("customer", "device").order_by("status_since", "pk")
    return [{"order": order, "css": _urgency(now - order.status_since)} for order in rows[:READY_SHOWN]]


def _urgency(waiting: dt.timedelta) -> str:
    if waiting > WAITING_TOO_LONG:
        return "danger"
    return "warn" if waiting > WAITING_LONG else ""


def promised_today() -> list[WorkOrder]:
    start_of_day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = WorkOrder.objects.open().filter(
        promised_at__gte=start_of_day, promised_at__lt=start_of_day + dt.timedelta(days=1)
    )
    return list(rows.select_related("customer", "device").order_by("promised_at", "pk")[: TODAY_SHOWN + 1])
