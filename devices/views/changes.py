"""What is done with a standing device: to another owner, marked as missing, its photo; and what is suggested while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.storage import default_storage
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import pictures, search
from core.http import is_fragment, needs, staff
from core.locks import Gone
from core.patience import NARROW_THE_FILTER, Slow
from customers.models import Customer
from devices import catalogue
from devices.actions import change_owner, keep_photo, mark_device
from devices.forms import AlertForm
from devices.models import Device
from devices.relations import work_orders

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_FOUND = 8
LONGEST = 120
FIRST_ACTIVE = ("-is_active", "-last_activity_at", "-id")


@needs("devices.change_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_owner(request: HttpRequest, number: str) -> HttpResponse:
    """Find the new owner; asked by POST with a customer's number, the device changes hands."""
    device = get_object_or_404(Device.objects.select_related("owner"), number=number)
    if request.method == "POST":
        return _given(request, device, request.POST.get("to", "").strip().upper()[:40])
    query = request.GET.get("q", "")
    try:
        found = search.find(Customer.objects.prefetch_related("phones"), search.words(query), FIRST_ACTIVE, MOST_FOUND)
        error = ""
    except Slow:
        found, error = [], str(NARROW_THE_FILTER)
    context = {
        "device": device,
        "query": query,
        "found": [each for each in found if each.pk != device.owner_id],
        "error": error,
        "open_orders": work_orders().filter(device=device, closed_at=None).only("number", "status"),
    }
    template = "devices/device_owner.html#found" if is_fragment(request) else "devices/device_owner.html"
    return render(request, template, context)


def _given(request: HttpRequest, device: Device, to: str) -> HttpResponse:
    try:
        given = change_owner(number=device.number, to=to.replace("\0", ""), by=staff(request))
    except Gone:
        messages.error(request, _("That customer or this device is not there any more."))
        return redirect("device_owner", device.number)
    owner = given.owner.name if given.owner else ""
    messages.success(request, _("%(device)s now belongs to %(owner)s") % {"device": given.title, "owner": owner})
    return redirect(given)


@needs("devices.change_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_alert(request: HttpRequest, number: str) -> HttpResponse:
    device = get_object_or_404(Device, number=number)
    standing = {"alert": device.alert, "note": device.alert_note}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=standing)
    if not form.is_bound or not form.is_valid():
        return render(request, "devices/device_alert.html", {"device": device, "form": form})
    try:
        marked = mark_device(number=number, by=staff(request), **form.cleaned_data)
    except Gone:
        return render(request, "devices/device_gone.html", {"what": number}, status=404)
    messages.success(request, _("%(device)s saved") % {"device": marked.title})
    return redirect(marked)


@needs("devices.view_device")
@require_http_methods(["GET", "HEAD", "POST"])
def device_photo(request: HttpRequest, number: str) -> HttpResponse:
    """The picture of the device; sent by POST, a new one, or none with `remove`."""
    device = get_object_or_404(Device, number=number)
    if request.method != "POST":
        return pictures.served(device.photo.name)
    if not request.user.has_perm("devices.change_device"):
        messages.error(request, _("Your role does not include this. Ask a manager."))
        return redirect(device)
    name = ""
    if "remove" not in request.POST:
        try:
            name = pictures.stored(request.FILES.get("photo"), folder="devices").name
        except pictures.NotAPicture as wrong:
            messages.error(request, str(wrong))
            return redirect(device)
    try:
        keep_photo(number=number, name=name, by=staff(request))
    except Gone:
        default_storage.delete(name)
        return render(request, "devices/device_gone.html", {"what": number}, status=404)
    return redirect(device)


@needs("devices.view_device")
@require_safe
def device_suggest(request: HttpRequest) -> HttpResponse:
    """Brands, or models of a brand, that fit what is typed so far: the options of a list."""
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in ("kind", "device_kind", "brand", "model", "of")}
    kind = asked["device_kind"] or asked["kind"]
    if asked["of"] == "model":
        found = catalogue.models(kind, asked["brand"], asked["model"])
    else:
        found = catalogue.brands(kind, asked["brand"])
    return render(request, "devices/_suggestions.html", {"found": found})
