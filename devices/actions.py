"""The deeds on devices. The owner's row is locked before the device's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from core import clock, history, numbering
from core.folding import compact, plate_family
from core.locks import Gone, Stale, deed
from customers.actions import lock_customer
from devices import identifiers
from devices.models import Device

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from customers.models import Customer

from core.nonces import once

EDITABLE = (
    "external_number", "kind", "brand", "model", "colour", "imei", "imei2", "serial", "vin", "plate", "mileage", "note",
)  # fmt: skip


@dataclass(frozen=True)
class DeviceDraft:
    """A device as typed: `fields` by the names in EDITABLE."""

    fields: dict[str, Any]

    def tidied(self) -> dict[str, Any]:
        tidy = {
            "imei": identifiers.tidy_imei,
            "imei2": identifiers.tidy_imei,
            "vin": identifiers.tidy_vin,
            "plate": identifiers.tidy_plate,
        }
        return {name: tidy[name](value) if name in tidy else value for name, value in self.fields.items()}


def lock_device(number: str) -> Device:
    """The device with its row locked. Raises Gone."""
    device = Device.objects.select_for_update(of=("self",)).filter(number=number).first()
    if device is None:
        raise Gone(number)
    return device


def lock_devices(keys: Iterable[int]) -> None:
    """The devices' rows locked, in the order in which everybody locks several."""
    list(Device.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def same_identifier(*, imei: str = "", vin: str = "", serial: str = "", plate: str = "") -> QuerySet[Device]:
    """Devices that carry one of the identifiers, whoever owns them: "seen before"."""
    known = Q(pk__in=[])
    if imei := identifiers.tidy_imei(imei):
        known |= Q(imei=imei) | Q(imei2=imei)
    if vin := identifiers.tidy_vin(vin):
        known |= Q(vin=vin)
    if serial := compact(serial):
        known |= Q(serial_key=serial)
    if plate := plate_family(plate):
        known |= Q(plate_key=plate)
    return Device.objects.filter(known).order_by("-last_activity_at", "-pk")


@deed
def create_device(*, owner: str, draft: DeviceDraft, by: User, nonce: UUID | None = None) -> Device:
    customer = lock_customer(owner)
    made = once(nonce, draft.fields, lambda: insert_device(draft, owner=customer, by=by).number, by=by)
    return Device.objects.get(number=made)


def insert_device(draft: DeviceDraft, *, owner: Customer, by: User | None) -> Device:
    """Number and insert the device; for deeds that make one on the way. Runs inside their transaction."""
    now = clock.now()
    device = Device(
        **draft.tidied(), owner=owner, number=numbering.take("device").number, created_at=now, last_activity_at=now
    )
    device.save()
    history.record(
        "device_created",
        by=by,
        kind="device",
        number=device.number,
        customer=owner.number,
        device=device.number,
        detail={"title": device.title},
    )
    return device


@deed
def update_device(*, number: str, draft: DeviceDraft, version: int, by: User) -> Device:
    """Save an edited device. Raises Gone, and Stale when somebody saved since `version`."""
    owner = Device.objects.filter(number=number).values_list("owner__number", flat=True).first()
    if owner:
        lock_customer(owner)
    device = lock_device(number)
    if device.version != version:
        raise Stale(device)
    fields = draft.tidied()
    changes = {name: value for name, value in fields.items() if getattr(device, name) != value}
    before = {name: str(getattr(device, name) or "") for name in changes}
    for name, value in fields.items():
        setattr(device, name, value)
    device.version += 1
    device.save()
    history.record(
        "device_changed",
        by=by,
        kind="device",
        number=number,
        customer=owner or "",
        device=number,
        facts={"fields": list(changes)},
        detail={"before": before, "after": {name: str(value or "") for name, value in changes.items()}},
    )
    return device


def give_to(device: Device, customer: Customer, *, by: User) -> None:
    """The device (locked) now belongs to this customer (locked before it); its repair history follows it."""
    device.owner = customer
    device.save(update_fields=["owner"])
    history.record(
        "device_given",
        by=by,
        kind="device",
        number=device.number,
        customer=customer.number,
        device=device.number,
        facts={"to": customer.number},
    )
