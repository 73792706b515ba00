"""A device that comes back under the warranty of a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.locks import deed
from repairs import warranty
from repairs.actions import Intake, receive_device
from repairs.models import OrderKind, WorkOrder
from repairs.states import Status
from repairs.writing import NotAllowed, lock_order

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


@deed
def take_back(
    *, number: str, reported_fault: str, by: User, condition: str = "", nonce: UUID | None = None
) -> WorkOrder:
    """Receive the device of a repaired order again, for nothing, linked to that order.

    Raises Gone, NotAllowed when the warranty does not hold, and nonces.UsedOtherwise. The first order of a chain of returns is
    the one that is linked: its warranty is the one that counts.
    """
    order = lock_order(number)
    if order.status != Status.HANDED_OVER or not warranty.holds(order, at=clock.now()):
        raise NotAllowed(order.status)
    first = order.warranty_of or order
    job = {
        "kind": OrderKind.WARRANTY,
        "reported_fault": reported_fault,
        "condition": condition,
        "technician": order.technician,
        "warranty_of": first,
    }
    return receive_device(intake=Intake(order.customer.number, order.device.number, job), by=by, nonce=nonce)
