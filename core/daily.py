"""What is done once a day, whenever the shop's computer is on: one that sleeps at night misses every fixed hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from core import clock
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable

OFTEN = "*/5 * * * *"  # a worker that comes late does only what was due in its last ten minutes
TWO_DAYS = 2 * 24 * 3600


def once_a_day(name: str, work: Callable[[], object]) -> None:
    """Do the work unless it was done on this day of the shop's; where the note of that is lost, it is done once more."""
    key, today = f"daily:{name}", f"{timezone.localtime(clock.now(), current_shop().zone):%Y-%m-%d}"
    if cache.get(key) != today:
        work()
        cache.set(key, today, TWO_DAYS)
