"""One work order: its page, its moves, its hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import history
from core.fields import Difference, carry, differences
from core.http import needs, staff
from core.locks import Gone, Stale
from core.shop import current_shop
from devices import alerts
from repairs import actions, issuing, papers, snapshots, stepper
from repairs.forms import OrderForm
from repairs.states import CLOSED
from repairs.views import beside, money
from repairs.views.moves import JUMP, REOPEN, moves
from repairs.views.shared import gone, readable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


MOST_EVENTS = 50


@needs("repairs.view_workorder")
@require_safe
def order_page(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    passed = list(order.moves.all())
    context = {
        "order": order,
        "steps": stepper.steps(order.status, passed),
        "moves": moves(order.status),
        "may_jump": request.user.has_perm(REOPEN if order.status in CLOSED else JUMP),
        "marked": alerts.marked(order.device),
        "documents": papers.of_order(number),
        "papers_offered": issuing.offered(order),
        **money.of_order(order),
        "lines": history.lines(history.of_order(number)[:MOST_EVENTS]),
    }
    context["answer_url"] = request.build_absolute_uri(snapshots.status_url(order, current_shop()))
    return render(request, "repairs/order_page.html", context | beside.context(order, staff(request)))


@needs("repairs.add_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    form = OrderForm(request.POST or None, order=order)
    differing: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.update_order(number=number, fields=form.fields_to_save(), version=version, by=staff(request))
        except Gone:
            return gone(request, number)
        except Stale as stale:
            order = get_object_or_404(readable(), number=number)
            differing = differences(form, order)
            carry(form, version=stale.current.version)  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Work order %(number)s saved") % {"number": number})
            return redirect(order)
    return render(request, "repairs/order_edit.html", {"order": order, "form": form, "differences": differing})
