"""The lines of an order: typed freely or taken from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from repairs import catalogue, pricing, rates
from repairs.actions import NotAllowed
from repairs.codes import Supply
from repairs.models import CatalogueItem, OrderLine
from repairs.money_forms import LineForm, SupplyForm
from repairs.states import CLOSED
from repairs.views.money import renew
from repairs.views.shared import gone, readable, sheet, stands_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from repairs.models import WorkOrder

PRICE = "repairs.price_workorder"


@needs(PRICE)
@require_http_methods(["GET", "HEAD", "POST"])
def line_new(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    if order.status in CLOSED:
        messages.error(request, stands_at(number, order.status))
        return redirect(order)
    form = LineForm(request.POST or None, initial=_first_values(request, order))
    if request.method != "POST" or not form.is_valid():
        return _line_sheet(request, order, form)
    try:
        line = pricing.add_line(
            number=number, fields=form.to_save(), by=staff(request), nonce=form.cleaned_data["nonce"]
        )
    except UsedOtherwise:
        renew(form)
        form.add_error(None, _("This page was already sent with another line. Save again to add this one too."))
        return _line_sheet(request, order, form)
    except (Gone, NotAllowed, pricing.TooMuch) as refused:
        return _refused(request, order, form, refused)
    messages.success(request, _("%(text)s added") % {"text": line.text})
    return redirect("line_new", number) if "another" in request.POST else redirect(order)


@needs(PRICE)
@require_http_methods(["GET", "HEAD", "POST"])
def line_edit(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    line = get_object_or_404(OrderLine, work_order=order, pk=key)
    form = LineForm(request.POST or None, line=line)
    if request.method != "POST" or not form.is_valid():
        return _line_sheet(request, order, form)
    fields, version = form.to_save(), form.cleaned_data["version"]
    try:
        pricing.update_line(number=number, key=key, fields=fields, version=version, by=staff(request))
    except Stale as stale:
        current: Any = stale.current
        carry(form, version=current.version)
        return _line_sheet(request, order, form, theirs=current)
    except (Gone, NotAllowed, pricing.TooMuch) as refused:
        return _refused(request, order, form, refused)
    messages.success(request, _("%(text)s saved") % {"text": fields["text"]})
    return redirect(order)


@needs(PRICE)
@require_POST
def line_remove(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        line = pricing.remove_line(number=number, key=key, version=_version(request), by=staff(request))
    except Stale:
        messages.error(request, _("A colleague changed this line meanwhile. Look at it again."))
    except (Gone, NotAllowed) as refused:
        return _refused_on_page(request, order, refused)
    else:
        messages.success(request, _("%(text)s taken off") % {"text": line.text})
    return redirect(order)


@needs(PRICE)
@require_POST
def line_shift(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        pricing.shift_line(number=number, key=key, up="up" in request.POST, by=staff(request))
    except (Gone, NotAllowed) as refused:
        return _refused_on_page(request, order, refused)
    return redirect(order)


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def line_supply(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Where the part of a line is. Everybody at the bench may say that it came."""
    order = get_object_or_404(readable(), number=number)
    line = get_object_or_404(OrderLine, work_order=order, pk=key)
    form = SupplyForm(
        request.POST if request.method == "POST" else None,
        initial={"supply": line.supply, "expected_on": line.expected_on},
    )
    if request.method != "POST" or not form.is_valid():
        return sheet(request, "repairs/line_supply.html", {"order": order, "line": line, "form": form})
    supply, expected = Supply(form.cleaned_data["supply"]), form.cleaned_data["expected_on"]
    try:
        told = pricing.supply_line(number=number, key=key, supply=supply, expected_on=expected, by=staff(request))
    except (Gone, NotAllowed) as refused:
        return _refused_on_page(request, order, refused)
    messages.success(request, _("%(text)s: %(supply)s") % {"text": told.line.text, "supply": supply.label})
    return redirect(order)


@needs(PRICE)
@require_safe
def catalogue_hits(request: HttpRequest, number: str) -> HttpResponse:
    """Jobs and parts that fit what is being typed as the text of a line."""
    order = get_object_or_404(readable(), number=number)
    context = {"order": order, "hits": catalogue.found(request.GET.get("text", ""), order.customer.price_type_id)}
    return render(request, "repairs/line.html#hits", context)


def _first_values(request: HttpRequest, order: WorkOrder) -> dict[str, Any]:
    first: dict[str, Any] = {"tax_rate": rates.code(rates.default_rate()), "technician": order.technician_id}
    asked = request.GET.get("item", "")
    item = CatalogueItem.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) <= 18 else None  # noqa: PLR2004 - digits of a bigint
    return first | catalogue.line_of(item, order.customer.price_type_id) if item else first


def _line_sheet(
    request: HttpRequest, order: WorkOrder, form: LineForm, *, theirs: OrderLine | None = None
) -> HttpResponse:
    return sheet(request, "repairs/line.html", {"order": order, "form": form, "line": form.line, "theirs": theirs})


def _refused(request: HttpRequest, order: WorkOrder, form: LineForm, refused: Exception) -> HttpResponse:
    if isinstance(refused, pricing.TooMuch):
        form.add_error(None, _("The order would come to more than it can, or have more than 200 lines."))
        return _line_sheet(request, order, form)
    return _refused_on_page(request, order, refused)


def _refused_on_page(request: HttpRequest, order: WorkOrder, refused: Exception) -> HttpResponse:
    if isinstance(refused, NotAllowed):
        messages.error(request, stands_at(order.number, refused.status))
        return redirect(order)
    if not type(order).objects.filter(pk=order.pk).exists():
        return gone(request, order.number)
    messages.error(request, _("A colleague took this line off meanwhile."))
    return redirect(order)


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0  # noqa: PLR2004 - fits the column
