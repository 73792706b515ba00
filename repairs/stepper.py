"""The nine points of an order's way, as the page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from repairs.states import STEPS, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import Promise

    from repairs.models import StatusMove

SHORT: dict[Status, str | Promise] = {
    Status.AWAITING_APPROVAL: pgettext_lazy("step", "Approval"),
    Status.AWAITING_PARTS: pgettext_lazy("step", "Parts"),
    Status.QUALITY_CHECK: _("Quality check"),
}


@dataclass(frozen=True)
class Step:
    status: Status
    state: str  # "done", "current", "skipped" or "" for one to come
    at: datetime | None

    @property
    def name(self) -> str | Promise:
        return SHORT.get(self.status, self.status.label)


def steps(status: str, moves: Iterable[StatusMove]) -> list[Step]:
    """A cancelled order has no current point: what it reached is done, the rest was never to come."""
    reached = {Status(move.after): move.at for move in moves}
    here = STEPS.index(Status(status)) if status != Status.CANCELLED else len(STEPS)
    return [_step(step, place, here, reached.get(step)) for place, step in enumerate(STEPS)]


def _step(step: Status, place: int, here: int, at: datetime | None) -> Step:
    if place == here:
        return Step(step, "current", at)
    if place > here:
        return Step(step, "", None)
    return Step(step, "done" if at else "skipped", at)
