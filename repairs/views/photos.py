"""Photos of an order: served to those with the right, added, removed; the label to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import pictures
from core.http import is_fragment, needs, staff
from core.locks import Gone
from documents.rendering import RenderingFailed
from repairs import uploads
from repairs.labels import label_pdf
from repairs.models import Photo, WorkOrder
from repairs.photos import remove_photo

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST_KEY = 2**63 - 1


@needs("repairs.view_workorder")
@require_safe
def photo(request: HttpRequest, key: int) -> HttpResponse:
    """The picture; one of a draft only to whoever drafts."""
    row = get_object_or_404(Photo.objects.select_related("draft"), pk=min(key, LARGEST_KEY))
    if row.draft and row.draft.user_id != staff(request).pk:
        raise Http404
    return pictures.served(row.file.name, small="small" in request.GET)


@needs("repairs.move_workorder")
@require_POST
def order_photos(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(WorkOrder, number=number)
    try:
        wrong = uploads.added_to_order(request, number)
    except Gone:
        raise Http404 from None
    if is_fragment(request) or "fragment" in request.POST:
        return render(request, "repairs/_photos.html", {"order": order, "wrong": wrong})
    for sentence in wrong:
        messages.error(request, sentence)
    return redirect(order)


@needs("repairs.move_workorder")
@require_POST
def order_photo_remove(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(WorkOrder, number=number)
    try:
        remove_photo(number=number, key=min(key, LARGEST_KEY), by=staff(request))
    except Gone:
        messages.error(request, _("That photo is not there any more."))
    if is_fragment(request):
        return render(request, "repairs/_photos.html", {"order": order})
    return redirect(order)


@needs("repairs.view_workorder")
@require_safe
def order_label(request: HttpRequest, number: str) -> HttpResponse:
    """The label to stick on the device: drawn now, kept nowhere."""
    order = get_object_or_404(WorkOrder.objects.select_related("customer", "device"), number=number)
    try:
        pdf = label_pdf(order, language=get_language() or "en")
    except RenderingFailed:
        messages.error(request, _("The label could not be drawn. Try it again."))
        return redirect(order)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{order.number}-label.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
