"""What keeps an order from a status although the move itself is offered. Each gate tells its reasons in words.

A gate is asked with the order locked, inside the deed; pages ask the same gates to say beforehand what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import phrases
from repairs.states import CLOSED, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.utils.functional import Promise

    from repairs.models import WorkOrder

    type Reason = str | Promise
    type Gate = Callable[[WorkOrder, Status], Iterable[Reason]]


class Barred(Exception):
    """Something must be done first; `reasons` says what, in words for people."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = reasons


def questions_answered(order: WorkOrder, to: Status) -> Iterable[Reason]:
    if to == Status.READY and order.questions.filter(answered_at=None).exists():
        yield _("A question is still open: answer it first.")


def loans_back(order: WorkOrder, to: Status) -> Iterable[Reason]:
    if to in CLOSED:
        for loan in order.loans.filter(back_at=None).select_related("loan_device"):
            yield _("%(device)s is still lent out: take it back first.") % {"device": loan.loan_device.name}


def unpaid(order: WorkOrder, to: Status) -> Iterable[Reason]:
    """Handed over is what is paid, or let go on credit by somebody with the right."""
    if to == Status.HANDED_OVER and order.owed and order.credit_by_id is None:
        yield _("%(amount)s is not paid yet.") % {"amount": phrases.price(order.owed)}


def unapproved(order: WorkOrder, to: Status) -> Iterable[Reason]:
    """Nothing is ready, or goes out, that would cost more than the customer has approved."""
    if to not in {Status.READY, Status.HANDED_OVER}:
        return
    latest = order.estimates.filter(is_replaced=False).first()
    if latest is not None and latest.answered_at is None:
        yield _("The customer has not answered estimate v%(edition)d.") % {"edition": latest.edition}
    elif order.approved_total is not None and order.total > order.approved_total:
        words = {"total": phrases.price(order.total), "approved": phrases.price(order.approved_total)}
        yield _("The price is %(total)s, approved is %(approved)s: ask the customer again.") % words


GATES: list[Gate] = [questions_answered, loans_back, unpaid, unapproved]


def reasons(order: WorkOrder, to: Status) -> list[Reason]:
    return [reason for gate in GATES for reason in gate(order, to)]


def check(order: WorkOrder, to: Status) -> None:
    """Raises Barred with everything that is in the way, so that nobody is sent back twice."""
    if found := reasons(order, to):
        raise Barred(found)
