"""The shop's one row, as everybody reads it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from core.models import Shop

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEMBERED: ContextVar[dict[int, Shop] | None] = ContextVar("shop", default=None)


def current_shop() -> Shop:
    """The shop as it stands now; an empty one, in UTC and euro, before the first-run page is filled in."""
    remembered = _REMEMBERED.get()
    if remembered is None:
        return _read()
    if not remembered:
        remembered[1] = _read()
    return remembered[1]


def remembered_shop() -> Shop | None:
    """The shop within a request; None outside of one, where what only looks like the shop's is worth no question."""
    return current_shop() if _REMEMBERED.get() is not None else None


@contextmanager
def read_once() -> Iterator[None]:
    """Within one request the row is asked for once: every page shows it in several places."""
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def forget() -> None:
    """After a change: what comes next in this request sees the new row."""
    if remembered := _REMEMBERED.get():
        remembered.clear()


def _read() -> Shop:
    return Shop.objects.filter(pk=1).first() or Shop(
        pk=1, name="", country="", currency="EUR", time_zone="UTC", language="en", version=0
    )
