"""My work: the jobs of a technician by promise, and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone, Stale
from repairs import arrivals, working
from repairs.benchforms import SessionForm
from repairs.fields import technicians
from repairs.models import Question, WorkOrder, WorkSession
from repairs.states import Status
from repairs.views.moves import moves
from repairs.views.shared import back, gone, readable, stands_at
from repairs.writing import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

MOST_JOBS = 60
MOST_SESSIONS = 20
OF_JOB = (
    "number", "status", "kind", "promised_at", "reported_fault", "customer__name", "device__brand", "device__model", "device__plate",
)  # fmt: skip
MAY_CORRECT_ANY = "repairs.reopen_workorder"


@needs("repairs.view_workorder")
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    people = list(technicians())
    who = _whose(request, user, people)
    jobs = list(_jobs(who))
    running = working.running_of(who)
    may_move = user.has_perm("repairs.move_workorder")
    context = {
        "who": who,
        "is_me": who == user,
        "people": people,
        "may_move": may_move,
        "token": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)),
        "here": request.get_full_path(),
        "jobs": _lines(jobs[:MOST_JOBS], running, may_clock=may_move and who == user),
        "more": len(jobs) > MOST_JOBS,
        "running": running,
        "forgotten": timezone.now() - working.FORGOTTEN,
        "today": working.spent_today(who),
        "sessions": _sessions(who),
        "may_correct": who == user or user.has_perm(MAY_CORRECT_ANY),
    }
    return render(request, "repairs/my_work.html", context)


def _lines(jobs: list[WorkOrder], running: WorkSession | None, *, may_clock: bool) -> list[dict[str, Any]]:
    spent, came = working.spent_on(jobs), arrivals.came(jobs)
    asked = set(Question.objects.filter(work_order__in=jobs, answered_at=None).values_list("work_order", flat=True))
    likely = {status: moves(status)[0] for status in {order.status for order in jobs}}
    label = _("Start the clock on %(number)s")
    return [
        {
            "order": order,
            "next": likely[order.status],
            "spent": spent.get(order.pk),
            "asked": order.pk in asked,
            "came": came.get(order.pk),
            "clock": _clock(order, running) if may_clock else "",
            "label": label % {"number": order.number},
        }
        for order in jobs
    ]


def _clock(order: WorkOrder, running: WorkSession | None) -> str:
    """The end of the address that starts or stops the clock on the order; none before the device is here."""
    if order.status == Status.BOOKED:
        return ""
    return "stop" if running and running.work_order_id == order.pk else "start"


def _whose(request: HttpRequest, user: User, people: list[User]) -> User:
    asked = request.GET.get("technician", "")
    found = next((person for person in people if str(person.pk) == asked), None)
    if asked and found is None:
        raise Http404
    return found or user


def _jobs(who: User) -> Any:
    """What is the technician's to do: not what waits to be collected, and one more than is shown."""
    rows = WorkOrder.objects.open().exclude(status=Status.READY).filter(technician=who).by_promise()
    return rows.select_related("customer", "device").only(*OF_JOB)[: MOST_JOBS + 1]


def _sessions(who: User) -> Any:
    latest = WorkSession.objects.filter(technician=who, stopped_at__isnull=False).order_by("-started_at", "-pk")
    return latest.select_related("work_order__device")[:MOST_SESSIONS]


@needs("repairs.move_workorder")
@require_POST
def work_start(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    before = working.running_of(staff(request))
    try:
        working.start_work(number=number, by=staff(request))
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    else:
        messages.success(request, _started(order, before))
    return back(request, order.get_absolute_url())


def _started(order: WorkOrder, before: WorkSession | None) -> str:
    if before is None or before.work_order_id == order.pk:
        return _("The clock runs on %(number)s") % {"number": order.number}
    said = _("The clock runs on %(number)s; on %(other)s it stopped")
    return said % {"number": order.number, "other": before.work_order.number}


@needs("repairs.move_workorder")
@require_POST
def work_stop(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        working.stop_work(number=number, by=staff(request))
    except Gone:
        return gone(request, number)
    except working.NotRunning:
        messages.error(request, _("Your clock does not run on %(number)s.") % {"number": number})
    else:
        messages.success(request, _("The clock on %(number)s stopped") % {"number": number})
    return back(request, order.get_absolute_url())


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def work_correct(request: HttpRequest, key: int) -> HttpResponse:
    """One's own times; those of others who leads the shop."""
    session = get_object_or_404(WorkSession.objects.select_related("work_order__device", "technician"), pk=key)
    user = staff(request)
    if session.technician_id != user.pk and not user.has_perm(MAY_CORRECT_ANY):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    initial = {name: getattr(session, name) for name in ("started_at", "stopped_at", "version")}
    form = SessionForm(request.POST or None, initial=initial)
    context = {"form": form, "session": session}
    if request.method != "POST" or not form.is_valid():
        return render(request, "repairs/work_correct.html", context)
    try:
        working.correct_work(key=key, by=user, **form.cleaned_data)
    except Gone:
        return gone(request, session.work_order.number)
    except Stale as stale:
        carry(form, version=stale.current.version)  # type: ignore[attr-defined]
        form.add_error(None, _("Somebody corrected it meanwhile. Save again to keep yours."))
        return render(request, "repairs/work_correct.html", context)
    except working.WrongTimes:
        form.add_error("stopped_at", _("Write an end after the beginning, within a day of it and not in the future."))
        return render(request, "repairs/work_correct.html", context)
    messages.success(request, _("Working time corrected"))
    return redirect("my_work") if session.technician_id == user.pk else redirect(session.work_order)
