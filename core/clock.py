"""The shop's own time: its zone decides what "today" and "this year" mean, for people and for number series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from core.shop import current_shop

if TYPE_CHECKING:
    from datetime import datetime


def frozen(moment: datetime | None) -> str:
    """ISO 8601 in the shop's zone, to the second: how documents keep a time."""
    return "" if moment is None else timezone.localtime(moment, current_shop().zone).isoformat(timespec="seconds")
