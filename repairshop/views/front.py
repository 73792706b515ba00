"""The start page: what the shop opens in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import history, listing, phrases
from core.http import for_all_staff, needs, staff
from core.listing import Sort
from core.models import Event
from core.shop import current_shop
from repairs import arrivals, today
from repairs.board import waiting_css
from repairs.fields import technicians
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.views.moves import moves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

EVENTS_SHOWN = 10
BY_TIME = Sort(key="newest", label="", columns=("at", "id"), descending=True)


@for_all_staff
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    if not current_shop().is_set_up:
        return first_run(request, user)
    today_here = timezone.localdate()
    context: dict[str, Any] = {"day": phrases.long_day(today_here), "today": today_here}
    if user.has_perm("repairs.view_workorder"):
        context |= orders(user)
    if user.has_perm("repairs.take_payment"):
        context["taken"] = today.taken_today()
    if user.has_perm("core.view_binentry"):
        events = Event.objects.select_related("actor", "detail").order_by("-at", "-id")[:EVENTS_SHOWN]
        context["lines"] = history.lines(events)
    return render(request, "repairshop/start.html", context)


@needs("core.view_event", "core.view_binentry")
@require_safe
def shop_timeline(request: HttpRequest) -> HttpResponse:
    """All that happened in the shop, deletions too, page by page."""
    page = listing.page(request.GET, Event.objects.select_related("actor", "detail"), (BY_TIME,))
    context = {"page": page, "lines": history.lines(page.rows), **listing.addresses(request.GET, page)}
    return render(request, "repairshop/shop_timeline.html", context)


def first_run(request: HttpRequest, user: User) -> HttpResponse:
    if user.has_perm("core.change_settings"):
        return redirect("shop_settings")
    return render(request, "repairshop/not_set_up.html")


def orders(user: User) -> dict[str, Any]:
    overview = today.overview()
    working = WorkOrder.objects.open().exclude(status=Status.READY)
    mine = today.jobs(working.filter(technician=user))
    work = mine or today.jobs(working.exclude(status=Status.BOOKED))
    booked, now = today.booked(), timezone.now()
    questions, answers = today.questions(), arrivals.answered_by_link()
    return {
        "overview": overview,
        "figures": list(overview.figures.values()),
        "work": [{"order": order, "next": moves(order.status)[0]} for order in work[: today.MOST]],
        "work_count": bounded(work, today.MOST),
        "is_mine": bool(mine),
        "ready": [{"order": order, "css": waiting_css(order, now)} for order in today.not_collected()],
        "ready_count": overview.figures[Status.READY].count,
        "booked": booked[: today.MOST_BOOKED],
        "booked_count": bounded(booked, today.MOST_BOOKED),
        "questions": questions,
        "answers": answers,
        "unanswered": arrivals.asked(WorkOrder.objects.all()).count() if questions or answers else 0,
        "loads": today.loads(overview, technicians()),
    }


def bounded(rows: Sequence[Any], most: int) -> str:
    """How many there are, of a list fetched one row longer than it is shown."""
    return f"{most}+" if len(rows) > most else str(len(rows))
