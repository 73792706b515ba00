"""Whose shop this is: asked at the first run, changed in the settings."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actions import CurrencyLocked, currency_is_locked, save_shop
from core.fields import carry, differences
from core.http import needs, staff
from core.locks import Stale
from core.shop import current_shop
from repairshop.forms import ShopForm, guess

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from core.models import Shop


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def shop_settings(request: HttpRequest) -> HttpResponse:
    shop = current_shop()
    was_set_up = shop.is_set_up
    form = shop_form(request, shop)
    if request.method != "POST" or not form.is_valid():
        return page(request, form, was_set_up=was_set_up)
    try:
        save_shop(fields=form.to_save(), version=form.cleaned_data["version"], by=staff(request))
    except CurrencyLocked:
        form.add_error("currency", _("Amounts are written already: the currency stays."))
        return page(request, form, was_set_up=was_set_up)
    except Stale as stale:
        return page(request, form, was_set_up=was_set_up, **changed_meanwhile(form, stale))
    messages.success(request, _("Settings saved"))
    return redirect("shop_settings" if was_set_up else "start")


def shop_form(request: HttpRequest, shop: Shop) -> ShopForm:
    initial: dict[str, Any] = {"version": shop.version}
    if not shop.is_set_up:
        asked = translation.get_language_from_request(request)
        initial |= {"country": "", "currency": "", "time_zone": ""} | guess(request, asked.split("-")[0])
    elif not shop.public_url:
        initial["public_url"] = guess(request, shop.language)["public_url"]
    return ShopForm(
        request.POST or None,
        request.FILES or None,
        instance=shop,
        initial=initial,
        currency_is_locked=shop.is_set_up and currency_is_locked(),
    )


def changed_meanwhile(form: ShopForm, stale: Stale) -> dict[str, Any]:
    current: Any = stale.current
    carry(form, version=current.version)
    return {"is_stale": True, "differences": [each for each in differences(form, current) if each.label != _("Logo")]}


def page(request: HttpRequest, form: ShopForm, *, was_set_up: bool, **more: Any) -> HttpResponse:
    kept = bytes(current_shop().logo)
    picture = f"data:image/png;base64,{b64encode(kept).decode()}" if kept else ""
    context = {"form": form, "is_first_run": not was_set_up, "logo": picture, **more}
    return render(request, "repairshop/shop_settings.html", context)
