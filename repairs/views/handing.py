"""The device goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import phrases
from core.http import needs, staff
from core.locks import Gone
from core.shop import current_shop
from repairs import actions, gates, payments
from repairs.handing_forms import HandOverForm
from repairs.models import Outcome
from repairs.states import Status, allowed
from repairs.views.shared import gone, readable, sheet, stands_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from documents.models import Document
    from repairs.models import WorkOrder

CREDIT, TAKE = "repairs.credit_workorder", "repairs.take_payment"


@needs("repairs.hand_over_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    if Status.HANDED_OVER not in allowed(order.status):
        messages.error(request, stands_at(number, order.status))
        return redirect(order)
    may = {"may_credit": request.user.has_perm(CREDIT), "may_take": request.user.has_perm(TAKE)}
    form = HandOverForm(request.POST or None, initial=_first_values(order), order=order, **may)
    if request.method != "POST" or not form.is_valid():
        return _hand_over_sheet(request, order, form)
    try:
        report = actions.hand_over(number=number, seen=form.cleaned_data["seen"], told=form.told(), by=staff(request))
    except Gone:
        return gone(request, number)
    except actions.NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    except (payments.TooMuch, gates.Barred) as refused:
        _say_why(form, refused)
        return _hand_over_sheet(request, order, form)
    else:
        messages.success(request, _handed_over(order, report))
    return redirect(order)


def _say_why(form: HandOverForm, refused: payments.TooMuch | gates.Barred) -> None:
    if isinstance(refused, payments.TooMuch):
        form.add_error(
            "pays" if "pays" in form.fields else None,
            _("Only %(most)s is owed.") % {"most": phrases.price(refused.most)},
        )
        return
    for reason in refused.reasons:
        form.add_error(None, str(reason))


def _first_values(order: WorkOrder) -> dict[str, Any]:
    months = order.warranty_months if order.warranty_months is not None else current_shop().warranty_months
    return {
        "collected_by": order.customer.name,
        "final_cost": order.cost,
        "method": "cash",
        "on_credit": order.credit_by_id is not None,
        "outcome": order.outcome or Outcome.REPAIRED,
        "work_done": order.work_done,
        "warranty_months": months,
        "seen": order.status,
    }


def _hand_over_sheet(request: HttpRequest, order: WorkOrder, form: HandOverForm) -> HttpResponse:
    loans = order.loans.filter(back_at=None).select_related("loan_device")
    return sheet(request, "repairs/hand_over.html", {"order": order, "form": form, "loans": loans})


def _handed_over(order: WorkOrder, report: Document) -> str:
    url = reverse("document_pdf", args=[report.number])
    sentence = _("{} handed over")
    return format_html('{} <a href="{}">{}</a>', format_html(sentence, order.device.title), url, _("Report"))
