"""Correcting or cancelling a document: a form, and the new document that it issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs, staff
from documents import correcting
from documents.forms import CorrectionForm
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("documents.view_document", "documents.correct_document")
@require_http_methods(["GET", "HEAD", "POST"])
def document_correct(request: HttpRequest, number: str) -> HttpResponse:
    document = get_object_or_404(Document, number=number)
    if not correcting.is_correctable(document):
        messages.error(request, _("Nothing can stand in for this document."))
        return redirect(document)
    if standing := correcting.correction_of(number):
        return _corrected_already(request, standing)
    row = DocumentContent.objects.get(number=number)
    has_fresh = correcting.fresh(row, document.kind) is not None
    form = CorrectionForm(request.POST if request.method == "POST" else None, has_fresh=has_fresh)
    if request.method == "POST" and form.is_valid():
        return _correct(request, number, form)
    context = {"document": document, "content": row, "form": form, "has_fresh": has_fresh}
    return render(request, "documents/document_correct.html", context)


def _correct(request: HttpRequest, number: str, form: CorrectionForm) -> HttpResponse:
    cancels, reason = form.cleaned_data["how"] == "cancel", form.cleaned_data["reason"]
    try:
        made = correcting.correct_document(number=number, reason=reason, cancels=cancels, by=staff(request))
    except correcting.CorrectedAlready as already:
        return _corrected_already(request, correcting.correction_of(already.by_number) or already.by_number)
    except (correcting.NotCorrectable, correcting.NothingFresh):
        messages.error(request, _("What this document was about changed meanwhile. Look again."))
        return redirect("document_page", number)
    messages.success(
        request, _("%(kind)s %(number)s issued") % {"kind": made.get_kind_display(), "number": made.number}
    )
    return redirect(made)


def _corrected_already(request: HttpRequest, standing: str) -> HttpResponse:
    messages.info(request, _("%(number)s stands in for that document already.") % {"number": standing})
    return redirect("document_page", standing)
