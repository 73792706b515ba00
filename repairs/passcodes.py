"""The passcode of a device: told later as well as at intake; every look and every change is an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.locks import deed
from repairs.ciphers import decrypted, encrypted
from repairs.writing import NotAllowed, lock_order, record

if TYPE_CHECKING:
    from accounts.models import User


@deed
def look_at_passcode(*, number: str, by: User) -> str | None:
    """The passcode of an order's device. None when no key of ours reads it any more. Raises Gone."""
    order = lock_order(number)
    record("passcode_shown", order, by=by)
    return decrypted(order.passcode)


@deed
def set_passcode(*, number: str, passcode: str, by: User) -> None:
    """Write down, in place of another, what was told of an order's device. Raises Gone, and NotAllowed when the order is closed:
    by then passcodes are wiped.
    """
    order = lock_order(number)
    if not order.is_open:
        raise NotAllowed(order.status)
    order.passcode = encrypted(passcode)
    order.save(update_fields=["passcode"])
    record("passcode_set", order, by=by)
