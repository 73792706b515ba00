"""The warranty on a repair: from the hand-over on, and not from anew when the device comes back under it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from core.shop import current_shop
from repairs.models import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from repairs.models import WorkOrder


def start(order: WorkOrder, *, months: int | None, at: datetime) -> None:
    """Write down until when it holds. What was not repaired has none; a warranty return keeps the first one's."""
    first = order.warranty_of
    if first is not None:
        order.warranty_months, order.warranty_until = first.warranty_months, first.warranty_until
    elif months and order.outcome == Outcome.REPAIRED:
        order.warranty_months, order.warranty_until = months, until(at, months)
    else:
        order.warranty_months = order.warranty_until = None


def until(at: datetime, months: int) -> date:
    """The last day, in the shop's zone: the same day so many months later, or the last of that month."""
    day = timezone.localtime(at, current_shop().zone).date()
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def holds(order: WorkOrder, *, at: datetime) -> bool:
    today = timezone.localtime(at, current_shop().zone).date()
    return order.warranty_until is not None and today <= order.warranty_until
