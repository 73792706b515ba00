from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import condition, require_safe

from core import listpage, search
from core.http import needs, staff
from documents import files, tables
from documents.correcting import is_cancellation, is_correctable
from documents.filters import DocumentFilter
from documents.kinds import DocumentKind
from documents.models import Damaged, Document, DocumentFile, OutgoingMessage
from documents.months import month_of
from documents.paper_forms import SIZES
from documents.rendering import RenderingFailed
from documents.rows import rows_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from documents.rows import Row

RETRY_AFTER = 10  # seconds
MOST_SENT = 10


@needs("documents.view_document")
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    chosen = DocumentFilter(request.GET)
    drawn = listpage.Drawn(empty=_empty(chosen), lines=rows_of, may_tick=True)
    return listpage.respond(
        request, tables.LIST, form=chosen, rows=chosen.rows(), drawn=drawn, bulk_url=reverse("document_zip")
    )


def _empty(chosen: DocumentFilter) -> dict[str, str]:
    if chosen.is_used:
        text = _("Fewer letters or a longer time find more.")
        return {"icon": "search-x", "title": _("No document found"), "text": text}
    text = _("The first one is issued with the first intake.")
    return {"icon": "file-text", "title": _("No documents yet"), "text": text}


@needs("documents.view_document")
@require_safe
def document_page(request: HttpRequest, number: str) -> HttpResponse:
    document = get_object_or_404(Document, number=number)
    row = rows_of([document])[0]
    content, is_damaged = _said(row)
    context = {
        "document": document,
        "row": row,
        "language_name": dict(settings.LANGUAGES).get(document.language, document.language),
        "content": row.content,
        "is_damaged": is_damaged,
        "phones": content.get("customer", {}).get("phones", []),
        "corrects": content.get("corrects", {}),
        "is_cancelled": is_cancellation(row.correction),
        "month": month_of(row.content) if document.kind == DocumentKind.MONTHLY_CLOSING else None,
        "is_correctable": not (row.correction or is_damaged) and is_correctable(document),
        "file": DocumentFile.objects.defer("data").filter(number=number).first(),
        "sent": OutgoingMessage.objects.filter(number=number)
        .select_related("event__detail")
        .order_by("-pk")[:MOST_SENT],
        "sizes": SIZES,
        "device_url": search.exact(row.content.device_number, staff(request)),
    }
    return render(request, "documents/document_page.html", context)


def _said(row: Row) -> tuple[dict[str, Any], bool]:
    """What the document says, and whether it is damaged: then nothing is shown of it."""
    try:
        return row.content.says, row.is_damaged
    except Damaged:
        return {}, True


def fingerprint(request: HttpRequest, number: str) -> str | None:  # noqa: ARG001 - the signature `condition` calls
    standing = DocumentFile.objects.filter(number=number).exclude(data=b"")
    known = standing.values_list("sha256", flat=True).first()
    return f'"{known}"' if known else None


# A PDF runs nothing here; the shop's own policy would stop the browser's viewer, which is a plug-in to it.
@csp_override({"default-src": [CSP.SELF], "style-src": [CSP.SELF, CSP.UNSAFE_INLINE], "frame-ancestors": [CSP.SELF]})
@needs("documents.view_document")
@require_safe
@condition(etag_func=fingerprint)
def document_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Always the same stored bytes; a document that was issued a moment ago is waited for."""
    try:
        file = files.await_file(number)
    except Document.DoesNotExist:
        raise Http404 from None
    except files.Destroyed:
        return render(request, "documents/document_destroyed.html", {"row": rows_of([_known(number)])[0]}, status=410)
    except files.Altered:
        return render(request, "documents/document_altered.html", {"number": number}, status=410)
    except RenderingFailed:
        return not_drawn(request, number)
    response = HttpResponse(bytes(file.data), content_type="application/pdf")
    way = "attachment" if "download" in request.GET else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="{number}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = f'"{file.sha256}"'
    return response


def _known(number: str) -> Document:
    return Document.objects.get(number=number)


def not_drawn(request: HttpRequest, number: str) -> HttpResponse:
    response = render(request, "documents/document_not_drawn.html", {"number": number}, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
