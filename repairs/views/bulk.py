"""What the dark bar under the list does with the ticked orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.export import Wanted
from core.export.views import respond
from core.http import needs, staff
from core.saved import kept_query
from repairs import moving
from repairs.actions import ReasonMissing
from repairs.fields import technicians
from repairs.models import WorkOrder
from repairs.states import DEEDS, Status
from repairs.views import intake_said
from repairs.views.moves import status
from repairs.views.shared import wrong_note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

LONGEST = 4000


@needs("repairs.view_workorder")
@require_POST
def order_bulk(request: HttpRequest) -> HttpResponseBase:
    """Deeds that are not known change nothing and are said."""
    query = QueryDict(request.POST.get("query", "")[:LONGEST])
    back = f"{reverse('order_list')}?{kept_query(query) or 'all=1'}"
    numbers = [number.replace("\0", "")[:40] for number in request.POST.getlist("row")]
    if "export" in request.POST:
        return _export(request, numbers, query)
    if not request.user.has_perm("repairs.move_workorder"):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    if not numbers:
        return _refused(request, _("Tick the work orders first."), back)
    if len(numbers) > moving.MOST:
        return _refused(request, _("Tick at most %(count)s work orders at once.") % {"count": moving.MOST}, back)
    if "technician" in request.POST:
        return _assign(request, numbers, back)
    to = status(request.POST.get("to", ""))
    if to is None:
        return _refused(request, _("Choose where the orders go."), back)
    return _move(request, numbers, to, back)


def _export(request: HttpRequest, numbers: list[str], query: QueryDict) -> HttpResponseBase:
    if not request.user.has_perm("repairs.export_workorder"):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    ticked = query.copy()
    ticked.setlist("row", numbers[: moving.MOST])
    return respond(request, Wanted.read("order_list", ticked, staff(request)))


def _move(request: HttpRequest, numbers: list[str], to: Status, back: str) -> HttpResponse:
    note = request.POST.get("note", "").strip()
    if wrong := wrong_note(note):
        return _ask_reason(request, numbers, to, wrong)
    try:
        report = moving.move_many(numbers=numbers, to=to, note=note, by=staff(request))
    except ReasonMissing:
        return _ask_reason(request, numbers, to, _("Write the reason.") if "note" in request.POST else "")
    moved = len(report.moved)
    if moved:
        said = ngettext("%(count)s order moved to %(status)s", "%(count)s orders moved to %(status)s", moved)
        messages.success(request, said % {"count": moved, "status": to.label})
    if to == Status.RECEIVED:
        for order in WorkOrder.objects.filter(number__in=report.moved).select_related("device"):
            intake_said.warn(request, order.device)
    if not report.refused:
        return redirect(back)
    return render(request, "repairs/order_bulk.html", {"report": report, "to": to, "back": back})


def _ask_reason(request: HttpRequest, numbers: list[str], to: Status, error: str) -> HttpResponse:
    query = request.POST.get("query", "")[:LONGEST]
    context: dict[str, Any] = {"numbers": numbers, "to": to, "deed": DEEDS[to], "error": error, "query": query}
    context |= {"note": request.POST.get("note", ""), "asks": True, "back": f"{reverse('order_list')}?{query}"}
    return render(request, "repairs/order_bulk.html", context)


def _assign(request: HttpRequest, numbers: list[str], back: str) -> HttpResponse:
    asked = request.POST["technician"]
    people = {"nobody": None, **{str(person.pk): person for person in technicians()}}
    if asked not in people:
        return _refused(request, _("There is no such technician."), back)
    changed = moving.assign_many(numbers=numbers, technician=people[asked], by=staff(request))
    said = ngettext("%(count)s order given to %(who)s", "%(count)s orders given to %(who)s", changed)
    messages.success(request, said % {"count": changed, "who": people[asked] or _("nobody")})
    return redirect(back)


def _refused(request: HttpRequest, words: str, back: str) -> HttpResponse:
    messages.error(request, words)
    return redirect(back)
