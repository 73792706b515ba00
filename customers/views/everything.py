from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import needs, staff
from customers import everything
from customers.models import Customer
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

IN_MEMORY = 4 * 1024 * 1024
MOST_UNMADE = 20  # papers that are drawn while somebody waits


@needs("customers.disclose_customer")
@require_POST
def customer_everything(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file, made whole before its first byte leaves; who took it is written down."""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if everything.unmade(customer) > MOST_UNMADE:
        messages.info(request, _("Some of the papers are still being drawn. Try again in a few minutes."))
        return redirect(customer)
    everything.note_disclosure(customer=customer, by=staff(request))
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with transaction.atomic():
        everything.write(customer, file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response
