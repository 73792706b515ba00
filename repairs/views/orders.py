"""One work order: its page, its moves, its hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import history
from core.fields import Difference, carry, differences
from core.http import is_fragment, needs, staff
from core.locks import Gone, Stale
from repairs import actions, papers, stepper
from repairs.forms import HandOverForm, OrderForm
from repairs.models import StatusMove, WorkOrder
from repairs.states import DEEDS, STEPS, Status, allowed, needs_reason

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from documents.models import Document

MOST_EVENTS = 50
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Move:
    to: Status
    deed: str | Promise
    is_likely: bool


def moves(status: str) -> list[Move]:
    return [Move(to, _deed(status, to), is_likely=place == 0) for place, to in enumerate(allowed(status))]


def _deed(status: str, to: Status) -> str | Promise:
    goes_back = to in STEPS and STEPS.index(to) < STEPS.index(Status(status))
    return _("Back to “%(status)s”") % {"status": to.label} if goes_back else DEEDS[to]


@needs("repairs.view_workorder")
@require_safe
def order_page(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(_readable(), number=number)
    passed = list(order.moves.all())
    context = {
        "order": order,
        "steps": stepper.steps(order.status, passed),
        "moves": moves(order.status),
        "passed": passed[::-1],
        "documents": papers.of_order(number),
        "lines": history.lines(history.of_order(number)[:MOST_EVENTS]),
    }
    return render(request, "repairs/order_page.html", context)


@needs("repairs.add_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(_readable(), number=number)
    form = OrderForm(request.POST or None, order=order)
    differing: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.update_order(number=number, fields=form.fields_to_save(), version=version, by=staff(request))
        except Gone:
            return _gone(request, number)
        except Stale as stale:
            order = get_object_or_404(_readable(), number=number)
            differing = differences(form, order)
            carry(form, version=stale.current.version)  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Work order %(number)s saved") % {"number": number})
            return redirect(order)
    return render(request, "repairs/order_edit.html", {"order": order, "form": form, "differences": differing})


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_move(request: HttpRequest, number: str) -> HttpResponse:
    """Moves the order on; asked for by GET, it is the question for the reason of a move that needs one."""
    order = get_object_or_404(_readable(), number=number)
    to = _status(request.POST.get("to") or request.GET.get("to", ""))
    if request.method != "POST":
        return _ask_reason(request, order, to) if to and needs_reason(to) else redirect(order)
    if to == Status.HANDED_OVER:
        return redirect("hand_over", number)
    if wrong := _wrong_note(request.POST.get("note", "")):
        return _ask_reason(request, order, to or Status.CANCELLED, error=wrong)
    return _moved(request, order, to) if to else _answer(request, order, error=_("Choose where the order goes."))


def _moved(request: HttpRequest, order: WorkOrder, to: Status) -> HttpResponse:
    note, number = request.POST.get("note", "").strip(), order.number
    try:
        actions.move_order(number=number, seen=request.POST.get("seen", ""), to=to, by=staff(request), note=note)
    except Gone:
        return _gone(request, number)
    except actions.NotAllowed as refused:
        return _answer(request, order, error=_stands_at(number, refused.status))
    except actions.ReasonMissing:
        return _ask_reason(request, order, to, error=_("Write the reason."))
    messages.success(request, _("%(number)s moved to %(status)s") % {"number": number, "status": to.label})
    return _answer(request, order)


@needs("repairs.hand_over_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(_readable(), number=number)
    if Status.HANDED_OVER not in allowed(order.status):
        messages.error(request, _stands_at(number, order.status))
        return redirect(order)
    initial = {"collected_by": order.customer.name, "final_cost": order.cost, "seen": order.status}
    form = HandOverForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _sheet(request, "repairs/hand_over.html", {"order": order, "form": form})
    try:
        report = actions.hand_over(number=number, by=staff(request), **form.cleaned_data)
    except Gone:
        return _gone(request, number)
    except actions.NotAllowed as refused:
        messages.error(request, _stands_at(number, refused.status))
        return redirect(order)
    messages.success(request, _handed_over(order, report))
    return redirect(order)


def _readable() -> QuerySet[WorkOrder]:
    related = ("customer", "customer__responsible", "device", "technician", "received_by", "contact")
    passed = Prefetch("moves", StatusMove.objects.select_related("by"))
    return WorkOrder.objects.select_related(*related).prefetch_related("customer__phones", passed)


def _status(code: str) -> Status | None:
    return Status(code) if code in Status.values else None


def _wrong_note(note: str) -> str:
    if "\0" in note:
        return _("Write the note without control characters.")
    return _("Write at most %(most)d characters.") % {"most": LONGEST_NOTE} if len(note) > LONGEST_NOTE else ""


def _answer(request: HttpRequest, order: WorkOrder, *, error: str = "") -> HttpResponse:
    """Where the order stands now: its row when a list asked for a row, else the page that asked."""
    if is_fragment(request) and request.headers.get("HX-Target", "").startswith("row-"):
        if error:
            messages.warning(request, error)
        row = get_object_or_404(_readable(), number=order.number)
        row.next_move = moves(row.status)[:1]  # type: ignore[attr-defined]
        return render(request, "repairs/order_list.html#moved", {"order": row})
    if error:
        messages.error(request, error)
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if here else order.get_absolute_url())


def _ask_reason(request: HttpRequest, order: WorkOrder, to: Status, *, error: str = "") -> HttpResponse:
    if to not in allowed(order.status):
        return _answer(request, order, error=_stands_at(order.number, order.status))
    context = {"order": order, "to": to, "deed": DEEDS[to], "note": request.POST.get("note", ""), "error": error}
    return _sheet(request, "repairs/order_move.html", context)


def _sheet(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"{template}#sheet" if is_fragment(request) else template, context)


def _gone(request: HttpRequest, number: str) -> HttpResponse:
    messages.error(request, _("%(number)s was deleted by a colleague meanwhile.") % {"number": number})
    return redirect("order_list")


def _stands_at(number: str, status: str) -> str:
    return _("%(number)s stands at “%(status)s” meanwhile.") % {"number": number, "status": Status(status).label}


def _handed_over(order: WorkOrder, report: Document) -> str:
    url = reverse("document_pdf", args=[report.number])
    sentence = _("{} handed over")
    return format_html('{} <a href="{}">{}</a>', format_html(sentence, order.device.title), url, _("Report"))
