from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import dossier
from core.http import needs, staff
from core.locks import Gone
from core.models import BinEntry
from customers import actions, anonymising
from customers.models import Customer
from customers.views.bin import not_there
from customers.views.deleting import LONGEST_NAME, in_words
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("customers.anonymise_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_anonymise(request: HttpRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if request.method != "POST":
        return _page(request, customer)
    name = request.POST.get("name", "")[:LONGEST_NAME]
    try:
        anonymising.anonymise_customer(number=number, typed_name=name, by=staff(request))
    except Gone:
        return gone(request, number)
    except anonymising.StillOpen:
        return _page(request, customer, typed=name)
    except actions.NotConfirmed as missing:
        return _page(request, customer, typed=name, missing=in_words(missing))
    messages.success(request, _("%(number)s is anonymised") % {"number": number})
    return redirect("customer_profile", number)


@needs("customers.anonymise_customer", "core.view_binentry")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_forget(request: HttpRequest, number: str) -> HttpResponse:
    """One who lies in the bin, gone before the bin's time is over."""
    entry = BinEntry.objects.filter(customer_number=number).defer("content").first()
    if entry is None:
        return not_there(request, number)
    context: dict[str, Any] = {"entry": entry}
    if request.method == "POST":
        context["typed"] = name = request.POST.get("name", "")[:LONGEST_NAME]
        try:
            anonymising.forget_customer(number=number, typed_name=name, by=staff(request))
        except Gone:
            return not_there(request, number)
        except actions.NotConfirmed as missing:
            context["missing"] = in_words(missing)
        else:
            messages.success(request, _("%(number)s is removed for good") % {"number": number})
            return redirect("customer_bin")
    return render(request, "customers/customer_forget.html", context)


def _page(request: HttpRequest, customer: Customer, **typed: Any) -> HttpResponse:
    blockers = dossier.blockers(customer)
    context = {
        "customer": customer,
        "counts": anonymising.would_empty(customer),
        "documents": sum(held.number for part in dossier.parts() if (held := part.stays(customer))),
        "blockers": blockers,
        "open_work": any(blocker.key not in anonymising.MONEY for blocker in blockers),
        **typed,
    }
    return render(request, "customers/customer_anonymise.html", context)
