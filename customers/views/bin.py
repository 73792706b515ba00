from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import dossier, listing
from core.http import needs, staff
from core.listing import Sort
from core.locks import Gone
from core.models import BinEntry
from customers import actions
from customers.views.deleting import in_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEWEST = Sort(key="newest", label="", columns=("deleted_at", "id"), descending=True)


@needs("core.view_binentry")
@require_safe
def customer_bin(request: HttpRequest) -> HttpResponse:
    rows = BinEntry.objects.filter(expires_at__gt=timezone.now()).select_related("deleted_by").defer("content")
    page = listing.page(request.GET, rows, (NEWEST,))
    context = {"page": page, **listing.addresses(request.GET, page)}
    return render(request, "customers/customer_bin.html", context)


@needs("customers.delete_customer")
@require_POST
def customer_restore(request: HttpRequest, number: str) -> HttpResponse:
    ticked = request.POST.getlist("tick")
    try:
        customer = actions.restore_customer(number=number, by=staff(request), ticked=ticked)
    except Gone:
        return not_there(request, number)
    except actions.NotConfirmed as missing:
        return _ask(request, number, ticked, in_words(missing) if "asked" in request.POST else "")
    messages.success(request, _("%(customer)s restored") % {"customer": customer})
    return redirect(customer)


def _ask(request: HttpRequest, number: str, ticked: list[str], missing: str) -> HttpResponse:
    """An IMEI or a VIN that somebody else has by now: named, and restored only when ticked."""
    entry = BinEntry.objects.filter(customer_number=number).first()
    if entry is None:
        return not_there(request, number)
    context = {"entry": entry, "clashes": dossier.clashes(entry.parts()), "ticked": ticked, "missing": missing}
    return render(request, "customers/customer_restore.html", context)


def not_there(request: HttpRequest, number: str) -> HttpResponse:
    messages.error(request, _("%(number)s is not in the bin any more.") % {"number": number})
    return redirect("customer_bin")
