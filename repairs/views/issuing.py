"""The Issue menu of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs, staff
from core.locks import Gone
from core.nonces import UsedOtherwise
from documents.kinds import DocumentKind
from repairs import issuing
from repairs.actions import NotAllowed
from repairs.money_forms import DiagnosisForm, PlainForm
from repairs.views.money import renew
from repairs.views.shared import gone, readable, sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from documents.models import Document


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_issue(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    if kind not in issuing.ON_REQUEST:
        raise Http404
    order, wanted = get_object_or_404(readable(), number=number), DocumentKind(kind)
    form_of = DiagnosisForm if wanted == DocumentKind.DIAGNOSIS_REPORT else PlainForm
    form = form_of(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            nonce = form.cleaned_data.pop("nonce")
            issued = issuing.issue_on_request(
                number=number, kind=wanted, diagnosis=form.cleaned_data, by=staff(request), nonce=nonce
            )
        except Gone:
            return gone(request, number)
        except NotAllowed:
            messages.error(request, _("A warranty is certified once the device is handed over with one."))
            return redirect(order)
        except UsedOtherwise:
            renew(form)
            form.add_error(None, _("This page was already sent with another text. Save again to issue this one too."))
        else:
            messages.success(request, _issued(issued))
            return redirect(order)
    return sheet(request, "repairs/order_issue.html", {"order": order, "form": form, "kind": wanted})


def _issued(document: Document) -> str:
    url = reverse("document_pdf", args=[document.number])
    return format_html('{} {} <a href="{}">{}</a>', document.get_kind_display(), document.number, url, _("Print"))
