"""The tables that hang on a work order, by their names in a dump, in the order in which they are brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from repairs.models import (
    Estimate,
    EstimateLine,
    Loan,
    OrderLine,
    OrderNote,
    Payment,
    Photo,
    Question,
    Signature,
    StatusMove,
    WorkSession,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Model, QuerySet

    from customers.models import Customer

CHILDREN: dict[str, type[Model]] = {
    "moves": StatusMove,
    "lines": OrderLine,
    "estimates": Estimate,
    "estimate_lines": EstimateLine,
    "payments": Payment,
    "sessions": WorkSession,
    "loans": Loan,
    "notes": OrderNote,
    "questions": Question,
    "photos": Photo,
    "signatures": Signature,
}


def of_customer(model: type[Model], customer: Customer) -> QuerySet[Any]:
    path = "estimate__work_order__customer" if model is EstimateLine else "work_order__customer"
    return model._base_manager.filter(**{path: customer})


def erase_children(orders: Collection[int]) -> None:
    """Remove what hangs on these orders, given by key, the deepest first."""
    EstimateLine.objects.filter(estimate__work_order_id__in=orders).delete()
    for name, model in reversed(CHILDREN.items()):
        if name != "estimate_lines":
            model._base_manager.filter(work_order_id__in=orders).delete()
