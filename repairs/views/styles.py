"""Settings: what the statuses are called and which of the seven colours each wears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actions import save_shop
from core.fields import carry
from core.http import needs, staff
from core.locks import Stale
from core.shop import current_shop
from repairs.styles import StatusesForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def status_settings(request: HttpRequest) -> HttpResponse:
    form = StatusesForm(request.POST or None, shop=current_shop())
    if request.method != "POST" or not form.is_valid():
        return render(request, "repairs/status_settings.html", {"form": form})
    try:
        save_shop(fields={"statuses": form.to_save()}, version=form.cleaned_data["version"], by=staff(request))
    except Stale as stale:
        carry(form, version=stale.current.version)  # type: ignore[attr-defined]
        form.add_error(None, _("The settings were changed by somebody else meanwhile. Save again to keep yours."))
        return render(request, "repairs/status_settings.html", {"form": form})
    messages.success(request, _("Statuses saved"))
    return redirect("status_settings")
