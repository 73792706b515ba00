"""A customer at a glance: a sheet over the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import dossier, history
from core.http import is_fragment, needs, staff
from customers.views.gone import gone
from customers.views.profile import with_everything, work_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIRST_LINES = 5


@needs("customers.view_customer")
@require_safe
def customer_glance(request: HttpRequest, number: str) -> HttpResponse:
    """Who it is, what is here of theirs and what happened last, without leaving the list."""
    customer = with_everything(number)
    if customer is None:
        return gone(request, number)
    context: dict[str, Any] = {
        "customer": customer,
        "address": customer.address_lines,
        "notes": customer.notes.select_related("by")[:2],
    }
    for part in dossier.parts():
        context.update(part.panel(customer, staff(request)))
    context.update(work_of(context, everything=False))
    context["open_left"] = max(0, context.get("open_count", 0) - sum(order.is_open for order in context["listed"]))
    if request.user.has_perm("core.view_event"):
        context["lines"] = history.lines(history.of_customer(customer.numbers)[:FIRST_LINES])
    template = "customers/customer_glance.html"
    return render(request, f"{template}#sheet" if is_fragment(request) else template, context)
