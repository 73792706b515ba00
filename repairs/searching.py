"""How work orders are found from the one box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core import search
from devices.models import Device
from repairs.models import SLIP_CODE, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from accounts.models import User

SECRET = re.compile(r"(?:^|/r/)([A-Za-z0-9_-]{22})/?$")


def shown() -> Any:
    of_device = {f"device_{name}": F(f"device__{name}") for name in ("brand", "model", "plate", "imei")}
    of_order = ("pk", "number", "slip_code", "status", "reported_fault")
    return WorkOrder.objects.values(*of_order, customer_name=F("customer__name"), **of_device)


def describe(rows: list[dict[str, Any]]) -> list[search.Hit]:
    return [_hit(row) for row in rows]


def _hit(row: dict[str, Any]) -> search.Hit:
    order = WorkOrder(number=row["number"], status=row["status"], slip_code=row["slip_code"])
    device = Device(**{name: row[f"device_{name}"] for name in ("brand", "model", "plate", "imei")})
    fault = row["reported_fault"].splitlines()[0][:80] if row["reported_fault"] else ""
    return search.Hit(
        url=order.get_absolute_url(),
        icon="clipboard-list",
        title=" · ".join(part for part in (order.number, device.title, device.plate) if part),
        detail=" · ".join(part for part in (row["customer_name"], order.slip_code, device.imei_shown, fault) if part),
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
        model=WorkOrder,
        shown=shown,
        order=("-received_at", "-id"),
        describe=describe,
        list_url="order_list",
    )
)
search.resolver(20, by_number)
