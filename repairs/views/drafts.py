"""The draft of an intake: kept while somebody types, thrown away, and the photos uploaded to it one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import phrases
from core.http import is_fragment, needs, staff
from repairs import drafts, uploads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("repairs.add_workorder")
@require_POST
def intake_draft(request: HttpRequest) -> JsonResponse:
    """Keep what is typed so far; answers with the draft's key ("" when there is none) and when it was kept, in words."""
    draft = drafts.keep(staff(request), request.POST.get("draft", ""), request.POST.dict())
    if draft is None:
        return JsonResponse({"draft": "", "kept": ""})
    kept = _("Draft kept %(time)s") % {"time": phrases.clock(draft.updated_at)}
    return JsonResponse({"draft": str(draft.pk), "kept": kept})


@needs("repairs.add_workorder")
@require_POST
def intake_draft_throw(request: HttpRequest, key: int) -> HttpResponse:
    draft = drafts.of(staff(request), key)
    if draft:
        drafts.throw_away(draft)
        messages.success(request, _("Draft thrown away"))
    return redirect("intake")


@needs("repairs.add_workorder")
@require_POST
def intake_photos(request: HttpRequest) -> HttpResponse:
    """Pictures for the draft, from a phone's camera one by one; answers with all photos of the draft."""
    user, key = staff(request), request.POST.get("draft", "")
    draft = drafts.of(user, key) or (None if key else drafts.begin(user))
    wrong = uploads.added(request, draft) if draft else [uploads.gone()]
    draft = drafts.of(user, draft.pk) if draft else None  # it may have gone while the picture was written anew
    photos = draft.photos.all() if draft else []
    return render(request, "repairs/_intake_photos.html", {"photos": photos, "draft": draft, "wrong": wrong})


@needs("repairs.add_workorder")
@require_POST
def intake_photo_remove(request: HttpRequest, key: int) -> HttpResponse:
    """The row goes now, its file with the next sweep. Without script the page comes again, with all that is typed."""
    user = staff(request)
    draft = drafts.of(user, request.POST.get("draft", ""))
    if draft:
        draft.photos.filter(pk=key).delete()
    if is_fragment(request):
        photos = draft.photos.all() if draft else []
        return render(request, "repairs/_intake_photos.html", {"photos": photos, "draft": draft})
    kept = drafts.keep(user, request.POST.get("draft", ""), request.POST.dict())
    return redirect(reverse("intake", query={"draft": str(kept.pk)} if kept else None))
