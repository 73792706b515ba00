from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import lists, saved, search
from core.http import is_fragment, needs, staff
from core.patience import Slow, a_second
from customers import finding

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict


@needs("customers.view_customer")
@require_safe
def customer_find(request: HttpRequest) -> HttpResponse:
    """A field for each thing somebody may know; customers and devices side by side. Fields that are not shown count not."""
    choice = saved.choice_of(staff(request), "customer_find")
    fields = [finding.BY_KEY[column.key] for column in saved.columns_for(choice)]
    typed = {each.key: _text(request.GET, each.key) for each in fields}
    found, slow = _found(typed)
    if not request.user.has_perm("devices.view_device"):
        found = finding.Found(found.customers, [], found.more_customers)
    context: dict[str, Any] = {
        "fields": [{"field": each, "typed": typed[each.key]} for each in fields],
        "asked": any(typed.values()),
        "found": found,
        "slow": slow,
        "list_page": "customer_find",
        "column_menu": lists.column_menu(choice),
        "kept_query": saved.kept_query(request.GET),
        "oob": is_fragment(request),
    }
    part = "#found" if context["oob"] else ""
    return render(request, f"customers/customer_find.html{part}", context)


def _text(query: QueryDict, key: str) -> str:
    return query.get(key, "").replace("\0", "").strip()[: search.LONGEST_QUERY]


def _found(typed: dict[str, str]) -> tuple[finding.Found, str]:
    try:
        with a_second():
            return finding.find(typed), ""
    except Slow:
        return finding.Found([], []), _("That finds too much. Type more letters.")
