"""The label of an order's device, ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.shop import current_shop
from documents.rendering import render_label
from repairs.snapshots import status_url

if TYPE_CHECKING:
    from repairs.models import WorkOrder


def label_pdf(order: WorkOrder, *, language: str) -> bytes:
    """62 × 29 mm. Raises documents.rendering.RenderingFailed."""
    device = order.device
    content = {
        "url": status_url(order, current_shop()),
        "code": order.slip_code,
        "number": order.number,
        "device": device.title,
        "identifier": device.main_identifier,
        "customer": order.customer.name,
        "promised_at": clock.frozen(order.promised_at) or "",
    }
    return render_label(content, language=language)
