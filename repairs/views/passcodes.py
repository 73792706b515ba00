"""The passcode of an order's device: shown, each look written down; and written down when it is told only later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.http import is_fragment, needs, staff
from core.locks import Gone
from repairs.benchforms import PasscodeForm
from repairs.models import WorkOrder
from repairs.passcodes import look_at_passcode, set_passcode
from repairs.views.shared import gone, readable, stands_at
from repairs.writing import NotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("repairs.view_passcode")
@require_POST
def order_passcode(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(WorkOrder, number=number)
    try:
        passcode = look_at_passcode(number=number, by=staff(request))
    except Gone:
        raise Http404 from None
    context = {"order": order, "passcode": passcode, "is_shown": True}
    template = "repairs/_passcode.html" if is_fragment(request) else "repairs/order_passcode.html"
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("repairs.view_passcode")
@require_http_methods(["GET", "HEAD", "POST"])
def passcode_set(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    form = PasscodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        title = _("Another passcode") if order.passcode else _("Set passcode")
        return render(request, "repairs/order_write.html", {"order": order, "form": form, "title": title})
    try:
        set_passcode(number=number, passcode=form.cleaned_data["passcode"], by=staff(request))
    except Gone:
        return gone(request, number)
    except NotAllowed as refused:
        messages.error(request, stands_at(number, refused.status))
    else:
        messages.success(request, _("Passcode written down"))
    return redirect(order)
