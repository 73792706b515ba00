"""What an IMEI or a VIN tells of a device, filled in where nobody wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from devices import catalogue, identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping


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
