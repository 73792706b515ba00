from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import history
from customers.models import Alias

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def gone(request: HttpRequest, number: str) -> HttpResponse:
    """No such customer: merged, and then into whom; deleted, and then when and by whom; or never was. With a way on."""
    alias = Alias.objects.select_related("customer").filter(number=number).first()
    if alias is not None:
        said = _("%(number)s was merged into this customer.") % {"number": number}
        messages.info(request, said)
        return redirect(alias.customer)
    deleted = history.deletions([number]).get(number)
    return render(request, "customers/customer_gone.html", {"number": number, "deleted": deleted}, status=404)
