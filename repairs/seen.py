"""What the identifiers typed at intake tell: warnings that never refuse, and whether the thing was here before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Case, Value, When

from core import clock
from devices import identifiers
from devices.actions import same_identifier
from repairs import warranty
from repairs.models import WorkOrder
from repairs.states import CLOSED, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from customers.models import Customer
    from devices.models import Device
    from repairs.models import WorkOrderQuerySet

MOST_DEVICES = 3
MOST_ORDERS = 4
IDENTIFIERS = ("imei", "imei2", "vin", "serial", "plate")
CHECKED = {
    "imei": identifiers.imei_warning,
    "imei2": identifiers.imei_warning,
    "vin": identifiers.vin_warning,
}


@dataclass(frozen=True)
class Seen:
    """A device with one of the identifiers, and whether it stands under somebody else; its orders, open ones first, then the
    latest, with how many there are, and the one under whose warranty it may come back.
    """

    device: Device
    of_another: bool
    orders: list[WorkOrder] = field(default_factory=list)
    count: int = 0
    covered_by: WorkOrder | None = None

    @property
    def is_open(self) -> bool:
        return any(order.is_open for order in self.orders)

    @property
    def more(self) -> int:
        return self.count - len(self.orders)


def warnings(typed: Mapping[str, str]) -> dict[str, str]:
    found = {name: check(typed.get(name, "")) for name, check in CHECKED.items()}
    return {name: sentence for name, sentence in found.items() if sentence}


def checked(typed: Mapping[str, str]) -> set[str]:
    """The fields that are filled and look right."""
    wrong = warnings(typed)
    return {name for name in CHECKED if typed.get(name, "").strip() and name not in wrong}


def before(
    typed: Mapping[str, str], *, customer: Customer | None, chosen: Device | None, booking: WorkOrder | None = None
) -> list[Seen]:
    """What was here before under one of the identifiers typed; a chosen device speaks for itself, and beside it only those
    that are marked as missing. A booking that comes in now was not before.
    """
    owner = customer.pk if customer else None
    devices = [chosen, *_missing(typed, chosen)] if chosen else _known(typed)
    orders = WorkOrder.objects.exclude(pk=booking.pk) if booking else WorkOrder.objects.all()
    seen = [_seen(each, owner, orders.filter(device=each)) for each in devices]
    return [
        each for each in seen if each.orders or not chosen or each.of_another or each.device.alert or each.device.note
    ]


def _seen(device: Device, owner: int | None, orders: WorkOrderQuerySet) -> Seen:
    is_closed = Case(When(status__in=CLOSED, then=Value(1)), default=Value(0))
    latest = list(orders.alias(is_closed=is_closed).order_by("is_closed", "-received_at", "-pk")[:MOST_ORDERS])
    of_another = device.owner_id not in (None, owner)
    return Seen(device, of_another, latest, orders.count() if latest else 0, _covering(orders) if latest else None)


def _covering(orders: WorkOrderQuerySet) -> WorkOrder | None:
    """Of the handed-over orders whose warranty holds the one with which it holds longest."""
    today = warranty.today(clock.now())
    held = orders.filter(status=Status.HANDED_OVER, warranty_until__gte=today)
    return held.order_by("-warranty_until", "pk").first()


def _known(typed: Mapping[str, str]) -> list[Device]:
    """Those that are missing are never left out for others."""
    found = _same(typed).order_by(Case(When(alert="", then=Value(1)), default=Value(0)), "-last_activity_at", "-pk")
    return list(found.select_related("owner")[:MOST_DEVICES])


def _missing(typed: Mapping[str, str], chosen: Device) -> list[Device]:
    """Others that are marked as missing, under what is typed now or what stands on the chosen device."""
    standing = {name: getattr(chosen, name) for name in IDENTIFIERS}
    found = (_same(typed) | _same(standing)).exclude(alert="").exclude(pk=chosen.pk)
    return list(found.select_related("owner")[:MOST_DEVICES])


def _same(typed: Mapping[str, str]) -> QuerySet[Device]:
    return same_identifier(**{name: typed.get(name, "") for name in IDENTIFIERS})
