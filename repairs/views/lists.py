"""The list of work orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import patience
from core.http import is_fragment, needs, staff
from repairs import filters
from repairs.filters import OrderFilter
from repairs.models import WorkOrder
from repairs.tables import COLUMNS
from repairs.views.moves import moves

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("repairs.view_workorder")
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    user, query = staff(request), request.GET
    chosen = filters.selection(query)
    form = OrderFilter(query, user=user)
    found = form.narrow(filters.selected(WorkOrder.objects.all(), chosen.key, user))
    rows = found.select_related("device", "customer", "technician")
    page, slow = patience.page(query, rows, chosen.sorts, limited=form.is_used)
    for order in page.rows:
        order.next_move = moves(order.status)[:1]
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
