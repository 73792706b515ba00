"""What the pages of a work order have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.http import is_fragment, typed_texts
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

LONGEST_NOTE = 4000


def readable() -> QuerySet[WorkOrder]:
    related = ("customer", "customer__responsible", "device", "technician", "received_by", "contact")
    passed = Prefetch("moves", StatusMove.objects.select_related("by"))
    return WorkOrder.objects.select_related(*related).prefetch_related("customer__phones", passed)


def sheet(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"{template}#sheet" if is_fragment(request) else template, context)


def gone(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the list; what was typed meanwhile stays on a page of its own."""
    if typed_texts(request):
        return render(request, "repairs/order_gone.html", {"number": number}, status=404)
    messages.error(request, _("%(number)s was deleted by a colleague meanwhile.") % {"number": number})
    return redirect("order_list")


def stands_at(number: str, status: str) -> str:
    return _("%(number)s stands at “%(status)s” meanwhile.") % {"number": number, "status": Status(status).label}


def asked_from(request: HttpRequest) -> str:
    """The page of ours that a deed was started from, sent along as `next`; "" for anything that is no page of ours."""
    asked = str(request.POST.get("next") or request.GET.get("next", ""))
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/") else ""


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return redirect(asked_from(request) or otherwise)


def wrong_note(note: str) -> str:
    if "\0" in note:
        return _("Write the note without control characters.")
    return _("Write at most %(most)d characters.") % {"most": LONGEST_NOTE} if len(note) > LONGEST_NOTE else ""
