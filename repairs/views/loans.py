"""Loan devices: given out and taken back on an order, kept in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import needs, staff
from core.locks import Gone, Stale
from repairs import lending
from repairs.benchforms import LoanDeviceForm, LoanForm
from repairs.models import Loan, LoanDevice
from repairs.views.shared import gone, readable, stands_at
from repairs.writing import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("repairs.lend_device")
@require_http_methods(["GET", "HEAD", "POST"])
def order_lend(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    form = LoanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device: LoanDevice = form.cleaned_data["device"]
        try:
            lending.lend(number=number, device=device.pk, note=form.cleaned_data["note"], by=staff(request))
        except Gone:
            return gone(request, number)
        except NotAllowed as refused:
            messages.error(request, stands_at(number, refused.status))
            return redirect(order)
        except lending.LentOut:
            form.add_error("device", _("%(device)s was lent out meanwhile.") % {"device": device.name})
        else:
            messages.success(request, _("%(device)s lent out") % {"device": device.name})
            return redirect(order)
    context: dict[str, Any] = {"order": order, "form": form, "title": _("Lend a device"), "lends": True}
    return render(request, "repairs/order_write.html", context)


@needs("repairs.lend_device")
@require_POST
def loan_back(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        loan = lending.take_back(number=number, key=key, by=staff(request))
    except Gone:
        messages.error(request, _("That loan is not there any more."))
    else:
        messages.success(request, _("%(device)s is back") % {"device": loan.loan_device.name})
    return redirect(order)


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def loan_devices(request: HttpRequest) -> HttpResponse:
    """One form a device, and one for a new one."""
    if request.method != "POST":
        return _devices_page(request)
    form = LoanDeviceForm(request.POST)
    if not form.is_valid():
        return _devices_page(request, form)
    typed = form.cleaned_data
    try:
        lending.save_loan_device(
            key=typed["key"], fields=form.fields_to_save(), version=typed["version"], by=staff(request)
        )
    except Gone:
        messages.error(request, _("That device is not in the list any more."))
    except Stale:
        form.add_error(None, _("Somebody changed it meanwhile: this is how it stands now."))
        return _devices_page(request, form)
    else:
        messages.success(request, _("%(device)s saved") % {"device": typed["name"]})
    return redirect("loan_devices")


def _devices_page(request: HttpRequest, sent: LoanDeviceForm | None = None) -> HttpResponse:
    out = Prefetch("loans", Loan.objects.filter(back_at=None).select_related("work_order"), to_attr="out")
    wrong = str(sent.data.get("key", "")) if sent is not None else None
    rows = [_row(device, sent, wrong) for device in LoanDevice.objects.prefetch_related(out)]
    is_loose = sent is not None and all(row["form"] is not sent for row in rows)
    new = sent if is_loose else LoanDeviceForm(initial={"is_active": True, "version": 0})
    return render(request, "repairs/loan_devices.html", {"rows": rows, "new": new})


def _row(device: Any, sent: LoanDeviceForm | None, wrong: str | None) -> dict[str, Any]:
    if sent is not None and wrong == str(device.pk):
        return {"device": device, "form": sent}
    values = {name: getattr(device, name) for name in ("name", "identifiers", "note", "is_active", "version")}
    return {
        "device": device,
        "form": LoanDeviceForm(initial=values | {"key": device.pk}, auto_id=f"loan-{device.pk}-%s"),
    }
