"""A "no" to the price told at the intake, where no estimate was ever issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import money
from core.locks import deed
from repairs import answered, gates
from repairs.actions import put
from repairs.models import Outcome
from repairs.pricing import refresh_total
from repairs.states import Status, way
from repairs.writing import NotAllowed, lock_order

if TYPE_CHECKING:
    from accounts.models import User
    from repairs.models import WorkOrder


def may_decline(order: WorkOrder) -> bool:
    """Only what nothing is offered for: an estimate is answered line by line, and lines are offered by one first."""
    on_the_way = bool(way(order.status, Status.READY))
    return on_the_way and not order.lines.exists() and not order.estimates.filter(is_replaced=False).exists()


@deed
def decline_repair(*, number: str, seen: str, by_whom: str, how: str, by: User) -> WorkOrder:
    """Write down that the customer wants no repair: the diagnosis fee is charged, and the order is ready, not repaired.

    `how` is one of How. Raises Gone, NotAllowed, and gates.Barred for what must be done before anything is ready.
    """
    order = lock_order(number)
    if order.status != seen or not may_decline(order):
        raise NotAllowed(order.status)
    order.approved_total = answered.charge_diagnosis(order)
    refresh_total(order)
    order.outcome = Outcome.DECLINED
    order.save(update_fields=["approved_total", "outcome"])
    gates.check(order, Status.READY)
    *between, last = way(order.status, Status.READY)
    for step in between:
        put(order, step, by=by)
    facts = {"amount": money.frozen(order.total), "how": how}
    return put(order, last, by=by, verb="repair_declined", facts=facts, detail={"who": by_whom})
