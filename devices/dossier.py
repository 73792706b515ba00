"""What this app knows of a customer: the devices. One on which others have orders stays, without an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dossier
from devices.actions import EDITABLE, lock_devices
from devices.models import Device

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from customers.models import Customer

MOST_CLASHES = 5  # a device
KEPT_TEXTS = (
    "number",
    "external_number",
    "kind",
    "brand",
    "model",
    "trim",
    "colour",
    "alert",
)  # not emptied by anonymising


class DevicePart(dossier.Part):
    key = "devices"
    position = 20
    covers = ("devices.Device",)

    def counts(self, customer: Customer) -> list[dossier.Count]:
        number = going(customer).count()
        return [dossier.Count(ngettext("device", "devices", number), number)]

    def goes(self, customer: Customer) -> dossier.Listed:
        return dossier.listed(going(customer).order_by("-last_activity_at", "-pk"), _row)

    def lock(self, customer: Customer) -> None:
        """Own devices and those own orders name: an intake gives them to others, and another's deletion looks at whose orders they have."""
        owned = Device.objects.filter(owner=customer).values_list("pk", flat=True)
        named = _orders().objects.filter(customer=customer).values_list("device_id", flat=True)
        lock_devices({*owned, *named})

    def dump(self, customer: Customer) -> dict[str, Any]:
        devices = going(customer)
        staying = Device.objects.filter(owner=customer).exclude(pk__in=devices.values("pk"))
        return {
            "owner": customer.pk,
            "devices": dossier.rows_of(devices),
            "staying": list(staying.values_list("pk", flat=True)),
        }

    def erase(self, customer: Customer) -> None:
        """By now the customer's own orders are gone: a device that still has one is another customer's concern too."""
        Device.objects.filter(owner=customer).exclude(work_orders=None).update(owner=None)
        Device.objects.filter(owner=customer).delete()

    def restore(self, dumped: dict[str, Any]) -> None:
        """A device that stands already, brought back with another's orders, gets its owner again; somebody else's stays theirs."""
        keys = [*(row["id"] for row in dumped["devices"]), *dumped["staying"]]
        lock_devices(keys)
        dossier.bring_back(Device, dumped["devices"], unless_there=True)
        _bring_up_to_date(dumped["devices"])
        Device.objects.filter(pk__in=keys, owner=None).update(owner=dumped["owner"])

    def clashes(self, dumped: dict[str, Any]) -> list[dossier.Blocker]:
        return [clash for row in dumped["devices"] for clash in _clashes_of(row)]

    def moves(self, other: Customer) -> list[dossier.Count]:
        number = other.devices.count()
        return [dossier.Count(ngettext("device", "devices", number), number)]

    def move(self, kept: Customer, other: Customer) -> dict[str, Any]:
        keys = [
            device.pk for device in Device.objects.select_for_update().filter(owner=other).order_by("pk").only("pk")
        ]
        Device.objects.filter(pk__in=keys).update(owner=kept)
        return {"devices": keys}

    def undo(self, moved: dict[str, Any], kept: Customer, other: Customer) -> list[str]:
        """A device that went to somebody else meanwhile stays there."""
        missing = len(moved["devices"]) - Device.objects.filter(pk__in=moved["devices"], owner=kept).update(owner=other)
        return [ngettext("%(n)d device", "%(n)d devices", missing) % {"n": missing}] if missing else []

    def redacts(self, customer: Customer) -> list[dossier.Count]:
        number = customer.devices.count()
        return [dossier.Count(ngettext("device's identifiers", "devices' identifiers", number), number)]

    def redact(self, customer: Customer) -> None:
        """Kind, brand and model stay; whatever tells this one thing from all others of its model goes."""
        _redact(Device.objects.filter(owner=customer))

    def forget(self, dumped: dict[str, Any]) -> list[str]:
        """A device that stayed because others had orders on it tells of its owner as long as it is nobody's."""
        own = dumped.get(self.key, {})
        rows = own.get("devices", [])
        keys = [*own.get("staying", []), *(row["id"] for row in rows)]
        nobody_s = Device.objects.filter(pk__in=keys, owner=None)
        numbers = {*nobody_s.values_list("number", flat=True), *(row["number"] for row in rows)}
        _redact(nobody_s)
        others = Device.objects.filter(number__in=numbers).exclude(owner=None)
        return sorted(numbers - set(others.values_list("number", flat=True)))

    def export(self, customer: Customer) -> dict[str, Any]:
        return {"devices": dossier.rows_of(Device.objects.filter(owner=customer))}

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        if not user.has_perm("devices.view_device"):
            return {}
        return {"devices": list(customer.devices.order_by("-last_activity_at", "-pk"))}


def _redact(devices: QuerySet[Device]) -> None:
    devices.update(**redacted(), version=F("version") + 1)


def redacted() -> dict[str, Any]:
    """What anonymising writes over a device, standing or in the bin. (The file of its photo goes with the next sweep.)"""
    rest = {"mileage": None, "photo": "", "purchased_on": None, "warranty_until": None}
    return {**dossier.emptied(Device, keep=KEPT_TEXTS), **rest}


def going(customer: Customer) -> QuerySet[Device]:
    """The customer's devices on which nobody else has an order."""
    wanted_by_others = _orders().objects.filter(device__owner=customer).exclude(customer=customer)
    return Device.objects.filter(owner=customer).exclude(pk__in=wanted_by_others.values("device"))


def _orders() -> Any:
    return Device._meta.get_field("work_orders").related_model


def _bring_up_to_date(rows: list[dict[str, Any]]) -> None:
    """An ownerless device came back from an older dump: what was written on it later is in its owner's."""
    standing = set(Device.objects.filter(pk__in=[row["id"] for row in rows], owner=None).values_list("pk", flat=True))
    for row in rows:
        if row["id"] in standing:
            later = {name: row[name] for name in (*EDITABLE, "alert", "alert_note", "photo", "version") if name in row}
            Device.objects.filter(pk=row["id"], version__lt=row["version"]).update(**later)


def _clashes_of(row: dict[str, Any]) -> list[dossier.Blocker]:
    """Living devices that carry the IMEI or the VIN of the one to be restored."""
    imeis = [imei for imei in (row.get("imei", ""), row.get("imei2", "")) if imei]
    same = Q(imei__in=imeis) | Q(imei2__in=imeis) | (Q(vin=row["vin"]) if row.get("vin") else Q(pk__in=[]))
    living = Device.objects.filter(same).exclude(pk=row["id"]).exclude(owner=None).select_related("owner")
    return [_clash(row, device, imeis) for device in living.order_by("number")[:MOST_CLASHES]]


def _clash(row: dict[str, Any], device: Device, imeis: list[str]) -> dossier.Blocker:
    shared = next((imei for imei in (device.imei, device.imei2) if imei in imeis), "")
    identifier = f"IMEI {shared}" if shared else f"VIN {device.vin}"
    owner = device.owner
    return dossier.Blocker(
        key=f"{row['number']}-{device.number}",
        title=_("%(identifier)s is now another customer's.") % {"identifier": identifier},
        text=f"{device.title}, {device.number}, {owner} {owner.number if owner else ''}".strip(),
    )


def _row(device: Device) -> dossier.Row:
    return dossier.Row(device.number, device.title, device.get_absolute_url(), note=device.main_identifier)


dossier.register(DevicePart())
