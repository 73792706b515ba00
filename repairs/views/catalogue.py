"""The settings' pages of usual jobs and parts, and of rates of tax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.fields import carry, differences
from core.http import needs, staff
from core.locks import Gone, Stale
from customers.models import PriceType
from repairs import catalogue as items
from repairs.catalogue_forms import ItemForm, RateForm
from repairs.models import CatalogueItem, TaxRate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MANAGE = "repairs.manage_catalogue"
MOST_SHOWN = 100


@needs(MANAGE)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The first items that fit; typing on narrows them."""
    typed = request.GET.get("q", "")
    shown = list(items.matching(typed)[: MOST_SHOWN + 1])
    context = {"items": shown[:MOST_SHOWN], "has_more": len(shown) > MOST_SHOWN, "q": typed}
    return render(request, "repairs/catalogue.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_item(request: HttpRequest, key: int | None = None) -> HttpResponse:
    item = get_object_or_404(CatalogueItem, pk=key) if key is not None else None
    price_types = list(PriceType.objects.all())
    form = ItemForm(request.POST or None, item=item, price_types=price_types)
    context: dict[str, Any] = {"item": item, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            items.save_item(
                key=key,
                fields=form.to_save(),
                prices=form.prices(),
                version=form.cleaned_data["version"],
                by=staff(request),
            )
        except Gone:
            messages.error(request, _("A colleague took this item out meanwhile."))
            return redirect("catalogue")
        except Stale as stale:
            current: Any = stale.current
            context |= {"is_stale": True, "differences": differences(form, current)}
            carry(form, version=current.version)
        else:
            messages.success(request, _("%(text)s saved") % {"text": form.cleaned_data["text"]})
            return redirect("catalogue")
    return render(request, "repairs/catalogue_item.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def tax_rates(request: HttpRequest) -> HttpResponse:
    """One form a rate, and one for a new one."""
    rates = list(TaxRate.objects.order_by("-is_active", "-is_default", "-rate"))
    forms = [RateForm(None, rate=rate) for rate in rates] + [RateForm(None)]
    if request.method == "POST":
        sent = RateForm(request.POST)
        forms = [sent if form.key == sent.key else form for form in forms]
        if sent.is_valid() and _saved(request, sent):
            return redirect("tax_rates")
    return render(request, "repairs/tax_rates.html", {"forms": forms})


def _saved(request: HttpRequest, form: RateForm) -> bool:
    try:
        items.save_rate(key=form.key, fields=form.to_save(), version=form.cleaned_data["version"], by=staff(request))
    except Gone:
        messages.error(request, _("This line is not in the list any more."))
        return True
    except Stale as stale:
        current: Any = stale.current
        carry(form, version=current.version)
        form.add_error(None, _("A colleague saved this meanwhile. Saving puts yours in its place."))
        return False
    messages.success(request, _("List saved"))
    return True
