from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import dossier, history, listing
from core.http import needs, staff
from core.listing import Sort
from core.locks import Gone
from core.shop import current_shop
from customers import actions, activity, checks
from customers.models import ActiveMode, Customer, CustomerContact
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIRST_LINES = 30
FIRST_ORDERS = 10
FIRST_DEVICES = 12
BY_TIME = Sort(key="newest", label="", columns=("at", "id"), descending=True)


@needs("customers.view_customer")
@require_safe
def customer_profile(request: HttpRequest, number: str) -> HttpResponse:
    customer = _with_everything(number)
    if customer is None:
        return gone(request, number)
    context = {"customer": customer, "address": _address(customer), "warnings": checks.warnings_of(customer)}
    for part in dossier.parts():
        context.update(part.panel(customer, staff(request)))
    context.update(_work(context, everything=request.GET.get("orders") == "all"))
    if request.user.has_perm("core.view_event"):
        context.update(_timeline(customer))
    return render(request, "customers/customer_profile.html", context)


@needs("customers.view_customer", "core.view_event")
@require_safe
def customer_timeline(request: HttpRequest, number: str) -> HttpResponse:
    customer = _with_everything(number)
    if customer is None:
        return gone(request, number)
    page = listing.page(request.GET, history.of_customer(customer.numbers), (BY_TIME,))
    context = {
        "customer": customer,
        "page": page,
        "lines": history.lines(page.rows),
        **listing.addresses(request.GET, page),
    }
    return render(request, "customers/customer_timeline.html", context)


@needs("customers.change_customer")
@require_POST
def customer_activity(request: HttpRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    mode = ActiveMode.AUTOMATIC if request.POST.get("mode") == ActiveMode.AUTOMATIC else ActiveMode.MANUAL
    is_active = activity.is_active(customer) if mode == ActiveMode.AUTOMATIC else request.POST.get("active") == "1"
    try:
        customer = actions.set_activity(number=number, mode=mode, is_active=is_active, by=staff(request))
    except Gone:
        return gone(request, number)
    said = _("%(customer)s is active now") if customer.is_active else _("%(customer)s is inactive now")
    messages.success(request, said % {"customer": customer})
    return redirect(customer)


def _with_everything(number: str) -> Customer | None:
    links = CustomerContact.objects.select_related("contact")
    return (
        Customer.objects.select_related("responsible")
        .prefetch_related("phones", Prefetch("contact_links", queryset=links))
        .filter(number=number)
        .first()
    )


def _address(customer: Customer) -> list[str]:
    """The country is said only of those who live in another."""
    lines = customer.address_lines
    return lines[:-1] if customer.country and customer.country == current_shop().country else lines


def _work(context: dict[str, Any], *, everything: bool) -> dict[str, Any]:
    """The work orders as the page shows them: open ones first, each device with its open order."""
    orders = sorted(context.get("orders", []), key=lambda order: not order.is_open)
    open_orders = [order for order in orders if order.is_open]
    on_device = {order.device_id: order for order in reversed(open_orders)}
    devices = context.get("devices", [])
    last_visit = max((order.received_at for order in orders), default=None)
    return {
        "tiles": [(device, on_device.get(device.pk)) for device in devices[:FIRST_DEVICES]],
        "devices_left": max(0, len(devices) - FIRST_DEVICES),
        "listed": orders if everything else orders[:FIRST_ORDERS],
        "open_count": len(open_orders),
        "last_visit": last_visit,
        "is_visit_past": bool(last_visit and timezone.localdate(last_visit) < timezone.localdate()),
    }


def _timeline(customer: Customer) -> dict[str, Any]:
    events = list(history.of_customer(customer.numbers)[: FIRST_LINES + 1])
    return {"lines": history.lines(events[:FIRST_LINES]), "has_more_lines": len(events) > FIRST_LINES}
