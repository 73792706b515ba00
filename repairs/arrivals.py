"""Orders that wait for something which has come: their last part, or the customer's answer. Pages offer to move them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from repairs.codes import How, Supply
from repairs.models import Answer, Estimate, EstimateLine, OrderLine, Question, StatusMove
from repairs.states import OPEN, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from repairs.models import WorkOrder, WorkOrderQuerySet

WORDS: dict[str, str | Promise] = {
    Status.AWAITING_PARTS: Supply.ARRIVED.label,
    Status.AWAITING_APPROVAL: Answer.APPROVED.label,
}
MOST = 8


def came(orders: Iterable[WorkOrder]) -> dict[int, str | Promise]:
    """For each of these that need not wait any longer, by its key, what has come in a word; one question, or none."""
    waiting = {order.pk: order.status for order in orders if order.status in WORDS}
    if not waiting:
        return {}
    ordered = OrderLine.objects.filter(work_order=OuterRef("work_order"), supply=Supply.ORDERED)
    parts = OrderLine.objects.filter(work_order__in=_at(waiting, Status.AWAITING_PARTS), supply=Supply.ARRIVED)
    answers = Estimate.objects.filter(
        work_order__in=_at(waiting, Status.AWAITING_APPROVAL), is_replaced=False, approved_total__gt=0
    )
    arrived = parts.order_by().exclude(Exists(ordered)).values_list("work_order")
    found = arrived.union(answers.order_by().values_list("work_order")).order_by()
    return {key: WORDS[waiting[key]] for (key,) in found}


def _at(waiting: dict[int, str], status: Status) -> list[int]:
    return [key for key, standing in waiting.items() if standing == status]


def unseen() -> QuerySet[Estimate]:
    """What customers answered by themselves, as long as none of us has seen it, answered anew, or moved the order on."""
    by_link = EstimateLine.objects.filter(estimate=OuterRef("pk"), how=How.LINK, heard_by=None)
    moved = StatusMove.objects.filter(
        work_order=OuterRef("work_order"), by__isnull=False, at__gt=OuterRef("answered_at")
    )
    rows = Estimate.objects.filter(work_order__status__in=OPEN, work_order__approved_total__isnull=False)
    return rows.filter(Exists(by_link), ~Exists(moved), is_replaced=False, answered_at__isnull=False)


def answered_by_link() -> list[Estimate]:
    """The latest first."""
    rows = unseen().order_by("-answered_at")
    return list(rows.select_related("work_order__device", "work_order__customer")[:MOST])


def waits() -> Q:
    """Open orders of which somebody waits for an answer to a question, or whose customer waits for us with an answer by the link."""
    questions = Question.objects.filter(answered_at=None).order_by()
    return Q(pk__in=questions.values("work_order")) | Q(pk__in=unseen().order_by().values("work_order"))


def asked(rows: WorkOrderQuerySet) -> WorkOrderQuerySet:
    return rows.open().filter(waits())
