"""Settings: how numbers are written and where each series goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs, staff
from core.series import HasBegun, PrefixTaken, all_series, change_series
from repairshop.numbers import SeriesForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def number_settings(request: HttpRequest) -> HttpResponse:
    """One form a line; what is sent names its series."""
    sent = request.POST.get("series", "")
    forms = [SeriesForm(series, request.POST if series.key == sent else None) for series in all_series()]
    if request.method == "POST" and not any(form.is_bound for form in forms):
        messages.error(request, _("There is no such series."))
        return redirect("number_settings")
    for form in forms:
        if form.is_bound and form.is_valid() and _save(request, form):
            messages.success(request, _("Numbers saved"))
            return redirect("number_settings")
    return render(request, "repairshop/number_settings.html", {"forms": forms})


def _save(request: HttpRequest, form: SeriesForm) -> bool:
    typed = form.cleaned_data
    try:
        change_series(
            key=form.series.key,
            prefix=typed["begins"],
            digits=typed["digits"],
            next_number=typed["next_number"],
            by=staff(request),
        )
    except PrefixTaken:
        form.add_error("begins", _("Another series begins like this, or did: no number may be given twice."))
    except HasBegun:
        form.add_error("next_number", _("Numbers only go on: this one was given, or would leave a gap."))
    else:
        return True
    return False
