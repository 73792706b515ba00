"""How devices are found from the one box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import search
from core.folding import compact, plate_family
from devices.models import Device

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST_SERIAL = 4


def shown() -> Any:
    of_device = ("pk", "number", "kind", "brand", "model", "imei", "serial", "vin", "plate")
    return Device.objects.values(*of_device, owner_name=F("owner__name"))


def describe(rows: list[dict[str, Any]]) -> list[search.Hit]:
    return [_hit(**row) for row in rows]


def _hit(*, owner_name: str | None, **fields: Any) -> search.Hit:
    device = Device(**fields)
    imei = f"IMEI {device.imei_shown}" if device.imei else ""
    vin = f"VIN {device.vin}" if device.vin else ""
    serial = f"S/N {device.serial}" if device.serial else ""
    facts = [device.number, imei, serial, vin, owner_name]
    return search.Hit(
        url=device.get_absolute_url(),
        icon=device.icon,
        title=" · ".join(part for part in (device.title, device.plate) if part),
        detail=" · ".join(fact for fact in facts if fact),
    )


def by_identifier(query: str, user: User) -> str | None:
    """A number, IMEI, VIN, serial or plate that one device alone carries."""
    key = compact(query)
    if not user.has_perm("devices.view_device") or len(key) < SHORTEST_SERIAL:
        return None
    known = Q(number=query.upper()) | Q(imei=key) | Q(imei2=key) | Q(vin=key) | Q(serial_key=key)
    if any(letter.isdigit() for letter in key) and any(letter.isalpha() for letter in key):
        known |= Q(plate_key=plate_family(query))
    found = list(Device.objects.filter(known).only("number")[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None


search.register(
    search.Group(
        key="devices",
        title=_("Devices"),
        icon="smartphone",
        position=20,
        permission="devices.view_device",
        model=Device,
        shown=shown,
        order=("-last_activity_at", "-id"),
        describe=describe,
        list_url="device_list",
    )
)
search.resolver(30, by_identifier)
