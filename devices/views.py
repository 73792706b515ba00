from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import history, listpage, search
from core.fields import carry, differences
from core.history import Line
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from customers.models import Customer
from devices import identifiers, tables
from devices.actions import create_device, update_device
from devices.filters import DeviceFilter
from devices.forms import DeviceForm, twins_of, warnings_of
from devices.models import Device

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

EVENTS_SHOWN = 50
ORDERS_SHOWN = 200


def work_orders() -> QuerySet[Any]:
    """The orders of devices. This app lies below theirs, so it reaches them by the relation only."""
    model: type[Model] = Device._meta.get_field("work_orders").related_model
    return model._default_manager.order_by("-received_at", "-pk")


@needs("devices.view_device")
@require_safe
def device_list(request: HttpRequest) -> HttpResponse:
    chosen = DeviceFilter(request.GET)
    open_orders = Prefetch("work_orders", work_orders().filter(closed_at=None).defer("search"), to_attr="open_orders")
    rows = chosen.rows().prefetch_related(open_orders)
    looked_for = search.words(chosen.cleaned_data["text"]) if chosen.is_valid() else []
    drawn = listpage.Drawn(empty=_empty(chosen))
    return listpage.respond(request, tables.LIST, form=chosen, rows=rows, drawn=drawn, looked_for=looked_for)


def _empty(chosen: DeviceFilter) -> dict[str, str]:
    if chosen.is_used:
        return {"icon": "search-x", "title": _("No device found"), "text": _("Fewer letters find more.")}
    text = _("A device is added with its first intake.")
    return {"icon": "smartphone", "title": _("No devices yet"), "text": text}


@needs("devices.view_device")
@require_safe
def device_page(request: HttpRequest, number: str) -> HttpResponse:
    device = get_object_or_404(Device.objects.select_related("owner"), number=number)
    context: dict[str, Any] = {
        "device": device,
        "owner": device.owner,
        "vehicle": identifiers.vehicle(device.vin),
        "warnings": warnings_of(device.imei, device.imei2, device.vin),
        "twins": list(twins_of(device)[:5]),
        "orders": [],
        "lines": timeline(device),
    }
    if request.user.has_perm("repairs.view_workorder"):
        context["orders"] = work_orders().filter(device=device).select_related("customer", "technician")[:ORDERS_SHOWN]
    return render(request, "devices/device_page.html", context)


def timeline(device: Device) -> list[Line]:
    """What happened to the device. What was noted while it was somebody else's is theirs and does not follow it."""
    own = device.owner.numbers if device.owner else []
    lines = history.lines(history.of_device(device.number)[:EVENTS_SHOWN])
    return [
        line if line.event.customer_number in own else Line(line.event, line.icon, line.text, note="") for line in lines
    ]


@needs("devices.add_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_new(request: HttpRequest) -> HttpResponse:
    owner = get_object_or_404(Customer, number=request.GET.get("customer", "")[:40])
    form = DeviceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "devices/device_new.html", {"form": form, "owner": owner})
    try:
        device = create_device(
            owner=owner.number, draft=form.draft(), by=staff(request), nonce=form.cleaned_data["nonce"]
        )
    except Gone:
        return render(request, "devices/device_gone.html", {"what": owner.number}, status=404)
    except UsedOtherwise as used:
        return sent_before(request, form, owner, used.result)
    messages.success(request, format_html(_("{} added for {}"), device.title, owner.name))
    return redirect(device)


def sent_before(request: HttpRequest, form: DeviceForm, owner: Customer, result: str) -> HttpResponse:
    carry(form, nonce=uuid4())
    return render(request, "devices/device_new.html", {"form": form, "owner": owner, "made": result})


@needs("devices.change_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_edit(request: HttpRequest, number: str) -> HttpResponse:
    device = get_object_or_404(Device.objects.select_related("owner"), number=number)
    title = device.title
    form = DeviceForm(request.POST or None, instance=device)
    context: dict[str, Any] = {"form": form, "device": device, "title": title}
    if request.method != "POST" or not form.is_valid():
        return render(request, "devices/device_edit.html", context)
    version: int = form.cleaned_data["version"]
    try:
        saved = update_device(number=number, draft=form.draft(), version=version, by=staff(request))
    except Gone:
        return render(request, "devices/device_gone.html", {"what": number}, status=404)
    except Stale as stale:
        return render(request, "devices/device_edit.html", context | changed_meanwhile(form, stale))
    messages.success(request, _("%(device)s saved") % {"device": saved.title})
    return redirect(saved)


def changed_meanwhile(form: DeviceForm, stale: Stale) -> dict[str, Any]:
    """What a colleague saved, beside what was typed; the form carries the new version, so that saving again is a decision."""
    current: Any = stale.current
    carry(form, version=current.version)
    return {"differences": differences(form, current), "is_stale": True}
