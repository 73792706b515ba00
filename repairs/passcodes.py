"""Looking at the passcode of a device: every look is an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.locks import deed
from repairs.ciphers import decrypted
from repairs.writing import lock_order, record

if TYPE_CHECKING:
    from accounts.models import User


@deed
def look_at_passcode(*, number: str, by: User) -> str | None:
    """The passcode of an order's device. None when no key of ours reads it any more. Raises Gone."""
    order = lock_order(number)
    record("passcode_shown", order, by=by)
    return decrypted(order.passcode)
