"""The deeds on devices. The owner's row is locked before the device's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, QuerySet

from core import clock, history, numbering
from core.folding import compact, plate_family
from core.inserting import insert_together
from core.locks import Gone, Stale, deed
from core.nonces import once, still_there
from customers.actions import lock_customer
from devices import catalogue, identifiers
from devices.models import Device

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from customers.models import Customer

MOST_HOLDERS = 5
EDITABLE = (
    "external_number", "kind", "brand", "model", "trim", "colour", "imei", "imei2", "serial", "vin", "plate", "body_number", "engine",
    "mileage", "purchased_on", "warranty_until", "own", "note",
)  # fmt: skip


class HeldByAnother(Exception):
    """Another customer's devices carry the same IMEI or VIN, and the draft does not say that this is known."""

    def __init__(self, devices: list[Device]) -> None:
        super().__init__(", ".join(device.number for device in devices))
        self.devices = devices


@dataclass(frozen=True)
class DeviceDraft:
    """A device as typed: `fields` by the names in EDITABLE. `is_another`: though the IMEI or VIN stands on somebody else's device."""

    fields: dict[str, Any]
    is_another: bool = False

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


def same_identifier(
    *, imei: str = "", imei2: str = "", vin: str = "", serial: str = "", plate: str = ""
) -> QuerySet[Device]:
    """Devices that carry one of the identifiers, whoever owns them: "seen before"."""
    known = Q(pk__in=[])
    for each in (imei, imei2):
        if tidy := identifiers.tidy_imei(each):
            known |= Q(imei=tidy) | Q(imei2=tidy)
    if vin := identifiers.tidy_vin(vin):
        known |= Q(vin=vin)
    if serial := compact(serial):
        known |= Q(serial_key=serial)
    if plate := plate_family(plate):
        known |= Q(plate_key=plate)
    return Device.objects.filter(known).order_by("-last_activity_at", "-pk")


def held_by_others(fields: dict[str, Any], *, owner: int | None) -> list[Device]:
    """Other customers' devices with the same IMEI or VIN; `fields` tidied, `owner` the customer's key."""
    imeis = [fields[name] for name in ("imei", "imei2") if fields.get(name)]
    vin = fields.get("vin", "")
    if not imeis and not vin:
        return []
    same = Q(imei__in=imeis) | Q(imei2__in=imeis) if imeis else Q(pk__in=[])
    if vin:
        same |= Q(vin=vin)
    found = Device.objects.filter(same).exclude(owner=None).exclude(owner=owner).select_related("owner")
    return list(found.order_by("-last_activity_at", "-pk")[:MOST_HOLDERS])


def _refuse_silent_double(
    draft: DeviceDraft, fields: dict[str, Any], *, owner: int | None, device: Device | None = None
) -> None:
    """Two who write the same IMEI at the same moment come one after the other: the second one hears of the first."""
    identifiers = sorted({fields[name] for name in ("imei", "imei2", "vin") if fields.get(name)})
    with connection.cursor() as cursor:
        for identifier in identifiers:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [identifier])
    if draft.is_another:
        return
    if held := [each for each in held_by_others(fields, owner=owner) if each != device]:
        raise HeldByAnother(held)


@deed
def create_device(*, owner: str, draft: DeviceDraft, by: User, nonce: UUID | None = None) -> Device:
    customer = lock_customer(owner)
    made = once(nonce, draft.fields, lambda: insert_device(draft, owner=customer, by=by).number, by=by)
    return still_there(Device.objects.filter(number=made).first(), made)


def insert_device(draft: DeviceDraft, *, owner: Customer, by: User | None) -> Device:
    """Number and insert the device; for deeds that make one on the way. Runs inside their transaction. Raises HeldByAnother."""
    now, fields = clock.now(), draft.tidied()
    _refuse_silent_double(draft, fields, owner=owner.pk)
    device = Device(**fields, owner=owner, number=numbering.take("device").number, created_at=now, last_activity_at=now)
    catalogue.learn(device)
    event = history.unwritten(
        "device_created",
        by=by,
        kind="device",
        number=device.number,
        customer=owner.number,
        device=device.number,
        detail={"title": device.title},
    )
    insert_together(device, *event)
    return device


@deed
def update_device(*, number: str, draft: DeviceDraft, version: int, by: User) -> Device:
    """Save an edited device. Raises Gone, and Stale when somebody saved since `version`."""
    device = _lock_with_owner(number)
    if device.version != version:
        raise Stale(device)
    changes = changes_of(device, draft.fields)
    _refuse_silent_double(draft, changes, owner=device.owner_id)
    write_fields(device, changes, by=by)
    return device


def bring_in(device: Device, known: DeviceDraft, *, owner: Customer, by: User) -> None:
    """The locked device comes in for `owner` (locked before it): it is theirs from now on. Raises HeldByAnother.

    It changes hands first: what became known of it with this intake is not to stand in the former owner's history.
    """
    if device.owner_id != owner.pk:
        give_to(device, owner, by=by)
    know_more(device, known, owner=owner, by=by)


def know_more(device: Device, known: DeviceDraft, *, owner: Customer, by: User | None) -> None:
    """Write what became known of a locked device that comes in for `owner`. Raises HeldByAnother."""
    changes = changes_of(device, known.fields)
    if changes:
        _refuse_silent_double(known, changes, owner=owner.pk, device=device)
        write_fields(device, changes, by=by)


def changes_of(device: Device, known: dict[str, Any]) -> dict[str, Any]:
    """What of the fields, tidied, stands otherwise on the device."""
    tidy = DeviceDraft(known).tidied()
    return {name: value for name, value in tidy.items() if getattr(device, name) != value}


def write_fields(device: Device, changes: dict[str, Any], *, by: User | None) -> None:
    """Save what changed of a locked device, with its event; for deeds that come to know more of it on the way."""
    before = {name: _plain(getattr(device, name)) for name in changes}
    for name, value in changes.items():
        setattr(device, name, value)
    device.version += 1
    catalogue.learn(device)
    device.save()
    _record(
        "device_changed",
        device,
        by=by,
        facts={"fields": list(changes)},
        detail={"before": before, "after": {name: _plain(value) for name, value in changes.items()}},
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values())
    return "" if value is None else str(value)


@deed
def mark_device(*, number: str, alert: str, note: str, by: User) -> Device:
    """Mark the device as stolen or lost (codes of Alert), or, with "", as neither. Raises Gone."""
    device = _lock_with_owner(number)
    device.alert, device.alert_note = alert, note if alert else ""
    device.save(update_fields=["alert", "alert_note"])
    verb = "device_marked" if alert else "device_unmarked"
    _record(verb, device, by=by, facts={"alert": alert}, detail={"note": note} if note else None)
    return device


@deed
def change_owner(*, number: str, to: str, by: User) -> Device:
    """The device goes to another customer; its repair history follows, the old owner's personal data does not. Raises Gone."""
    customer = lock_customer(to)
    device = lock_device(number)
    if device.owner_id != customer.pk:
        give_to(device, customer, by=by)
    return device


@deed
def keep_photo(*, number: str, name: str, by: User) -> Device:
    """The picture (a name in the storage; "" for none) now shows the device. Raises Gone."""
    device = _lock_with_owner(number)
    device.photo = name
    device.save(update_fields=["photo"])
    _record("device_photo_kept" if name else "device_photo_removed", device, by=by)
    return device


def _lock_with_owner(number: str) -> Device:
    owner = Device.objects.filter(number=number).values_list("owner__number", flat=True).first()
    if owner:
        lock_customer(owner)
    return lock_device(number)


def _record(
    verb: str,
    device: Device,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    history.record(
        verb,
        by=by,
        kind="device",
        number=device.number,
        customer=device.owner.number if device.owner else "",
        device=device.number,
        facts=facts,
        detail=detail,
    )


def give_to(device: Device, customer: Customer, *, by: User) -> None:
    """The device (locked) now belongs to this customer (locked before it); its repair history follows it.

    The former owner's history says that it went, and not to whom.
    """
    former = device.owner
    device.owner = customer
    device.version += 1
    device.save(update_fields=["owner", "version"])
    if former:
        history.record("device_left", by=by, kind="device", number=device.number, customer=former.number)
    history.record(
        "device_given",
        by=by,
        kind="device",
        number=device.number,
        customer=customer.number,
        device=device.number,
        facts={"to": customer.number},
    )
