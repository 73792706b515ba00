"""What a paper on an order would look like, before it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core import clock
from core.http import needs, staff
from documents import previews
from documents.kinds import DocumentKind
from documents.paper_views import as_pdf, drawn
from repairs import snapshots
from repairs.estimates import told_of
from repairs.issuing import ON_REQUEST
from repairs.money_forms import DiagnosisForm, EstimateForm
from repairs.views.shared import readable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from repairs.models import WorkOrder

KINDS = {*ON_REQUEST, DocumentKind.ESTIMATE, DocumentKind.INTAKE_RECEIPT, DocumentKind.HANDOVER_REPORT}


@as_pdf
@needs("repairs.move_workorder", "documents.view_document")
@require_http_methods(["GET", "HEAD", "POST"])
def order_preview(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    order, wanted = get_object_or_404(readable(), number=number), DocumentKind(kind)
    content = {**snapshots.content(order, kind=wanted, by=staff(request)), **_told(request, order, wanted)}
    return drawn(lambda: previews.preview(wanted, content, order.customer.language))


def _told(request: HttpRequest, order: WorkOrder, kind: DocumentKind) -> dict[str, Any]:
    """What only the deed would know: the next version of an estimate, a diagnosis as it is typed."""
    if kind == DocumentKind.ESTIMATE:
        form: EstimateForm | DiagnosisForm = EstimateForm(request.POST)
        form.is_valid()
        return {"estimate": told_of(order.estimates.count() + 1, form.cleaned_data.get("note", ""))}
    if kind == DocumentKind.DIAGNOSIS_REPORT:
        form = DiagnosisForm(request.POST)
        form.is_valid()
        said = {name: form.cleaned_data.get(name, "") for name in ("found", "advice")}
        return {"diagnosis": {**said, "by": str(staff(request)), "at": clock.frozen(clock.now())}}
    return {}
