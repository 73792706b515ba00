from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.export import jobs
from core.http import needs, staff
from customers import everything
from customers.models import Customer
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

IN_MEMORY = 4 * 1024 * 1024


@needs("customers.disclose_customer")
@require_POST
def customer_everything(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file, made whole before its first byte leaves; who took it is written down."""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if everything.is_large(customer):
        jobs.ask_paper(everything.PAGE, number, by=staff(request))
        return redirect("exports")
    everything.note_disclosure(customer=customer, by=staff(request))
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with transaction.atomic():
        everything.write(customer, file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response
