"""What the customer sees by the secret address on the slip, and where an estimate is answered by it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.locks import Gone, Stale
from documents.models import DocumentContent
from repairs import estimates, totals
from repairs.models import How, WorkOrder
from repairs.money_forms import LinkAnswerForm
from repairs.states import Status
from repairs.writing import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from repairs.models import Estimate

MOST_NOTES = 20
IN_PLAIN_WORDS = {
    Status.BOOKED: gettext_lazy("We expect it at the agreed time."),
    Status.RECEIVED: gettext_lazy("We have it. Next we look at what is wrong."),
    Status.DIAGNOSIS: gettext_lazy("We are finding out what is wrong."),
    Status.AWAITING_APPROVAL: gettext_lazy("We need your answer about the price before we go on."),
    Status.AWAITING_PARTS: gettext_lazy("We are waiting for a part."),
    Status.IN_REPAIR: gettext_lazy("We are working on it."),
    Status.QUALITY_CHECK: gettext_lazy("The work is done and being checked."),
    Status.READY: gettext_lazy("It is ready. You can collect it."),
    Status.HANDED_OVER: gettext_lazy("It was handed over."),
    Status.CANCELLED: gettext_lazy("This order was cancelled. Call us if that is news to you."),
}


@login_not_required  # the customer has no account: the 128 bits of the address are the key
@require_http_methods(["GET", "HEAD", "POST"])
def public_status(request: HttpRequest, secret: str) -> HttpResponse:
    """No name, no number and no identifier stand here: a slip may be lost. Posted, it answers the estimate that waits."""
    order = get_object_or_404(WorkOrder.objects.select_related("customer", "device"), secret=secret)
    if request.user.has_perm("repairs.view_workorder"):
        return redirect(order)
    with translation.override(order.customer.language):
        response = _answered(request, order) if request.method == "POST" else _page(request, order)
    response.headers["Content-Language"] = order.customer.language
    return _kept_private(response)


def _answered(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """What was answered stands: another answer, or one to an older version, only shows how things are now."""
    estimate = _current(order)
    if estimate is None or estimate.answered_at or not order.is_open or _is_over(_last_day(estimate)):
        return _page(request, order, status=409)
    form = LinkAnswerForm(request.POST, estimate=estimate)
    if not form.is_valid():
        return _page(request, order, form)
    if not ratelimit.consume(request, action="estimate_answer", key=order.secret):
        form.add_error(None, _("Too many answers came from here. Try again in an hour, or call us."))
        return _page(request, order, form, status=429)
    said = estimates.Said(form.answers(), form.cleaned_data["answered_by"], How.LINK)
    version = form.cleaned_data["version"]
    with suppress(Gone, Stale, NotAllowed):  # the page shows how things are now, whoever was quicker
        estimates.answer_estimate(number=order.number, edition=estimate.edition, said=said, version=version, by=None)
    return redirect("public_status", order.secret)


def _page(
    request: HttpRequest, order: WorkOrder, form: LinkAnswerForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "order": order,
        "words": IN_PLAIN_WORDS[Status(order.status)],
        "told": order.notes.filter(is_public=True).order_by("-at", "-pk")[:MOST_NOTES],
        **(_offer(order, form) if order.is_open else {}),
    }
    return render(request, "repairs/public_status.html", context, status=status)


def _offer(order: WorkOrder, form: LinkAnswerForm | None) -> dict[str, Any]:
    """The estimate that stands: with the form as long as nobody answered it, then with what was answered."""
    estimate = _current(order)
    if estimate is None:
        return {}
    lines = list(estimate.lines.all())
    told: dict[str, Any] = {"estimate": estimate, "sums": totals.reckon(lines, includes_tax=order.prices_include_tax)}
    if estimate.answered_at is None:
        day = _last_day(estimate)
        if _is_over(day):
            return {"words": _("The price we sent you no longer holds. Call us for a new one.")}
        told["valid_until"] = day
        return {**told, "form": form or LinkAnswerForm(estimate=estimate, initial={"version": estimate.version})}
    told["answered"] = lines
    return told | ({"words": _("We have your answer.")} if order.status == Status.AWAITING_APPROVAL else {})


def _current(order: WorkOrder) -> Estimate | None:
    return order.estimates.filter(is_replaced=False).prefetch_related("lines").first()


def _last_day(estimate: Estimate) -> date | None:
    """Until when the price holds, as its paper says."""
    paper = DocumentContent.objects.filter(number=estimate.document_number).exclude(content="").first()
    told = json.loads(paper.content).get("estimate", {}).get("valid_until") if paper else ""
    return date.fromisoformat(told) if told else None


def _is_over(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


def _kept_private(response: HttpResponse) -> HttpResponse:
    """The address is told to nobody else; our own form needs it, or browsers would call themselves "null" when they send it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
