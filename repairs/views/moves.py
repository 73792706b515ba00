"""Moving a work order: one step on, past the usual way, open again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import saved
from core.http import is_fragment, needs, staff
from core.locks import Gone
from repairs import actions, gates, moving, payments, tables
from repairs.money_forms import SettlingForm
from repairs.states import CLOSED, DEEDS, STEPS, Status, allowed, jumps, needs_reason
from repairs.views import intake_said
from repairs.views.shared import asked_from, back, gone, readable, sheet, stands_at, wrong_note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from accounts.models import User
    from repairs.models import WorkOrder

MOVE, JUMP, REOPEN = "repairs.move_workorder", "repairs.jump_workorder", "repairs.reopen_workorder"
WAITING = frozenset({Status.AWAITING_APPROVAL, Status.AWAITING_PARTS})  # one waits again; nobody goes back to it
REFUND = "repairs.refund_payment"


@dataclass(frozen=True)
class Move:
    to: Status
    deed: str | Promise
    is_likely: bool


def moves(status: str) -> list[Move]:
    return [Move(to, _deed(status, to), is_likely=place == 0) for place, to in enumerate(allowed(status))]


def _deed(status: str, to: Status) -> str | Promise:
    goes_back = to in STEPS and to not in WAITING and STEPS.index(to) < STEPS.index(Status(status))
    return _("Back to “%(status)s”") % {"status": to.label} if goes_back else DEEDS[to]


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_move(request: HttpRequest, number: str) -> HttpResponse:
    """Moves the order on; asked for by GET, it is the question for the reason of a move that needs one, or all moves."""
    order = get_object_or_404(readable(), number=number)
    to = status(request.POST.get("to") or request.GET.get("to", ""))
    if request.method != "POST":
        return _ask(request, order, to)
    if to == Status.HANDED_OVER:
        return redirect("hand_over", number)
    if wrong := wrong_note(request.POST.get("note", "")):
        return _ask_reason(request, order, to or Status.CANCELLED, error=wrong)
    return _moved(request, order, to) if to else answer(request, order, error=_("Choose where the order goes."))


def _ask(request: HttpRequest, order: WorkOrder, to: Status | None) -> HttpResponse:
    if to and needs_reason(to):
        return _ask_reason(request, order, to)
    if to or "choose" not in request.GET:
        return redirect(order)
    return _choose(request, order)


def _choose(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    context = {"order": order, "moves": moves(order.status), "next": asked_from(request)}
    return sheet(request, "repairs/order_moves.html", context)


def _moved(request: HttpRequest, order: WorkOrder, to: Status) -> HttpResponse:
    note, number = request.POST.get("note", "").strip(), order.number
    settling = _settling(request, order, to)
    try:
        actions.move_order(number=number, seen=_seen(request), to=to, by=staff(request), note=note, settling=settling)
    except Gone:
        return gone(request, number)
    except actions.NotAllowed as refused:
        return answer(request, order, error=_why_not(number, seen=_seen(request), stands=refused.status))
    except actions.ReasonMissing:
        return _ask_reason(request, order, to, error=_("Write the reason."))
    except payments.MoneyHeld as held:
        order.paid = held.amount
        return _ask_reason(request, order, to)
    except gates.Barred as barred:
        return answer(request, order, error=f"{number}: {barred}")
    messages.success(request, _("%(number)s moved to %(status)s") % {"number": number, "status": to.label})
    if to == Status.RECEIVED:  # by one click, past the intake's page that would have warned
        intake_said.warn(request, order.device)
    return answer(request, order)


def _settling(request: HttpRequest, order: WorkOrder, to: Status) -> payments.Settling | None:
    """What was chosen for the money of an order that is cancelled."""
    if to != Status.CANCELLED or "held" not in request.POST:
        return None
    form = _settling_form(request, order)
    return form.settling() if form.is_valid() else None


def _settling_form(request: HttpRequest, order: WorkOrder) -> SettlingForm:
    typed = request.POST if request.method == "POST" else None
    return SettlingForm(typed, order=order, may_refund=request.user.has_perm(REFUND))


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_jump(request: HttpRequest, number: str) -> HttpResponse:
    """Past the usual way, for who may; a closed order is opened again by it. Always with a reason."""
    order = get_object_or_404(readable(), number=number)
    if not request.user.has_perm(REOPEN if order.status in CLOSED else JUMP):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    if request.method != "POST":
        return _ask_jump(request, order)
    to, note = status(request.POST.get("to", "")), request.POST.get("note", "").strip()
    error = "" if to else _("Choose where the order goes.")
    error = error or wrong_note(note) or ("" if note else _("Write the reason."))
    return _ask_jump(request, order, error=error) if error or not to else _jumped(request, order, to, note)


def _jumped(request: HttpRequest, order: WorkOrder, to: Status, note: str) -> HttpResponse:
    number, by, seen = order.number, staff(request), _seen(request)
    deed = moving.reopen_order if order.status in CLOSED else moving.jump_order
    try:
        deed(number=number, seen=seen, to=to, note=note, by=by)
    except Gone:
        return gone(request, number)
    except actions.NotAllowed as refused:
        return answer(request, order, error=stands_at(number, refused.status))
    except gates.Barred as barred:
        return _ask_jump(request, order, error=str(barred))
    messages.success(request, _("%(number)s moved to %(status)s") % {"number": number, "status": to.label})
    return answer(request, order)


def _ask_jump(request: HttpRequest, order: WorkOrder, *, error: str = "") -> HttpResponse:
    context = {
        "order": order,
        "places": jumps(order.status),
        "chosen": request.POST.get("to", ""),
        "note": request.POST.get("note", ""),
        "next": asked_from(request),
        "error": error,
        "reopens": order.status in CLOSED,
    }
    return sheet(request, "repairs/order_jump.html", context)


def _why_not(number: str, *, seen: str, stands: str) -> str:
    """Somebody was quicker; or nobody was, and the move itself is none."""
    if seen != stands:
        return stands_at(number, stands)
    return _("From “%(status)s” it does not go there.") % {"status": Status(stands).label}


def _seen(request: HttpRequest) -> str:
    """The status the order was looked at in: the form's field, or part of a button's own address."""
    return request.POST.get("seen") or request.GET.get("seen", "")


def status(code: str) -> Status | None:
    return Status(code) if code in Status.values else None


def answer(request: HttpRequest, order: WorkOrder, *, error: str = "") -> HttpResponse:
    """Where the order stands now: its row when a list asked for a row, a word when the board asked, else the page that asked."""
    asked_by = request.headers.get("HX-Target", "") if is_fragment(request) else ""
    if error and asked_by == "board":
        return render(request, "repairs/board.html#refused", {"error": error})
    if asked_by == "board":
        return render(request, "repairs/board.html#said")
    if asked_by.startswith("row-"):
        if error:
            messages.warning(request, error)
        return _row(request, order)
    if error:
        messages.error(request, error)
    return back(request, order.get_absolute_url())


def what_rows_know(user: User, here: str = "") -> dict[str, Any]:
    """What the rows of a list ask of the reader and the page: once, not in every row."""
    return {
        "may_move": user.has_perm(MOVE),
        "may_hand_over": user.has_perm("repairs.hand_over_workorder"),
        "here": quote(here, safe=""),
    }


def _row(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    row: Any = get_object_or_404(readable(), number=order.number)
    row.next_move, user = moves(row.status)[:1], staff(request)
    columns = saved.columns_for(saved.choice_of(user, tables.LIST.page), _selection(request))
    context = {"order": row, "columns": columns, "may_tick": True, "looked_for": [], **what_rows_know(user)}
    return render(request, "repairs/order_list.html#moved", context)


def _selection(request: HttpRequest) -> str:
    """Of the list that asked: its rows have that selection's column."""
    query = request.headers.get("HX-Current-URL", "").partition("?")[2]
    return QueryDict(query).get(saved.SELECTION, "")


def _ask_reason(request: HttpRequest, order: WorkOrder, to: Status, *, error: str = "") -> HttpResponse:
    if to not in allowed(order.status):
        return answer(request, order, error=stands_at(order.number, order.status))
    context = {
        "order": order,
        "to": to,
        "deed": DEEDS[to],
        "note": request.POST.get("note", ""),
        "next": asked_from(request),
        "error": error,
        "settling": _settling_form(request, order) if to == Status.CANCELLED and order.paid else None,
    }
    return sheet(request, "repairs/order_move.html", context)
