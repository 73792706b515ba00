"""The deeds on loan devices: the list the shop keeps, what is lent on an order, what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock, history
from core.locks import Gone, Stale, deed
from repairs.models import Loan, LoanDevice
from repairs.states import CLOSED
from repairs.writing import NotAllowed, lock_order, record

if TYPE_CHECKING:
    from accounts.models import User


class LentOut(Exception):
    """Another customer has the device, or it is no longer lent at all."""


@deed
def save_loan_device(*, key: int | None, fields: dict[str, str | bool], version: int, by: User) -> LoanDevice:
    """Add a device to lend, or change one; `fields` are name, identifiers, note, is_active. Raises Gone and Stale."""
    device = LoanDevice(version=0) if key is None else LoanDevice.objects.select_for_update().filter(pk=key).first()
    if device is None:
        raise Gone(str(key))
    if key is not None and device.version != version:
        raise Stale(device)
    for name, value in fields.items():
        setattr(device, name, value)
    device.version += 1
    device.save()
    verb = "loan_device_added" if key is None else "loan_device_changed"
    history.record(verb, by=by, kind="settings", number="", facts={"key": device.pk}, detail={"device": device.name})
    return device


@deed
def lend(*, number: str, device: int, note: str, by: User) -> Loan:
    """The device goes out with the customer of an open order. Raises Gone, NotAllowed and LentOut."""
    order = lock_order(number)
    if order.status in CLOSED:
        raise NotAllowed(order.status)
    thing = LoanDevice.objects.select_for_update().filter(pk=device).first()
    if thing is None:
        raise Gone(number)
    if not thing.is_active or thing.loans.filter(back_at=None).exists():
        raise LentOut
    loan = Loan.objects.create(work_order=order, loan_device=thing, out_at=clock.now(), out_by=by, note=note)
    record("device_lent", order, by=by, facts={"key": thing.pk}, detail={"lent": thing.name, "note": note})
    return loan


@deed
def take_back(*, number: str, key: int, by: User) -> Loan:
    """Raises Gone. Taken back twice, it came back the first time."""
    order = lock_order(number)
    loan = order.loans.select_for_update(of=("self",)).select_related("loan_device").filter(pk=key).first()
    if loan is None:
        raise Gone(number)
    if loan.back_at is None:
        loan.back_at, loan.back_by = max(clock.now(), loan.out_at), by
        loan.save(update_fields=["back_at", "back_by"])
        record(
            "device_returned", order, by=by, facts={"key": loan.loan_device_id}, detail={"lent": loan.loan_device.name}
        )
    return loan
