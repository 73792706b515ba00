"""Orders that went into the bin before there were totals and payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core import dossier
from repairs.models import Method, Payment, PaymentKind, WorkOrder
from repairs.states import Status


def bring_back(rows: list[dict[str, Any]]) -> None:
    """Insert dumped orders. An old one's total is the price agreed; if it was handed over, it counts as paid then."""
    old = {row["id"] for row in rows if "total" not in row}
    rows = [_with_total(row) if row["id"] in old else row for row in rows]
    dossier.bring_back(WorkOrder, rows)
    Payment.objects.bulk_create(_payment(row) for row in rows if row["id"] in old and Decimal(row["paid"]))


def _with_total(row: dict[str, Any]) -> dict[str, Any]:
    total = row.get("final_cost") or "0"
    return {**row, "total": total, "paid": total if row["status"] == Status.HANDED_OVER else "0"}


def _payment(row: dict[str, Any]) -> Payment:
    return Payment(
        work_order_id=row["id"],
        kind=PaymentKind.BALANCE,
        method=Method.OTHER,
        amount=Decimal(row["paid"]),
        at=row["closed_at"],
    )
