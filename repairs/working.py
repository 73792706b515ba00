"""The deeds on time: a technician starts and stops a job, one at a time, and puts right what was forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.utils import timezone

from accounts.models import User
from core import clock
from core.locks import Gone, Stale, deed
from repairs.models import WorkOrder, WorkSession
from repairs.states import CLOSED, Status
from repairs.writing import NotAllowed, lock_order, record

if TYPE_CHECKING:
    from collections.abc import Iterable

FORGOTTEN = timedelta(hours=10)
LONGEST = timedelta(hours=24)


class WrongTimes(Exception):
    """It would end before it began, last longer than a day, or lie in the future."""


class NotRunning(Exception):
    """The technician has no clock running on this order."""


@deed
def start_work(*, number: str, by: User) -> WorkSession:
    """Start the clock on an order that is here; one running elsewhere stops. Raises Gone and NotAllowed. Started twice it runs on."""
    order = lock_order(number)
    if order.status in {Status.BOOKED, *CLOSED}:
        raise NotAllowed(order.status)
    _lock_technician(by)
    running = _running(by)
    if running and running.work_order_id == order.pk:
        return running
    if running:
        _stop(running, by)
    session = WorkSession.objects.create(work_order=order, technician=by, started_at=clock.now())
    record("work_started", order, by=by)
    return session


@deed
def stop_work(*, number: str, by: User) -> WorkSession:
    """Raises Gone, and NotRunning when this technician's clock does not run on this order."""
    order = lock_order(number)
    _lock_technician(by)
    running = _running(by)
    if running is None or running.work_order_id != order.pk:
        raise NotRunning
    running.work_order = order
    return _stop(running, by)


@deed
def correct_work(*, key: int, started_at: datetime, stopped_at: datetime, version: int, by: User) -> WorkSession:
    """Put right when a session began and ended. Raises Gone, Stale and WrongTimes."""
    found = WorkSession.objects.filter(pk=key).values_list("work_order__number", flat=True).first()
    order = lock_order(found or "")
    session = WorkSession.objects.select_for_update(of=("self",)).filter(pk=key, work_order=order).first()
    if session is None:
        raise Gone(str(key))
    if session.version != version:
        raise Stale(session)
    if not timedelta() <= stopped_at - started_at <= LONGEST or stopped_at > clock.now():
        raise WrongTimes
    before = {
        "started": session.started_at.isoformat(),
        "stopped": session.stopped_at and session.stopped_at.isoformat(),
    }
    session.started_at, session.stopped_at, session.version = started_at, stopped_at, session.version + 1
    session.save()
    after = {"started": started_at.isoformat(), "stopped": stopped_at.isoformat()}
    record(
        "work_corrected", order, by=by, facts={"technician": session.technician_id, "before": before, "after": after}
    )
    return session


def stop_all(order: WorkOrder, *, by: User | None) -> None:
    """Stop every clock that runs on a locked order: it is closed, and nobody works on it any more."""
    running = order.sessions.select_for_update(of=("self",)).filter(stopped_at=None)
    for session in running.order_by("pk"):
        session.work_order = order
        _stop(session, by)


def _stop(session: WorkSession, by: User | None) -> WorkSession:
    session.stopped_at = max(clock.now(), session.started_at)
    session.save(update_fields=["stopped_at"])
    minutes = int(session.lasted.total_seconds() // 60)
    record("work_stopped", session.work_order, by=by, facts={"minutes": minutes})
    return session


def _running(technician: User) -> WorkSession | None:
    sessions = WorkSession.objects.select_related("work_order__customer", "work_order__device")
    return sessions.filter(technician=technician, stopped_at=None).first()


def _lock_technician(by: User) -> None:
    """Last of all locks: two clocks of one person start one after the other."""
    User.objects.select_for_update(no_key=True).filter(pk=by.pk).first()


def running_of(user: User) -> WorkSession | None:
    """The clock that runs for this person, with its order."""
    return _running(user)


@dataclass(frozen=True)
class Worked:
    """How long one person was at an order, and whether the clock runs."""

    technician: User
    spent: timedelta
    runs: bool


def worked_on(sessions: Iterable[WorkSession]) -> list[Worked]:
    """By technician, the longest first."""
    spent: dict[User, timedelta] = {}
    running = set()
    for session in sessions:
        spent[session.technician] = spent.get(session.technician, timedelta()) + session.lasted
        if session.stopped_at is None:
            running.add(session.technician)
    return sorted((Worked(who, time, who in running) for who, time in spent.items()), key=lambda each: -each.spent)


def spent_on(orders: Iterable[WorkOrder]) -> dict[int, timedelta]:
    """The time of all people on each of these orders, by the order's key: one question."""
    lasted = ExpressionWrapper(F("stopped_at") - F("started_at"), output_field=DurationField())
    rows = WorkSession.objects.filter(work_order__in=list(orders), stopped_at__isnull=False).order_by()
    return dict(rows.values_list("work_order").annotate(spent=Sum(lasted)))


def spent_today(user: User) -> timedelta:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = WorkSession.objects.filter(technician=user, started_at__gte=midnight)
    return sum((session.lasted for session in sessions), timedelta())
