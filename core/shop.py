"""The shop's one row, as everybody reads it."""

from __future__ import annotations

from copy import copy

from core.models import Shop
from core.remembering import forget as forget_key
from core.remembering import is_remembering, remembered, standing, watch

watch("shop", Shop._meta.db_table)


def current_shop() -> Shop:
    """The shop as it stands now; an empty one, in UTC and euro, before the first-run page is filled in."""
    return remembered("shop", lambda: copy(standing("shop", _read)))  # a form may write its fields into it


def remembered_shop() -> Shop | None:
    """The shop within a request; None outside of one, where what only looks like the shop's is worth no question."""
    return current_shop() if is_remembering() else None


def forget() -> None:
    """After a change: what comes next in this request sees the new row."""
    forget_key("shop")


def _read() -> Shop:
    return Shop.objects.filter(pk=1).first() or Shop(
        pk=1, name="", country="", currency="EUR", time_zone="UTC", language="en", version=0
    )
