"""Many documents at once: their PDFs in one zip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import listpage
from core.http import needs, staff
from documents import zipping
from documents.actions import note_taken
from documents.filters import DocumentFilter
from documents.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LONGEST_QUERY = 4000


@needs("documents.view_document")
@require_POST
def document_zip(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The PDFs of the ticked documents, or of everything the filter lets through; at most zipping.MOST."""
    query = QueryDict(request.POST.get("query", "")[:LONGEST_QUERY])
    numbers = list(_chosen(request, query).values_list("number", flat=True)[: zipping.MOST + 1])
    if not numbers or len(numbers) > zipping.MOST:
        too_many = _("More than %(most)s documents. Narrow the filter, or tick those you need.") % {
            "most": zipping.MOST
        }
        messages.error(request, too_many if numbers else _("Tick the documents first."))
        return redirect(f"{reverse('document_list')}?{listpage.clean(query).urlencode()}")
    note_taken(count=len(numbers), by=staff(request))
    response = StreamingHttpResponse(zipping.stream(numbers), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="documents-{timezone.localdate():%Y-%m-%d}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest, query: QueryDict) -> QuerySet[Document]:
    """A filter that is not understood chooses nothing."""
    if request.POST.get("everything"):
        return DocumentFilter(query).rows().order_by("-issued_at", "-pk")
    ticked = [number for number in request.POST.getlist("row")[: zipping.MOST + 1] if "\0" not in number]
    return Document.objects.filter(number__in=ticked).order_by("-issued_at", "-pk")
