from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listing, listpage, search
from core.export.views import exporting
from core.http import needs, staff
from core.patience import NARROW_THE_FILTER, Slow, a_second
from customers import tables
from customers.filters import MOST_COUNTED, SELECTIONS, CustomerFilter
from customers.models import Customer
from customers.rows import Rows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.functional import Promise


@needs("customers.view_customer")
@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    user, chosen = staff(request), CustomerFilter(request.GET, user=staff(request))
    may_tick = user.has_perm("customers.change_customer") or user.has_perm("customers.export_customer")
    drawn = listpage.Drawn(
        selections=SELECTIONS,
        table=lambda rows, columns: _lines(rows, columns, chosen, may_tick=may_tick),
        empty=_empty(chosen, may_add=user.has_perm("customers.add_customer")),
        may_tick=may_tick,
    )
    return listpage.respond(
        request,
        tables.LIST,
        form=chosen.form,
        rows=chosen.rows(),
        drawn=drawn,
        ask=lambda: _page(request.GET, chosen),
        chosen=chosen,
        bulk_url=reverse("customer_bulk"),
        most=MOST_COUNTED,
    )


MOST_FOUND = 200  # more are not counted

customer_export = exporting("customer_list", "customers.export_customer")


def _page(query: QueryDict, chosen: CustomerFilter) -> tuple[listing.Page, str | Promise, dict[str, Any]]:
    """The page with how many were found and how many stay hidden; of what finds no end in a second, nothing and why."""
    rows, is_found = chosen.rows().defer("search"), any(len(word.text) >= search.SHORT for word in chosen.words)
    sorts = tables.SORTS_OF_FOUND if is_found else tables.SORTS
    if is_found:
        rows = rows.annotate(found_name=tables.FOUND_NAME)
    try:
        with a_second(limited=bool(chosen.typed)):
            page = listing.page(query, rows, sorts)
            found = _found(chosen, page)
            return page, "", {"found": found, "hidden": 0 if page.older else chosen.hidden_count()}
    except Slow:
        page = listing.page(query, Customer.objects.none(), tables.SORTS)
        return page, NARROW_THE_FILTER, {"found": "", "hidden": 0}


def _lines(
    customers: list[Any], columns: list[listing.Column], chosen: CustomerFilter, *, may_tick: bool
) -> list[dict[str, Any]]:
    """Each customer with its row of the table."""
    tables.look_around(customers)
    rows = Rows(columns, chosen.words, staff=dict(chosen.staff), types=dict(chosen.types), may_tick=may_tick)
    return [{"customer": customer, "row": rows.row(customer)} for customer in customers]


def _found(chosen: CustomerFilter, page: listing.Page) -> str:
    """How many there are; counted as far as costs little, in the order in which the page was found fast."""
    if not page.older:
        return f"{page.first + len(page.rows) - 1:,}" if page.rows else ""
    rows = chosen.rows().order_by() if chosen.words else chosen.rows().order_by(*page.sort.order())
    count = rows[: MOST_FOUND + 1].count()
    return f"{count:,}" if count <= MOST_FOUND else f"{MOST_FOUND:,}+"


def _empty(chosen: CustomerFilter, *, may_add: bool) -> dict[str, str]:
    """What stands instead of the rows."""
    text = str(chosen.typed.get("text", ""))
    new = reverse("customer_new") if may_add else ""
    if text:
        url = f"{new}?{urlencode({'name': text})}" if new else ""
        said = {"text": text}
        return {
            "icon": "users",
            "title": _("Nothing found for “%(text)s”") % said,
            "url": url,
            "action": _("New customer “%(text)s”") % said,
        }
    if chosen.typed:
        return {"icon": "users", "title": _("No customers here"), "text": _("No customer fits these filters.")}
    return {
        "icon": "users",
        "title": _("No customers yet"),
        "text": _("The first intake makes one."),
        "url": new,
        "action": _("New customer"),
    }
