"""Moves past the usual way, and many moves at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import phrases
from core.locks import Gone, deed
from repairs import actions, gates, payments
from repairs.actions import NotAllowed, ReasonMissing, put
from repairs.models import WorkOrder
from repairs.states import CLOSED, Status, jumps, needs_reason
from repairs.writing import lock_order, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

MOST = 200


class TooMany(Exception):
    """More orders than are moved at once."""


@dataclass(frozen=True)
class Report:
    """What became of many: the numbers that moved, and for each other number why not, in words."""

    moved: list[str]
    refused: list[tuple[str, str]]


@deed
def jump_order(*, number: str, seen: str, to: Status, note: str, by: User) -> WorkOrder:
    """Put an open order to any open status, with a reason. Raises Gone, NotAllowed, ReasonMissing and gates.Barred."""
    return _leap(number, seen, to, note, by, verb="order_jumped", closed=False)


@deed
def reopen_order(*, number: str, seen: str, to: Status, note: str, by: User) -> WorkOrder:
    """Open a closed order again, with a reason. Raises Gone, NotAllowed, ReasonMissing and gates.Barred."""
    return _leap(number, seen, to, note, by, verb="order_reopened", closed=True)


def _leap(  # noqa: PLR0913 - what a move says
    number: str, seen: str, to: Status, note: str, by: User, *, verb: str, closed: bool
) -> WorkOrder:
    order = lock_order(number)
    if order.status != seen or to not in jumps(order.status) or (order.status in CLOSED) != closed:
        raise NotAllowed(order.status)
    if not note.strip():
        raise ReasonMissing
    return put(order, to, by=by, note=note, verb=verb)


def move_many(*, numbers: Sequence[str], to: Status, by: User, note: str = "") -> Report:
    """Move each by itself from where it stands: one that cannot keeps none of the others back. Raises TooMany and ReasonMissing."""
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST:
        raise TooMany
    if needs_reason(to) and not note.strip():
        raise ReasonMissing
    standing = dict(WorkOrder.objects.filter(number__in=wanted).values_list("number", "status"))
    answers = [(number, _try(number, standing.get(number), to, by, note)) for number in wanted]
    return Report([number for number, why in answers if not why], [answer for answer in answers if answer[1]])


def _try(number: str, standing: str | None, to: Status, by: User, note: str) -> str:
    """Why it did not move, or ""."""
    if standing is None:
        return _("It was deleted meanwhile.")
    if to == Status.HANDED_OVER:
        return _("Devices are handed over one by one, each with its report.")
    try:
        actions.move_order(number=number, seen=standing, to=to, by=by, note=note)
    except Gone:
        return _("It was deleted meanwhile.")
    except NotAllowed as refused:
        return _("From “%(status)s” it does not go there.") % {"status": Status(refused.status).label}
    except (gates.Barred, payments.MoneyHeld) as refused:
        return _in_words(refused)
    return ""


def _in_words(refused: gates.Barred | payments.MoneyHeld) -> str:
    if isinstance(refused, gates.Barred):
        return " ".join(str(reason) for reason in refused.reasons)
    sentence = _("%(amount)s is held: cancel it on its page, where it is paid back or kept.")
    return sentence % {"amount": phrases.price(refused.amount)}


@deed
def assign_many(*, numbers: Sequence[str], technician: User | None, by: User) -> int:
    """Give these orders to a technician, or to nobody; returns how many that changed. Numbers that are gone are left out."""
    if len(numbers) > MOST:
        raise TooMany
    listed = WorkOrder.objects.select_for_update(of=("self",)).select_related("customer", "device", "technician")
    wanted = technician.pk if technician else None
    orders = [order for order in listed.filter(number__in=numbers).order_by("pk") if order.technician_id != wanted]
    for order in orders:
        before = {"technician": str(order.technician or "")}
        order.technician, order.version = technician, order.version + 1
        order.save(update_fields=["technician", "version"])
        detail = {"before": before, "after": {"technician": str(technician or "")}}
        record("order_changed", order, by=by, facts={"fields": ["technician"]}, detail=detail)
    return len(orders)
