"""The list of work orders."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listing, search
from core.http import is_fragment, needs, staff
from repairs import filters
from repairs.filters import OrderFilter
from repairs.models import WorkOrder
from repairs.tables import COLUMNS
from repairs.views.orders import moves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse


@needs("repairs.view_workorder")
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    user, query = staff(request), request.GET
    chosen = filters.selection(query)
    form = OrderFilter(query, user=user)
    found = form.narrow(filters.selected(WorkOrder.objects.all(), chosen.key, user))
    page, slow = _page(request, found.select_related("device", "customer", "technician"), chosen)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "selections": filters.SELECTIONS,
        "columns": COLUMNS,
        "page": page,
        "slow": slow,
    }
    if is_fragment(request):
        return render(request, "repairs/order_list.html#found", context)
    return render(request, "repairs/order_list.html", context | {"counts": filters.counts(user)})


@contextmanager
def _patience(request: HttpRequest) -> Iterator[None]:
    """A text may take a second to be found; what stands in an index takes none worth limiting."""
    if not request.GET.get("text"):
        yield
        return
    with transaction.atomic():
        search.limited_to_a_second()
        yield


def _page(request: HttpRequest, rows: Any, chosen: filters.Selection) -> tuple[listing.Page, str]:
    try:
        with _patience(request):
            page = listing.page(request.GET, rows, chosen.sorts)
    except OperationalError:
        return listing.page(request.GET, WorkOrder.objects.none(), chosen.sorts), _(
            "That finds too much: narrow the filter."
        )
    for order in page.rows:
        order.next_move = moves(order.status)[:1]
    return page, ""
