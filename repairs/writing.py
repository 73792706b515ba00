"""What every deed on a work order begins and ends with: its rows locked, its event written, its paper issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from core import history
from core.inserting import insert_together
from core.locks import Gone
from customers import actions as customers
from devices import actions as devices
from documents.actions import issue
from repairs import snapshots
from repairs.models import WorkOrder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db.models import Model

    from accounts.models import User
    from documents.kinds import DocumentKind
    from documents.models import Document


class NotAllowed(Exception):
    """The order stands at `status` and may not move there from it (or somebody else moved it meanwhile)."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


def lock_order(number: str) -> WorkOrder:
    """The order with its customer, its device and itself locked, in this order. Raises Gone."""
    keys = WorkOrder.objects.filter(number=number).values_list("customer__number", "device__number").first()
    if keys is None:
        raise Gone(number)
    customer, device = customers.lock_customer(keys[0]), devices.lock_device(keys[1])
    order = WorkOrder.objects.select_for_update(of=("self",)).filter(number=number).first()
    if order is None:
        raise Gone(number)
    if order.customer_id != customer.pk:  # a merge was undone while we waited: it is the other's again
        return lock_order(number)
    order.customer, order.device = customer, device
    return order


def record(
    verb: str,
    order: WorkOrder,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    insert_together(*event_of(verb, order, by=by, facts=facts, detail=detail))


def event_of(
    verb: str,
    order: WorkOrder,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Iterable[Model]:
    """The event of a deed that writes it together with its other rows."""
    return history.unwritten(
        verb,
        by=by,
        kind="work_order",
        number=order.number,
        customer=order.customer.number,
        device=order.device.number,
        order=order.number,
        facts=facts,
        detail={"device": order.device.title, **(detail or {})},
    )


def issue_paper(  # noqa: PLR0913 - what a paper says
    kind: DocumentKind,
    order: WorkOrder,
    *,
    by: User | None,
    collected_by: str = "",
    amount: Decimal | None = None,
    told: dict[str, Any] | None = None,
) -> Document:
    """Issue a document on the order. `told` is what only the deed knows, by its name in documents/shapes.py; `amount` is what it
    is found by, where that is not what the order costs.
    """
    prefetch_related_objects([order.customer], "phones")  # the paper says them, and is found by them
    return issue(
        kind=kind,
        content={**snapshots.content(order, kind=kind, by=by, collected_by=collected_by), **(told or {})},
        language=order.customer.language,
        find_by=snapshots.find_by(order, amount=amount),
        by=by,
    )
