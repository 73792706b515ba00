from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import dossier
from core.http import is_fragment, needs, staff
from core.locks import Gone
from customers import actions
from customers.models import Customer
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIRST_ROWS = 3
LONGEST_NAME = 500


@needs("customers.delete_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_delete(request: HttpRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if request.method != "POST":
        return _sheet(request, customer)
    name, ticked = request.POST.get("name", "")[:LONGEST_NAME], request.POST.getlist("tick")
    try:
        actions.delete_customer(number=number, typed_name=name, ticked=ticked, by=staff(request))
    except Gone:
        return gone(request, number)
    except actions.NotConfirmed as missing:
        return _sheet(request, customer, typed=name, ticked=ticked, missing=in_words(missing))
    link = format_html(' <a href="{}">{}</a>', reverse("customer_bin"), _("Deleted customers"))
    messages.success(request, format_html("{}{}", _("%(customer)s deleted") % {"customer": customer}, link))
    return redirect("customer_list")


def in_words(missing: actions.NotConfirmed) -> str:
    boxes = ngettext("One box is not ticked", "%(count)d boxes are not ticked", len(missing.unticked)) % {
        "count": len(missing.unticked)
    }
    name = _("the name is not typed as it is")
    if missing.unticked and missing.name_differs:
        return _("%(boxes)s and %(name)s.") % {"boxes": boxes, "name": name}
    return f"{boxes}." if missing.unticked else _("The name is not typed as it is.")


def _sheet(request: HttpRequest, customer: Customer, **typed: Any) -> HttpResponse:
    context = {"customer": customer, "until": timezone.now() + actions.KEPT_IN_BIN, **_dossier(customer), **typed}
    template = "customers/customer_delete.html"
    return render(request, f"{template}#sheet" if is_fragment(request) else template, context)


def _dossier(customer: Customer) -> dict[str, Any]:
    """What goes, what stays and what must be ticked, over all the apps."""
    parts = dossier.parts()
    goes = [held for part in reversed(parts) if (held := part.goes(customer))]  # work first, then what it was done on
    stays = [held for part in parts if (held := part.stays(customer))]
    return {
        "counts": [count for part in parts for count in part.counts(customer)],
        **_shown("goes", goes),
        **_shown("stays", stays),
        "blockers": dossier.blockers(customer),
    }


def _shown(name: str, lists: list[dossier.Listed]) -> dict[str, Any]:
    """The first rows at once, more to unfold, and how many there are beyond what is listed."""
    rows, number = [row for held in lists for row in held.rows], sum(held.number for held in lists)
    return {
        name: rows[:FIRST_ROWS],
        f"more_{name}": rows[FIRST_ROWS:],
        f"{name}_count": number,
        f"{name}_left": number - len(rows[:FIRST_ROWS]),
        f"{name}_unlisted": number - len(rows),
    }
