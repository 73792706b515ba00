"""How work orders are found from the one box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import search
from repairs.models import SLIP_CODE, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

SECRET = re.compile(r"(?:^|/r/)([A-Za-z0-9_-]{22})/?$")


def rows(_user: User) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.select_related("customer", "device")


def describe(orders: list[WorkOrder]) -> list[search.Hit]:
    return [_hit(order) for order in orders]


def _hit(order: WorkOrder) -> search.Hit:
    fault = order.reported_fault.splitlines()[0][:80] if order.reported_fault else ""
    return search.Hit(
        url=order.get_absolute_url(),
        icon="clipboard-list",
        title=" · ".join(part for part in (order.number, order.device.title, order.device.plate) if part),
        detail=" · ".join(
            part for part in (order.customer.name, order.slip_code, order.device.imei_shown, fault) if part
        ),
        status_code=order.status,
        status_label=Status(order.status).label,
    )


def by_number(query: str, user: User) -> str | None:
    """A work order's number, its slip code, or the secret of its slip (a scanned QR code holds the whole address)."""
    if not user.has_perm("repairs.view_workorder"):
        return None
    wanted = WorkOrder.objects.only("number")
    code = query.upper()
    order = wanted.filter(number=code).first()
    if order is None and re.match(SLIP_CODE, code):
        order = wanted.filter(slip_code=code).first()
    if order is None and (secret := SECRET.search(query)):
        order = wanted.filter(secret=secret[1]).first()
    return order.get_absolute_url() if order else None


search.register(
    search.Group(
        key="orders",
        title=_("Work orders"),
        icon="clipboard-list",
        position=30,
        permission="repairs.view_workorder",
        rows=rows,
        order=("-received_at", "-id"),
        describe=describe,
        list_url="order_list",
    )
)
search.resolver(20, by_number)
