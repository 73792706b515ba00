"""What hangs on a device in the apps above: reached by the relation only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devices.models import Device

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


def work_orders() -> QuerySet[Any]:
    """The orders of devices, the latest first."""
    model: type[Model] = Device._meta.get_field("work_orders").related_model
    return model._default_manager.order_by("-received_at", "-pk")
