"""What the shop has before it today: how many stand where, how much each technician has, what to collect, what to answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from repairs.models import Payment, PaymentKind, Question, WorkOrder, WorkSession
from repairs.models.order import WAITING_LONG, day_of
from repairs.states import OPEN, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User

MOST = 8
MOST_BOOKED = 12
NONE = Decimal(0)


@dataclass
class Figure:
    """A status: how many stand there, how many of them are late (ready: not collected for long)."""

    status: Status
    count: int = 0
    late: int = 0


@dataclass
class Load:
    """What one technician has to do; what is ready is done."""

    technician: User
    jobs: int = 0
    late: int = 0
    works_on: WorkOrder | None = None


@dataclass
class Overview:
    """All of the shop's open orders, counted in one question."""

    figures: dict[Status, Figure] = field(default_factory=lambda: {status: Figure(status) for status in OPEN})
    jobs: dict[int, tuple[int, int]] = field(default_factory=dict)  # by technician: jobs, late ones
    promised_today: int = 0
    to_collect: Decimal = NONE

    @property
    def open(self) -> int:
        return sum(figure.count for figure in self.figures.values())

    @property
    def late(self) -> int:
        return sum(figure.late for figure in self.figures.values() if figure.status != Status.READY)


def overview() -> Overview:
    now, found = timezone.now(), Overview()
    overdue = ~Q(status=Status.READY) & Q(promised_at__lt=now)
    waiting = Q(status=Status.READY, status_since__lt=now - WAITING_LONG)
    today = ~Q(status=Status.BOOKED) & day_of("promised_at")
    owed = Sum(F("total") - F("paid"), filter=Q(status=Status.READY, paid__lt=F("total")))
    rows: Any = WorkOrder.objects.open().order_by().values_list("status", "technician")
    for status, technician, count, late, promised, to_collect in rows.annotate(
        count=Count("pk"), late=Count("pk", filter=overdue | waiting), today=Count("pk", filter=today), owed=owed
    ):
        _add(found, Status(status), technician, count, late)
        found.promised_today += promised
        found.to_collect += to_collect or NONE
    return found


def _add(found: Overview, status: Status, technician: int | None, count: int, late: int) -> None:
    figure = found.figures[status]
    figure.count += count
    figure.late += late
    if technician is not None and status not in {Status.READY, Status.BOOKED}:
        jobs, jobs_late = found.jobs.get(technician, (0, 0))
        found.jobs[technician] = jobs + count, jobs_late + late


def loads(found: Overview, technicians: Iterable[User]) -> list[Load]:
    """Who has how much, the busiest first, and what each works on now."""
    running = WorkSession.objects.filter(stopped_at=None).select_related("work_order__device")
    works_on = {session.technician_id: session.work_order for session in running}
    everybody = [Load(who, *found.jobs.get(who.pk, (0, 0)), works_on.get(who.pk)) for who in technicians]
    busy = [load for load in everybody if load.jobs or load.works_on]
    return sorted(busy, key=lambda load: -load.jobs)


def jobs(rows: Any) -> list[WorkOrder]:
    """By promise, the late ones first; without a promise last. One more than is shown."""
    return list(_light(rows.by_promise())[: MOST + 1])


def not_collected() -> list[WorkOrder]:
    """Ready and not collected, the longest waiting first."""
    return list(_light(WorkOrder.objects.awaiting_pickup().order_by("status_since", "pk"))[:MOST])


def booked() -> list[WorkOrder]:
    """Booked for today, by the hour. One more than is shown."""
    return list(_light(WorkOrder.objects.booked_today().order_by("promised_at", "pk"))[: MOST_BOOKED + 1])


def questions() -> list[Question]:
    """What waits for an answer, the longest waiting first."""
    rows = Question.objects.filter(answered_at=None, work_order__status__in=OPEN).order_by("asked_at", "pk")
    return list(rows.select_related("work_order__device", "work_order__customer", "asked_by")[:MOST])


def taken_today() -> Decimal:
    """Payments of today less what was given back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    is_refund = Q(kind=PaymentKind.REFUND)
    sums = Payment.objects.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1)).aggregate(
        taken=Sum("amount", filter=~is_refund), given=Sum("amount", filter=is_refund)
    )
    return (sums["taken"] or NONE) - (sums["given"] or NONE)


def _light(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    related = rows.select_related("customer", "device")
    return related.defer("search", "device__search", "customer__search", "condition", "work_done", "bench_note")
