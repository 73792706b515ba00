"""What the identifiers typed at intake tell: warnings that never refuse, suggestions, and whether the thing was here before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from devices import catalogue, identifiers
from devices.actions import same_identifier
from repairs.models import WorkOrder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from customers.models import Customer
    from devices.models import Device

MOST_DEVICES = 3
MOST_ORDERS = 4
CHECKED = {
    "imei": identifiers.imei_warning,
    "imei2": identifiers.imei_warning,
    "vin": identifiers.vin_warning,
}


@dataclass(frozen=True)
class Seen:
    """A device with one of the identifiers, its latest orders, and whether it stood under somebody else."""

    device: Device
    of_another: bool
    orders: list[WorkOrder] = field(default_factory=list)

    @property
    def warranty_until(self) -> date | None:
        """Until when work on it is under our warranty, while that lasts."""
        until = max((order.warranty_until for order in self.orders if order.warranty_until), default=None)
        return until if until and until >= timezone.localdate() else None


def warnings(typed: Mapping[str, str]) -> dict[str, str]:
    found = {name: check(typed.get(name, "")) for name, check in CHECKED.items()}
    return {name: sentence for name, sentence in found.items() if sentence}


def checked(typed: Mapping[str, str]) -> set[str]:
    """The fields that are filled and look right."""
    wrong = warnings(typed)
    return {name for name in CHECKED if typed.get(name, "").strip() and name not in wrong}


def of_vin(vin: str) -> str:
    """A sentence on what the VIN says: "Toyota, Türkiye. No model year in this VIN.", or ""."""
    car = identifiers.vehicle(vin)
    if car is None:
        return ""
    place = ", ".join(part for part in (car.make, car.country) if part)
    year = _("Model year %(year)d.") % {"year": car.year} if car.year else _("No model year in this VIN.")
    return f"{place}. {year}" if place else year


def suggestion(typed: Mapping[str, str]) -> tuple[str, str]:
    """Brand and model as far as the IMEI or the VIN tell them."""
    if allocation := catalogue.by_imei(typed.get("imei", "")):
        return allocation.brand, allocation.model
    car = identifiers.vehicle(typed.get("vin", ""))
    return (car.make if car else ""), ""


def fill(typed: Mapping[str, str]) -> dict[str, str]:
    """New values of brand and model where these are empty or were filled by us before, with what we filled."""
    brand, model = suggestion(typed)
    before = [*typed.get("filled", "").split("|", 1), ""]
    known = {"brand": (brand, before[0]), "model": (model, before[1])}
    changed = {
        name: new
        for name, (new, ours) in known.items()
        if new and typed.get(name, "") in ("", ours) and typed.get(name) != new
    }
    return changed | {"filled": f"{brand}|{model}"} if changed else {}


def before(typed: Mapping[str, str], *, customer: Customer | None, chosen: Device | None) -> list[Seen]:
    """What was here before under one of the identifiers typed; a chosen device speaks for itself alone."""
    devices = [chosen] if chosen else _known(typed)
    orders = WorkOrder.objects.filter(device__in=devices).order_by("-received_at", "-pk")[: MOST_ORDERS * MOST_DEVICES]
    of: dict[int, list[WorkOrder]] = {device.pk: [] for device in devices}
    for order in orders if devices else ():
        of[order.device_id].append(order)
    owner = customer.pk if customer else None
    seen = [Seen(each, each.owner_id not in (None, owner), of[each.pk][:MOST_ORDERS]) for each in devices]
    return [
        each for each in seen if each.orders or not chosen or each.of_another or each.device.alert or each.device.note
    ]


def _known(typed: Mapping[str, str]) -> list[Device]:
    wanted = {name: typed.get(name, "") for name in ("imei", "vin", "serial", "plate")}
    found = same_identifier(**wanted)
    if typed.get("imei2"):
        found |= same_identifier(imei=typed["imei2"])
    return list(found.select_related("owner").order_by("-last_activity_at", "-pk")[:MOST_DEVICES])
