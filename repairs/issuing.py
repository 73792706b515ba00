"""Papers on an order that are issued when somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import clock
from core.locks import deed
from core.nonces import once
from documents.kinds import DocumentKind
from documents.models import Document
from repairs.states import Status
from repairs.writing import NotAllowed, issue_paper, lock_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User
    from repairs.models import WorkOrder

ON_REQUEST = (
    DocumentKind.REPAIR_ORDER,
    DocumentKind.DIAGNOSIS_REPORT,
    DocumentKind.WARRANTY_CERTIFICATE,
    DocumentKind.DELIVERY_NOTE,
)


def offered(order: WorkOrder) -> list[DocumentKind]:
    """A warranty is certified once it runs; the others can be had at any time."""
    return [kind for kind in ON_REQUEST if kind != DocumentKind.WARRANTY_CERTIFICATE or _has_warranty(order)]


@deed
def issue_on_request(
    *, number: str, kind: DocumentKind, by: User, diagnosis: Mapping[str, str] | None = None, nonce: UUID | None = None
) -> Document:
    """Issue one of ON_REQUEST; `diagnosis` is what its report says: found, advice. Raises Gone, NotAllowed, UsedOtherwise."""
    order = lock_order(number)
    if kind not in offered(order):
        raise NotAllowed(order.status)
    told: dict[str, Any] = {}
    if kind == DocumentKind.DIAGNOSIS_REPORT:
        told["diagnosis"] = {**(diagnosis or {}), "by": str(by), "at": clock.frozen(clock.now())}
    body = {"order": number, "kind": kind, "diagnosis": dict(diagnosis or {})}
    issued = once(nonce, body, lambda: issue_paper(kind, order, by=by, told=told).number, by=by)
    return Document.objects.get(number=issued)


def _has_warranty(order: WorkOrder) -> bool:
    return order.status == Status.HANDED_OVER and order.warranty_until is not None
