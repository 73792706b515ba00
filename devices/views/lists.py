"""The list of devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listpage, search
from core.http import needs
from devices import tables
from devices.filters import DeviceFilter
from devices.relations import work_orders

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
