"""The warranty on a repair: from the hand-over on, and not from anew when the device comes back under it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from core import clock
from core.shop import current_shop
from repairs.models import Outcome, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from datetime import datetime

    from devices.models import Device


class NoWarranty(Exception):
    """The order named is of another device, or its warranty does not hold (any more)."""


def start(order: WorkOrder, *, months: int | None, at: datetime) -> None:
    """Write down until when it holds. What was not repaired has none; a warranty return keeps the first one's."""
    first = order.warranty_of
    if first is not None:
        order.warranty_months, order.warranty_until = first.warranty_months, first.warranty_until
    elif months and order.outcome == Outcome.REPAIRED:
        order.warranty_months, order.warranty_until = months, until(at, months)
    else:
        order.warranty_months = order.warranty_until = None


def until(at: datetime, months: int) -> date:
    """The last day, in the shop's zone: the same day so many months later, or the last of that month."""
    day = timezone.localtime(at, current_shop().zone).date()
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def holds(order: WorkOrder, *, at: datetime) -> bool:
    return order.warranty_until is not None and today(at) <= order.warranty_until


def today(at: datetime) -> date:
    return timezone.localtime(at, current_shop().zone).date()


def holding(number: str) -> WorkOrder | None:
    """The order, while its device may come back under its warranty."""
    related = ("device__owner", "warranty_of")
    found = WorkOrder.objects.select_related(*related).filter(number=number, status=Status.HANDED_OVER).first()
    return found if found and holds(found, at=clock.now()) else None


def first_of(number: str, device: Device) -> WorkOrder:
    """The first order of a chain of returns of this device: its warranty is the one that counts. Raises NoWarranty."""
    order = holding(number)
    if order is None or order.device_id != device.pk:
        raise NoWarranty(number)
    return order.warranty_of or order
