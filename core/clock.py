"""The shop's own time: its zone decides what "today" and "this year" mean, for people and for number series."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import timezone

from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The moment a deed is done: the present, except inside `at`."""
    return _set.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Deeds in this block are done at that moment. For filling a shop with a past and for tests, never for requests."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


def this_year() -> int:
    return timezone.localtime(now(), current_shop().zone).year


def frozen(moment: datetime | None) -> str:
    """ISO 8601 in the shop's zone, to the second: how documents keep a time."""
    return "" if moment is None else timezone.localtime(moment, current_shop().zone).isoformat(timespec="seconds")
