"""What an intake's form begins with: nothing, somebody's device, a booking, an order whose device comes back; and what a
choice on the page fills in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from devices import own_fields
from repairs import bookings, warranty
from repairs.intake_form import DEVICE_FIELDS
from repairs.models import OrderKind
from repairs.views import finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repairs.models import WorkOrder


def asked_for(asked: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What the address asks for, and what is to be said of it."""
    typed = {"customer": asked.get("customer", ""), "device": asked.get("device", "")}
    if number := asked.get("booking", ""):
        found = booked(number)
        begun = bookings.typed(found) if found else {}
        return {**device_in_form(begun), **begun}, [] if found else [_not_booked(number)]
    if number := asked.get("return", ""):
        return typed | as_return(number, ""), [] if _holding(number) else [no_warranty(number)]
    return typed | finding.with_owner(typed["device"], typed["customer"]), []


def booked(number: str) -> WorkOrder | None:
    return bookings.find(number) if finding.NUMBER.match(number) else None


def _holding(number: str) -> WorkOrder | None:
    return warranty.holding(number) if finding.NUMBER.match(number) else None


def as_return(number: str, customer: str) -> dict[str, str]:
    """The device of this order comes back under its warranty; nothing where that does not hold."""
    order = _holding(number)
    if order is None:
        return {}
    told = {"kind": str(OrderKind.WARRANTY), "warranty_of": order.number}
    return finding.with_owner(order.device.number, customer) | told


def returned(typed: Mapping[str, str], number: str) -> dict[str, str]:
    """What choosing a warranty return, or with "" none, fills into the page."""
    if number:
        return as_return(number, typed.get("customer", ""))
    is_warranty = typed.get("kind") == OrderKind.WARRANTY
    return {"warranty_of": ""} | ({"kind": str(OrderKind.PAID)} if is_warranty else {})


def device_in_form(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a device that was chosen only now, or of none when it was let go; what is typed of it else stays."""
    chosen, shown = typed.get("device", ""), typed.get("shown_device", "")
    if chosen == shown:
        return {}
    device = finding.device_of(chosen)
    fields = {name: "" for name in typed if name in DEVICE_FIELDS or name.startswith((own_fields.PREFIX, "check-"))}
    if device is None:
        return {**fields, "shown_device": "", "checks_of": "", "warranty_of": ""} if shown else {}
    fields |= {name: _text(getattr(device, name)) for name in DEVICE_FIELDS}
    fields |= {own_fields.PREFIX + key: str(value) for key, value in device.own.items()}
    fields |= {} if _is_return_of(typed, device.pk) else {"warranty_of": ""}
    return {**fields, "device_kind": device.kind, "shown_device": device.number, "checks_of": "", "filled": ""}


def _is_return_of(typed: Mapping[str, str], device: int) -> bool:
    order = _holding(typed.get("warranty_of", ""))
    return order is not None and order.device_id == device


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def no_warranty(number: str) -> str:
    return _("The warranty on %(number)s does not hold.") % {"number": number[:40]}


def _not_booked(number: str) -> str:
    return _("%(number)s is no booking any more.") % {"number": number[:40]}
