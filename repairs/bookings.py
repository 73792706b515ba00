"""A booked device comes in: the booking is opened as an intake, and that intake completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import clock
from core.locks import deed
from core.nonces import once
from core.shop import current_shop
from devices import actions as devices
from devices.models import kind_of
from repairs import checklists, warranty
from repairs.actions import Intake, body_of, known_of, put, take_along
from repairs.ciphers import encrypted
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.writing import NotAllowed, lock_order

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

TEXTS = ("kind", "reported_fault", "condition", "accessories", "bench_note")
AMOUNTS = ("estimated_cost", "diagnosis_fee")


def find(number: str) -> WorkOrder | None:
    """The order while it is booked, with whom and what it is about."""
    return WorkOrder.objects.booked().select_related("customer", "device", "technician").filter(number=number).first()


def typed(order: WorkOrder) -> dict[str, str]:
    """The booking as an intake's form has it; a time that passed is promised anew."""
    now, promised, device = clock.now(), order.promised_at, order.device
    is_to_come = promised is not None and promised > now
    shown = timezone.localtime(promised, current_shop().zone).strftime("%Y-%m-%dT%H:%M") if is_to_come else ""
    return {
        "booking": order.number,
        "customer": order.customer.number,
        "device": device.number,
        **{name: getattr(order, name) for name in TEXTS},
        **{name: str(getattr(order, name) or "") for name in AMOUNTS},
        "promised_at": shown,
        "technician": str(order.technician_id or ""),
        **checklists.typed(kind_of(device.kind), order.checklist),
    }


@deed
def receive_booking(*, number: str, intake: Intake, by: User, nonce: UUID | None = None) -> WorkOrder:
    """The booked device is here: what the intake says of it stands on the order, its receipt is issued.

    Whose it is and which one stays as booked. Raises Gone, NotAllowed when it is booked no more, devices.HeldByAnother,
    warranty.NoWarranty and nonces.UsedOtherwise.
    """
    once(nonce, {"booking": number, **body_of(intake)}, lambda: _receive(number, intake, by=by).number, by=by)
    return WorkOrder.objects.select_related("customer", "device").get(number=number)


def _receive(number: str, intake: Intake, *, by: User) -> WorkOrder:
    order = lock_order(number)
    if order.status != Status.BOOKED:
        raise NotAllowed(order.status)
    devices.bring_in(order.device, known_of(intake), owner=order.customer, by=by)
    told = dict(intake.job)
    if intake.warranty_of:
        told["warranty_of"] = warranty.first_of(intake.warranty_of, order.device)
    changed = {name: value for name, value in told.items() if getattr(order, name) != value}
    before = _words(order, changed)
    for name, value in changed.items():
        setattr(order, name, value)
    if intake.passcode:
        order.passcode = encrypted(intake.passcode)
    order.version += 1
    order.save()
    take_along(order, intake, by=by)
    detail = {"before": before, "after": _words(order, changed)}
    return put(order, Status.RECEIVED, by=by, verb="device_received", facts={"fields": [*changed]}, detail=detail)


def _words(order: WorkOrder, names: dict[str, Any]) -> dict[str, str]:
    return {name: str(getattr(order, name) or "") for name in names}
