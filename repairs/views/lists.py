"""The list of work orders, and what its dark bar does with many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listing, listpage, patience, search
from core.http import is_fragment, needs, staff
from repairs import filters, tables
from repairs.filters import OrderFilter
from repairs.states import OPEN, Status
from repairs.views.moves import MOVE, moves, what_rows_know

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from core.listing import Page
    from repairs.models import WorkOrder


@needs("repairs.view_workorder")
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    user, form = staff(request), OrderFilter(request.GET, user=staff(request))
    drawn = listpage.Drawn(
        selections=filters.SELECTIONS,
        counts=None if is_fragment(request) else filters.counts(user),
        lines=with_next_moves,
        empty=_empty(form, may_add=user.has_perm("repairs.add_workorder")),
        may_tick=user.has_perm(MOVE) or user.has_perm("repairs.export_workorder"),
    )
    looked_for = search.words(form.cleaned_data["text"]) if form.is_valid() else []
    return listpage.respond(
        request,
        tables.LIST,
        form=form,
        rows=form.rows(),
        drawn=drawn,
        ask=lambda: _page(request, form),
        bulk_url=reverse("order_bulk"),
        looked_for=looked_for,
        places=[status for status in OPEN if status != Status.BOOKED],
        people=form.people,
        **what_rows_know(user, request.get_full_path()),
    )


def with_next_moves(rows: list[Any]) -> list[WorkOrder]:
    likely = {status: moves(status)[:1] for status in {order.status for order in rows}}
    for order in rows:
        order.next_move = likely[order.status]
    return rows


def _page(request: HttpRequest, form: OrderFilter) -> tuple[Page, str | Promise, dict[str, Any]]:
    sorts = tables.sorts_of(form.shown, is_of_open=form.is_of_open)
    sort = listing.chosen_sort(request.GET, sorts)
    rows = tables.with_what_is_shown(form.rows(), apart=sort not in tables.BY_INDEX)
    page, slow = patience.page(request.GET, rows, sorts, limited=form.is_used)
    return page, slow, {}


def _empty(form: OrderFilter, *, may_add: bool) -> dict[str, str]:
    if form.is_used:
        return {"icon": "clipboard-list", "title": _("No work order fits these filters")}
    empty = {
        "icon": "clipboard-list",
        "title": _("No work orders here"),
        "text": _("A work order is made when a device is taken in."),
    }
    return empty | ({"url": reverse("intake"), "action": _("New intake")} if may_add else {})
