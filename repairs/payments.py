"""Money on an order: taken, paid back, or let go on credit. A payment is never edited; what was wrong is paid back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import clock, money
from core.locks import deed
from core.nonces import once
from core.shop import current_shop
from documents.kinds import DocumentKind
from repairs import frozen
from repairs.models import Outcome, Payment, PaymentKind
from repairs.states import Status
from repairs.writing import NotAllowed, issue_paper, lock_order, record

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from accounts.models import User
    from repairs.models import WorkOrder

LATE = frozenset({Status.READY, Status.HANDED_OVER})  # what is paid now is no deposit any more


class TooMuch(Exception):
    """More than is owed, or more back than was paid; `most` is what can be."""

    def __init__(self, most: Decimal) -> None:
        super().__init__(str(most))
        self.most = most


class MoneyHeld(Exception):
    """A cancelled order may not swallow money: somebody says whether it is paid back or kept. `amount` is what is held."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(str(amount))
        self.amount = amount


@dataclass(frozen=True)
class Paying:
    amount: Decimal
    method: str
    note: str = ""


@dataclass(frozen=True)
class Settling:
    """What becomes of the money held by an order that is cancelled: all paid back by `method`, or without one, kept."""

    method: str = ""


@deed
def take_payment(*, number: str, paying: Paying, by: User, nonce: UUID | None = None) -> Payment:
    """Take money and issue its receipt. Raises Gone, NotAllowed for a cancelled order, TooMuch, nonces.UsedOtherwise."""
    order = lock_order(number)
    body = {"order": number, "paying": str(paying)}
    return Payment.objects.get(pk=once(nonce, body, lambda: str(insert(order, paying, by=by).pk), by=by))


@deed
def refund(*, number: str, paying: Paying, by: User, nonce: UUID | None = None) -> Payment:
    """Pay money back, at most what was paid, and issue the receipt. Raises Gone, TooMuch, nonces.UsedOtherwise."""
    order = lock_order(number)
    body = {"order": number, "refund": str(paying)}
    return Payment.objects.get(pk=once(nonce, body, lambda: str(_pay_back(order, paying, by=by).pk), by=by))


@deed
def allow_credit(*, number: str, by: User) -> WorkOrder:
    """Let the device go although it is not paid. Raises Gone, and NotAllowed when nothing is owed or it is out already."""
    order = lock_order(number)
    if order.status in {Status.HANDED_OVER, Status.CANCELLED}:
        raise NotAllowed(order.status)
    order.credit_by, order.credit_at = by, clock.now()
    order.save(update_fields=["credit_by", "credit_at"])
    record("credit_allowed", order, by=by, facts={"amount": money.frozen(order.owed)})
    return order


def insert(order: WorkOrder, paying: Paying, *, by: User) -> Payment:
    """Take money on a locked order; for deeds that take some on the way."""
    if order.status == Status.CANCELLED:
        raise NotAllowed(order.status)
    is_late = order.status in LATE and _is_priced(order)
    if is_late and paying.amount > order.owed:
        raise TooMuch(order.owed)
    order.paid += paying.amount
    return _write(order, PaymentKind.BALANCE if is_late else PaymentKind.DEPOSIT, paying, by=by)


def _is_priced(order: WorkOrder) -> bool:
    """Where only a final price is set, that is known at the hand-over: what is paid before is a deposit, however late."""
    is_final = order.status == Status.HANDED_OVER or order.final_cost is not None or order.outcome == Outcome.DECLINED
    return bool(order.total) or is_final or order.lines.exists()


def settle(order: WorkOrder, settling: Settling | None, *, by: User) -> None:
    """Pay back or keep what a locked order holds, before it is cancelled. Raises MoneyHeld when nobody said which."""
    if not order.paid:
        return
    if settling is None:
        raise MoneyHeld(order.paid)
    if settling.method:
        _pay_back(order, Paying(order.paid, settling.method), by=by)
    else:
        record("deposit_kept", order, by=by, facts={"amount": money.frozen(order.paid)})


def _pay_back(order: WorkOrder, paying: Paying, *, by: User) -> Payment:
    if paying.amount > order.paid:
        raise TooMuch(order.paid)
    order.paid -= paying.amount
    return _write(order, PaymentKind.REFUND, paying, by=by)


def _write(order: WorkOrder, kind: PaymentKind, paying: Paying, *, by: User) -> Payment:
    if order.paid > money.LARGEST:
        raise TooMuch(money.LARGEST)
    order.save(update_fields=["paid"])
    payment = Payment(
        work_order=order,
        kind=kind,
        method=paying.method,
        amount=paying.amount,
        note=paying.note,
        at=clock.now(),
        by=by,
    )
    told = {"payment": frozen.payment_part(payment, current_shop())}
    receipt = issue_paper(DocumentKind.PAYMENT_RECEIPT, order, by=by, amount=payment.amount, told=told)
    payment.document_number = receipt.number
    payment.save()
    facts = {"amount": money.frozen(payment.amount), "method": payment.method, "kind": kind}
    verb = "payment_refunded" if kind == PaymentKind.REFUND else "payment_taken"
    record(verb, order, by=by, facts=facts, detail={"note": payment.note})
    return payment
