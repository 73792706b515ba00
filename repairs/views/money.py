"""What an order costs and what was paid, as its page shows it; payments, refunds, credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock, phrases
from core.fields import carry
from core.http import needs, staff
from core.locks import Gone
from core.nonces import UsedOtherwise
from repairs import answered, payments, totals, warranty
from repairs.actions import NotAllowed
from repairs.codes import How, Supply
from repairs.models import Answer, EstimateLine
from repairs.money_forms import PaymentForm
from repairs.states import CLOSED, Status, way
from repairs.views.shared import gone, readable, sheet, stands_at

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from repairs.models import Estimate, OrderLine, WorkOrder


@dataclass(frozen=True)
class LineRow:
    line: OrderLine
    total: Decimal
    answer: str


def of_order(order: WorkOrder) -> dict[str, Any]:
    """Everything about money for the order's page, in four queries."""
    offered = EstimateLine.objects.select_related("heard_by")
    estimates = list(order.estimates.prefetch_related(Prefetch("lines", offered)))
    estimate = next((each for each in estimates if not each.is_replaced), None)
    answers = list(estimate.lines.all()) if estimate else []
    said = {line.line_id: line.answer for line in answers}
    lines = list(order.lines.select_related("technician"))
    return {
        "line_rows": [_row(line, said.get(line.pk, "")) for line in lines],
        "sums": totals.reckon(lines, includes_tax=order.prices_include_tax),
        "all_arrived": _all_arrived(order, lines),
        "estimates": estimates,
        "estimate": estimate,
        "declined": [line for line in answers if line.answer == Answer.DECLINED],
        "is_declined": answered.all_declined(answers),
        "is_unseen": any(line.how == How.LINK and line.heard_by is None for line in answers),
        "may_decline": not lines and estimate is None and bool(way(order.status, Status.READY)),
        "asks_again": _asks_again(order, estimate),
        "payments": list(order.payments.select_related("by")),
        "to_give_back": _to_give_back(order),
        "may_price": order.status not in CLOSED,
        "in_warranty": order.status == Status.HANDED_OVER and warranty.holds(order, at=clock.now()),
    }


def _to_give_back(order: WorkOrder) -> Decimal:
    """More than it costs, once that is known; what a cancelled order still holds was kept on purpose."""
    is_known = order.total or order.status == Status.HANDED_OVER
    return max(order.paid - order.total, totals.ZERO) if is_known and order.status != Status.CANCELLED else totals.ZERO


def _row(line: OrderLine, answer: str) -> LineRow:
    return LineRow(line, totals.line_total(line), answer)


def _all_arrived(order: WorkOrder, lines: list[OrderLine]) -> bool:
    """The order waits for parts, and none is awaited any more."""
    supplies = {line.supply for line in lines}
    return order.status == Status.AWAITING_PARTS and Supply.ARRIVED in supplies and Supply.ORDERED not in supplies


def _asks_again(order: WorkOrder, estimate: Estimate | None) -> bool:
    is_answered = estimate is not None and estimate.answered_at is not None
    return is_answered and order.approved_total is not None and order.total > order.approved_total


@needs("repairs.take_payment")
@require_http_methods(["GET", "HEAD", "POST"])
def payment_new(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    form = PaymentForm(request.POST or None, initial={"amount": order.owed or None})
    if request.method != "POST" or not form.is_valid():
        return _payment_sheet(request, order, form)
    try:
        payment = payments.take_payment(
            number=number, paying=form.paying(), by=staff(request), nonce=form.cleaned_data["nonce"]
        )
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
        return redirect(order)
    except payments.TooMuch as refused:
        form.add_error("amount", _("Only %(most)s is owed.") % {"most": phrases.price(refused.most)})
        return _payment_sheet(request, order, form)
    except UsedOtherwise:
        return _sent_otherwise(request, order, form)
    messages.success(request, _("%(amount)s taken") % {"amount": phrases.price(payment.amount)})
    return redirect(order)


@needs("repairs.refund_payment")
@require_http_methods(["GET", "HEAD", "POST"])
def payment_refund(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    form = PaymentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _payment_sheet(request, order, form, is_refund=True)
    try:
        payment = payments.refund(
            number=number, paying=form.paying(), by=staff(request), nonce=form.cleaned_data["nonce"]
        )
    except Gone:
        return gone(request, number)
    except payments.TooMuch as refused:
        sentence = _("Only %(most)s was paid.") % {"most": phrases.price(refused.most)}
        form.add_error("amount", sentence)
        return _payment_sheet(request, order, form, is_refund=True)
    except UsedOtherwise:
        return _sent_otherwise(request, order, form, is_refund=True)
    messages.success(request, _("%(amount)s paid back") % {"amount": phrases.price(payment.amount)})
    return redirect(order)


@needs("repairs.credit_workorder")
@require_POST
def credit_allow(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        payments.allow_credit(number=number, by=staff(request))
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    else:
        messages.success(request, _("%(number)s may go without paying all") % {"number": number})
    return redirect(order)


def _payment_sheet(
    request: HttpRequest, order: WorkOrder, form: PaymentForm, *, is_refund: bool = False
) -> HttpResponse:
    return sheet(request, "repairs/payment.html", {"order": order, "form": form, "is_refund": is_refund})


def _sent_otherwise(
    request: HttpRequest, order: WorkOrder, form: PaymentForm, *, is_refund: bool = False
) -> HttpResponse:
    """The same page sent twice with different amounts: the first counts, the second is asked about."""
    renew(form)
    form.add_error(None, _("This page was already sent with another amount. Look at the payments, then save again."))
    return _payment_sheet(request, order, form, is_refund=is_refund)


def renew(form: Any) -> None:
    """A new nonce, for sending the form again on purpose."""
    carry(form, nonce=uuid4())
