"""One device: its page, and the forms of a new and of a standing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import history
from core.fields import carry, differences
from core.history import Line
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from customers.models import Customer
from devices import alerts, filling, identifiers, own_fields, panels
from devices.actions import HeldByAnother, create_device, update_device
from devices.forms import DeviceForm, twins_of, warnings_of
from devices.models import Device, kind_of
from devices.relations import work_orders

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EVENTS_SHOWN = 50
ORDERS_SHOWN = 200


@needs("devices.view_device")
@require_safe
def device_page(request: HttpRequest, number: str) -> HttpResponse:
    """The device and its whole history, under every owner."""
    device = get_object_or_404(Device.objects.select_related("owner"), number=number)
    kind = kind_of(device.kind)
    context: dict[str, Any] = {
        "device": device,
        "kind": kind,
        "owner": device.owner,
        "own": own_fields.shown(kind, device.own),
        "vehicle": identifiers.vehicle(device.vin),
        "warnings": warnings_of(device.imei, device.imei2, device.vin),
        "marked": alerts.marked(device),
        "twins": list(twins_of(device)[:5]),
        "orders": [],
        "lines": timeline(device),
        **panels.of_device(device, staff(request)),
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
    form = _form(request)
    context = {"form": form, "owner": owner}
    if not form.is_bound or not form.is_valid():
        return render(request, "devices/device_new.html", context)
    try:
        device = create_device(
            owner=owner.number, draft=form.draft(), by=staff(request), nonce=form.cleaned_data["nonce"]
        )
    except Gone as gone:
        return render(request, "devices/device_gone.html", {"what": str(gone)}, status=404)
    except HeldByAnother as held:
        return render(request, "devices/device_new.html", context | {"held": held.devices})
    except UsedOtherwise as used:
        return sent_before(request, form, owner, used.result)
    messages.success(request, format_html(_("{} added for {}"), device.title, owner.name))
    return redirect(device)


def sent_before(request: HttpRequest, form: DeviceForm, owner: Customer, result: str) -> HttpResponse:
    carry(form, nonce=uuid4())
    return render(request, "devices/device_new.html", {"form": form, "owner": owner, "made": result})


def _form(request: HttpRequest, device: Device | None = None) -> DeviceForm:
    """The form as sent; asked only to be drawn again (another kind was chosen), it holds what is typed and checks nothing yet."""
    if request.method == "POST" and "redraw" in request.POST:
        typed = request.POST.dict()
        return DeviceForm(initial=typed | filling.fill(typed), instance=device)
    return DeviceForm(request.POST if request.method == "POST" else None, instance=device)


@needs("devices.change_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_edit(request: HttpRequest, number: str) -> HttpResponse:
    device = get_object_or_404(Device.objects.select_related("owner"), number=number)
    title = device.title
    form = _form(request, device)
    context: dict[str, Any] = {"form": form, "device": device, "title": title}
    if not form.is_bound or not form.is_valid():
        return render(request, "devices/device_edit.html", context)
    version: int = form.cleaned_data["version"]
    try:
        saved = update_device(number=number, draft=form.draft(), version=version, by=staff(request))
    except Gone:
        return render(request, "devices/device_gone.html", {"what": number}, status=404)
    except HeldByAnother as held:
        return render(request, "devices/device_edit.html", context | {"held": held.devices})
    except Stale as stale:
        return render(request, "devices/device_edit.html", context | changed_meanwhile(form, stale))
    messages.success(request, _("%(device)s saved") % {"device": saved.title})
    return redirect(saved)


def changed_meanwhile(form: DeviceForm, stale: Stale) -> dict[str, Any]:
    """What a colleague saved, beside what was typed; the form carries the new version, so that saving again is a decision."""
    current: Any = stale.current
    carry(form, version=current.version)
    return {"differences": differences(form, current), "is_stale": True}
