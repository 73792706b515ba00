from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import listing, lists, phones, saved, search
from core.http import is_fragment, needs, staff
from core.patience import NARROW_THE_FILTER, Slow, a_second
from customers import exporting, tables
from customers.filters import MOST_COUNTED, SELECTIONS, CustomerFilter, selection_of
from customers.models import Customer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.functional import Promise

MOST_SELECTED = 200
PANEL = (  # filters with a field of their own
    "status", "form", "type", "responsible", "label", "not_label", "active_in", "since", "until", "city", "orders",
)  # fmt: skip
KEPT = ("mine", "inactive", "sort", "per_page")  # what a filtering form carries along unseen
CHIPS = (*PANEL, "mine", "inactive")


@needs("customers.view_customer")
@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    choice = saved.choice_of(user, "customer_list")
    if opened := lists.opening(choice, request.GET):
        return redirect(f"{request.path}?{opened}")
    chosen, query = CustomerFilter(request.GET, user=user), _clean(request.GET)
    menus = lists.menus(user, choice, query)
    page, counted, slow = _page(request.GET, chosen)
    context = {
        **menus,
        "chosen": chosen,
        "page": page,
        "lines": [_line(customer, chosen.words) for customer in page.rows],
        "query": query,
        "may_tick": (
            may_tick := user.has_perm("customers.change_customer") or user.has_perm("customers.export_customer")
        ),
        "span": len(menus["columns"]) + may_tick,
        **counted,
        "slow": slow,
        "most": MOST_COUNTED,
        "tabs": _tabs(chosen, request.GET, menus["whole"]),
        "chips": _chips(chosen),
        "empty": _empty(chosen, may_add=request.user.has_perm("customers.add_customer")),
        **listing.addresses(query, page),
        "panel": [chosen.form[name] for name in PANEL],
        "kept": [(name, value) for name, value in request.GET.items() if name in KEPT and value],
    }
    if not is_fragment(request):
        return render(request, "customers/customer_list.html", context)
    response = render(request, "customers/customer_list.html#live", {**context, "oob": True})
    response.headers["HX-Push-Url"] = f"{request.path}?{query.urlencode()}".rstrip("?")
    return response


@needs("customers.export_customer")
@require_safe
def customer_export(request: HttpRequest) -> HttpResponseBase:
    """The listed rows in the list's order, or of them only the ticked ones."""
    chosen = CustomerFilter(request.GET, user=staff(request))
    if not chosen.is_valid():
        return redirect(f"{reverse('customer_list')}?{_clean(request.GET).urlencode()}")
    rows, ticked = chosen.rows(), request.GET.getlist("row")[:MOST_SELECTED]
    if ticked:
        rows = chosen.matching().filter(number__in=ticked)
    sort = listing.chosen_sort(request.GET, tables.SORTS)
    return exporting.export_customers(rows.order_by(*sort.order()), by=staff(request))


def _page(query: QueryDict, chosen: CustomerFilter) -> tuple[listing.Page, dict[str, Any], str | Promise]:
    """The page, how many were found and how many stay hidden; of what finds no end in a second, nothing and why."""
    rows = chosen.rows()
    try:
        with a_second(limited=bool(chosen.typed)):
            page = listing.page(query, tables.with_what_is_shown(rows), tables.SORTS)
            return page, {"found": _found(rows, page), "hidden": 0 if page.older else chosen.hidden_count()}, ""
    except Slow:
        page = listing.page(query, Customer.objects.none(), tables.SORTS)
        return page, {"found": "", "hidden": 0}, NARROW_THE_FILTER


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


def _clean(query: QueryDict) -> QueryDict:
    """The query without what is empty, for addresses worth reading."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in {"row", "csrfmiddlewaretoken"} and any(values):
            kept.setlist(name, [value for value in values if value][:1])
    return kept


def _found(rows: Any, page: listing.Page) -> str:
    """How many there are; counted to the end only where that costs little."""
    if not page.older:
        return f"{page.first + len(page.rows) - 1:,}" if page.rows else ""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


def _tabs(chosen: CustomerFilter, given: QueryDict, whole: str) -> list[dict[str, Any]]:
    current = selection_of(chosen.typed)
    return [
        {"label": label, "current": setting == current, "query": _selection_query(given, setting) or whole.lstrip("?")}
        for label, setting in SELECTIONS
    ]


def _selection_query(given: QueryDict, setting: dict[str, str]) -> str:
    query = _clean(given)
    for name in ("status", "orders", "mine", "page", "inactive", "all"):
        query.pop(name, None)
    query.update(setting)
    return query.urlencode()


def _chips(chosen: CustomerFilter) -> list[dict[str, Any]]:
    """The filters that are set, besides those a tab already shows."""
    typed = chosen.typed
    selection = selection_of(typed)
    return [
        {"without": {name: None}, "label": chosen.filters[name].label, "value": _shown(chosen, name, typed[name])}
        for name in CHIPS
        if name in typed and name not in selection
    ]


def _shown(chosen: CustomerFilter, name: str, value: Any) -> str:
    if name in {"mine", "inactive"}:
        return ""
    field: Any = chosen.form.fields[name]
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(dict(getattr(field, "choices", [])).get(value, value)) if isinstance(value, str) else str(value)


def _empty(chosen: CustomerFilter, *, may_add: bool) -> dict[str, str]:
    """What stands instead of the rows."""
    text = str(chosen.typed.get("text", ""))
    new = reverse("customer_new") if may_add else ""
    if text:
        url = f"{new}?{urlencode({'name': text})}" if new else ""
        said = {"text": text}
        return {
            "title": _("Nothing found for “%(text)s”") % said,
            "url": url,
            "action": _("New customer “%(text)s”") % said,
        }
    if chosen.typed:
        return {"title": _("No customers here"), "text": _("No customer fits these filters.")}
    return {
        "title": _("No customers yet"),
        "text": _("The first intake makes one."),
        "url": new,
        "action": _("New customer"),
    }
