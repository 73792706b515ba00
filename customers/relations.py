"""What higher apps hang on customers, reached without importing them."""

from __future__ import annotations

from typing import Any

from customers.models import Customer


def work_orders() -> Any:
    """All work orders, by the relation that the app of repairs put on customers."""
    orders: Any = Customer._meta.get_field("work_orders").related_model
    return orders.objects.all()


def devices() -> Any:
    """All devices, by the relation that the app of devices put on customers."""
    things: Any = Customer._meta.get_field("devices").related_model
    return things.objects.all()
