"""The states of a work order: fixed codes, their groups, and the one table of moves that are offered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.shapes import GROUP_OF, LABELS, own


class Status(models.TextChoices):
    BOOKED = "booked", LABELS["booked"]
    RECEIVED = "received", LABELS["received"]
    DIAGNOSIS = "diagnosis", LABELS["diagnosis"]
    AWAITING_APPROVAL = "awaiting_approval", LABELS["awaiting_approval"]
    AWAITING_PARTS = "awaiting_parts", LABELS["awaiting_parts"]
    IN_REPAIR = "in_repair", LABELS["in_repair"]
    QUALITY_CHECK = "quality_check", LABELS["quality_check"]
    READY = "ready", LABELS["ready"]
    HANDED_OVER = "handed_over", LABELS["handed_over"]
    CANCELLED = "cancelled", LABELS["cancelled"]


GROUPS = {status: GROUP_OF[status] for status in Status}
CLOSED = frozenset({Status.HANDED_OVER, Status.CANCELLED})
OPEN = tuple(status for status in Status if status not in CLOSED)
STEPS = tuple(status for status in Status if status != Status.CANCELLED)

# The first of each row is the likely one. Handing over is a deed of its own, with a paper, and cancelling asks for a reason.
MOVES: dict[Status, tuple[Status, ...]] = {
    Status.BOOKED: (Status.RECEIVED,),
    Status.RECEIVED: (Status.DIAGNOSIS, Status.IN_REPAIR),
    Status.DIAGNOSIS: (Status.IN_REPAIR, Status.AWAITING_APPROVAL, Status.AWAITING_PARTS, Status.READY),
    Status.AWAITING_APPROVAL: (Status.IN_REPAIR, Status.AWAITING_PARTS, Status.READY, Status.DIAGNOSIS),
    Status.AWAITING_PARTS: (Status.IN_REPAIR, Status.DIAGNOSIS),
    Status.IN_REPAIR: (Status.READY, Status.QUALITY_CHECK, Status.AWAITING_PARTS, Status.AWAITING_APPROVAL),
    Status.QUALITY_CHECK: (Status.READY, Status.IN_REPAIR),
    Status.READY: (Status.HANDED_OVER, Status.IN_REPAIR),
    Status.HANDED_OVER: (),
    Status.CANCELLED: (),
}
# After how many days in it an order counts as stuck, as long as the shop does not say otherwise.
PATIENCE = {
    Status.RECEIVED: 2,
    Status.DIAGNOSIS: 3,
    Status.AWAITING_APPROVAL: 5,
    Status.AWAITING_PARTS: 14,
    Status.IN_REPAIR: 5,
    Status.QUALITY_CHECK: 2,
}
DEEDS = {
    Status.RECEIVED: _("Receive"),
    Status.DIAGNOSIS: _("Start diagnosis"),
    Status.AWAITING_APPROVAL: _("Ask for approval"),
    Status.AWAITING_PARTS: _("Wait for parts"),
    Status.IN_REPAIR: _("Start repair"),
    Status.QUALITY_CHECK: _("Check quality"),
    Status.READY: pgettext_lazy("deed", "Mark as ready"),
    Status.HANDED_OVER: _("Hand over"),
    Status.CANCELLED: _("Cancel order"),
}


def allowed(status: str) -> tuple[Status, ...]:
    """Where an order may go from here, the likely move first; cancelling last."""
    here = Status(status)
    return MOVES[here] if here in CLOSED else (*MOVES[here], Status.CANCELLED)


def way(here: str, to: Status) -> tuple[Status, ...]:
    """The moves that lead an open order there, at most two, the likely way first; none from where it stands already.

    What is only booked has not come in: no deed but its own takes it on.
    """
    start = Status(here)
    if start in {to, Status.BOOKED}:
        return ()
    if to in MOVES[start]:
        return (to,)
    return next(((between, to) for between in MOVES[start] if to in MOVES[between]), ())


def needs_reason(status: str) -> bool:
    return status == Status.CANCELLED


def jumps(status: str) -> tuple[Status, ...]:
    """Where a manager may put an order past the table, with a reason; a closed one is reopened by that.

    Nothing jumps to the hand-over, which has a paper of its own, nor back to a booking: the thing is here.
    """
    here = Status(status)
    usual = () if here in CLOSED else MOVES[here]
    return tuple(to for to in OPEN if to not in {here, *usual} and (to != Status.BOOKED or here == Status.CANCELLED))


def patience() -> dict[Status, int]:
    """Days, for each status in which an order can be stuck."""
    return {status: own(status).get("days") or days for status, days in PATIENCE.items()}
