from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listing, listpage, phones, search
from core.export.views import exporting
from core.http import needs, staff
from core.patience import NARROW_THE_FILTER, Slow, a_second
from customers import tables
from customers.filters import MOST_COUNTED, SELECTIONS, CustomerFilter
from customers.models import Customer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.functional import Promise


@needs("customers.view_customer")
@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    user, chosen = staff(request), CustomerFilter(request.GET, user=staff(request))
    drawn = listpage.Drawn(
        selections=SELECTIONS,
        lines=lambda rows: [_line(customer, chosen.words) for customer in rows],
        empty=_empty(chosen, may_add=user.has_perm("customers.add_customer")),
        may_tick=user.has_perm("customers.change_customer") or user.has_perm("customers.export_customer"),
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


customer_export = exporting("customer_list", "customers.export_customer")


def _page(query: QueryDict, chosen: CustomerFilter) -> tuple[listing.Page, str | Promise, dict[str, Any]]:
    """The page with how many were found and how many stay hidden; of what finds no end in a second, nothing and why."""
    rows = chosen.rows()
    try:
        with a_second(limited=bool(chosen.typed)):
            page = listing.page(query, tables.with_what_is_shown(rows), tables.SORTS)
            return page, "", {"found": _found(rows, page), "hidden": 0 if page.older else chosen.hidden_count()}
    except Slow:
        page = listing.page(query, Customer.objects.none(), tables.SORTS)
        return page, NARROW_THE_FILTER, {"found": "", "hidden": 0}


def _line(customer: Any, words: list[search.Word]) -> dict[str, Any]:
    """A customer with what was found in it marked."""
    phone = phones.shown(customer.phone_raw, customer.phone_e164) if customer.phone_raw else ""
    beside = (customer.contact_name or customer.trade_name) if customer.is_company else ""
    texts = {
        "name": customer.name,
        "beside": beside,
        "number": customer.number,
        "phone": phone,
        "city": customer.city,
        "email": customer.email,
        "tax_number": customer.tax_number,
        "card": customer.discount_card,
    }
    return {"customer": customer, **{name: search.mark(text, words) for name, text in texts.items()}}


def _found(rows: Any, page: listing.Page) -> str:
    """How many there are; counted to the end only where that costs little."""
    if not page.older:
        return f"{page.first + len(page.rows) - 1:,}" if page.rows else ""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


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
