"""Estimates: offered as the lines stand, answered line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from repairs import declining, estimates, gates
from repairs.actions import NotAllowed
from repairs.models import Answer, Estimate, How, Outcome
from repairs.money_forms import AnswerForm, DeclineForm, EstimateForm
from repairs.pricing import TooMuch
from repairs.states import Status
from repairs.views.money import renew
from repairs.views.shared import gone, readable, sheet, stands_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from repairs.models import WorkOrder

PRICE = "repairs.price_workorder"


@needs(PRICE)
@require_http_methods(["GET", "HEAD", "POST"])
def estimate_new(request: HttpRequest, number: str) -> HttpResponse:
    """Asked for by GET, it shows what would be offered; sent, it issues the estimate."""
    order = get_object_or_404(readable(), number=number)
    form = EstimateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _new_sheet(request, order, form)
    try:
        told = form.cleaned_data
        estimate = estimates.issue_estimate(number=number, by=staff(request), note=told["note"], nonce=told["nonce"])
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    except estimates.NothingToOffer:
        messages.error(request, _("Add a line first: an estimate lists what the repair costs."))
    except UsedOtherwise:
        renew(form)
        form.add_error(
            None, _("This page was already sent with another note or other lines. Send it again to issue this one too.")
        )
        return _new_sheet(request, order, form)
    else:
        messages.success(request, _issued(estimate))
    return redirect(order)


def _new_sheet(request: HttpRequest, order: WorkOrder, form: EstimateForm) -> HttpResponse:
    context = {"order": order, "form": form, "lines": order.lines.count(), "edition": order.estimates.count() + 1}
    return sheet(request, "repairs/estimate_new.html", context)


def _issued(estimate: Estimate) -> str:
    url = reverse("document_pdf", args=[estimate.document_number])
    sentence = _("Estimate v{} issued")
    return format_html('{} <a href="{}">{}</a>', format_html(sentence, estimate.edition), url, _("Print"))


@needs(PRICE)
@require_http_methods(["GET", "HEAD", "POST"])
def estimate_answer(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    estimate = get_object_or_404(Estimate.objects.prefetch_related("lines"), work_order=order, edition=edition)
    form = AnswerForm(request.POST or None, estimate=estimate, initial=_first_values(order, estimate))
    if request.method != "POST" or not form.is_valid():
        return _answer_sheet(request, order, estimate, form)
    try:
        answered = estimates.answer_estimate(
            number=number,
            edition=edition,
            said=_said(form),
            version=form.cleaned_data["version"],
            by=staff(request),
        )
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
        return redirect(order)
    except Stale as stale:
        current: Any = stale.current
        carry(form, version=current.version)
        form.add_error(None, _overtaken(current))
        return _answer_sheet(request, order, estimate, form)
    except TooMuch:
        form.add_error(None, _("The order would come to more than it can. Take a line off first."))
        return _answer_sheet(request, order, estimate, form)
    messages.success(request, _answered(answered))
    _say_what_is_in_the_way(request, answered.work_order)
    return redirect(order)


def _first_values(order: WorkOrder, estimate: Estimate) -> dict[str, Any]:
    """Who answered before, where an answer is changed; that one came by the link is no way to change it by."""
    said = next((line for line in estimate.lines.all() if line.answered_at), None)
    first = {"answered_by": said.answered_by if said else order.customer.name, "version": estimate.version}
    return first | ({"how": said.how} if said and said.how != How.LINK else {})


def _say_what_is_in_the_way(request: HttpRequest, order: WorkOrder) -> None:
    """A declined order goes to ready by itself, unless a gate keeps it."""
    if order.outcome == Outcome.DECLINED and order.status not in {Status.READY, Status.BOOKED}:
        for reason in gates.reasons(order, Status.READY):
            messages.warning(request, str(reason))


def _answer_sheet(request: HttpRequest, order: WorkOrder, estimate: Estimate, form: AnswerForm) -> HttpResponse:
    return sheet(request, "repairs/estimate_answer.html", {"order": order, "estimate": estimate, "form": form})


def _said(form: AnswerForm) -> estimates.Said:
    return estimates.Said(form.answers(), form.cleaned_data["answered_by"], form.cleaned_data["how"])


def _overtaken(current: Estimate) -> str:
    if current.is_replaced:
        return _("A newer version replaced this estimate.")
    return _("A colleague wrote an answer down meanwhile. Saving puts yours in its place.")


def _answered(estimate: Estimate) -> str:
    answers = {line.answer for line in estimate.lines.all()}
    if answers == {Answer.APPROVED}:
        return _("Estimate v%(edition)d approved") % {"edition": estimate.edition}
    if answers == {Answer.DECLINED}:
        return _("Estimate v%(edition)d declined") % {"edition": estimate.edition}
    return _("Estimate v%(edition)d approved in part") % {"edition": estimate.edition}


@needs(PRICE)
@require_POST
def estimate_withdraw(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """Issued by mistake: it asks the customer nothing any more."""
    said = _("Estimate v%(edition)d withdrawn") % {"edition": edition}
    return _pressed(request, number, edition, estimates.withdraw_estimate, said)


@needs(PRICE)
@require_POST
def estimate_seen(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """What a customer answered by the link waits for nobody any more."""
    return _pressed(request, number, edition, estimates.hear_answer)


def _pressed(
    request: HttpRequest, number: str, edition: int, deed: Callable[..., object], said: str = ""
) -> HttpResponse:
    """A deed on an estimate that is one button; `said` when it is done."""
    order = get_object_or_404(readable(), number=number)
    try:
        deed(number=number, edition=edition, by=staff(request))
    except Gone:
        return _not_there(request, order)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    except Stale:
        messages.error(request, _("It was answered or replaced meanwhile. Change the answer instead."))
    else:
        if said:
            messages.success(request, said)
    return redirect(order)


@needs(PRICE)
@require_http_methods(["GET", "HEAD", "POST"])
def order_decline(request: HttpRequest, number: str) -> HttpResponse:
    """The customer says no to the price told at the intake."""
    order = get_object_or_404(readable(), number=number)
    if not declining.may_decline(order):
        messages.error(request, _("There is nothing to decline here: answer the estimate, or issue one."))
        return redirect(order)
    first = {"answered_by": order.customer.name, "seen": order.status}
    form = DeclineForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        seen, by_whom, how = (form.cleaned_data[name] for name in ("seen", "answered_by", "how"))
        try:
            declining.decline_repair(number=number, seen=seen, by_whom=by_whom, how=how, by=staff(request))
        except Gone:
            return gone(request, number)
        except NotAllowed as refused:
            messages.error(request, stands_at(number, refused.status))
            return redirect(order)
        except gates.Barred as barred:
            form.add_error(None, str(barred))
        else:
            messages.success(request, _("Repair of %(number)s declined") % {"number": number})
            return redirect(order)
    return sheet(request, "repairs/order_decline.html", {"order": order, "form": form})


def _not_there(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """The order is gone, or it never had this version."""
    if not type(order).objects.filter(pk=order.pk).exists():
        return gone(request, order.number)
    raise Http404
