"""The documents of a work order: joined by number, for the archive knows no other tie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devices import panels
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from devices.models import Device

MOST_OF_DEVICE = 100


def of_order(number: str) -> QuerySet[Document]:
    """What was issued for the order, latest first."""
    return Document.objects.filter(number__in=DocumentContent.objects.filter(order_number=number).values("number"))


def of_device(device: Device, user: User) -> dict[str, Any]:
    """What was issued about the device, under whichever owner; who had it is not told by the list."""
    if not user.has_perm("documents.view_document"):
        return {}
    numbers = DocumentContent.objects.filter(device_number=device.number).order_by("-issued_at").values("number")
    return {"documents": Document.objects.filter(number__in=numbers[:MOST_OF_DEVICE])}


def latest(number: str) -> str | None:
    """The number of the document issued last for the order."""
    return of_order(number).values_list("number", flat=True).first()


panels.register(of_device)
