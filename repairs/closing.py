"""What the monthly closing says of money: payments by method as the receipts say, turnover of the month, debt and deposits as they stand on that day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum
from django.utils import timezone

from core import clock, money
from core.shop import current_shop
from documents import months, sums
from repairs.models import WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    import datetime as dt


def figures(starts: dt.datetime, ends: dt.datetime) -> dict[str, Any]:
    """The keys of documents.shapes.ClosingPart that tell of money."""
    handed_over = WorkOrder.objects.filter(status=Status.HANDED_OVER)
    in_month = handed_over.filter(closed_at__gte=starts, closed_at__lt=ends)
    return {
        "payments": _payments(starts, ends),
        "turnover": money.frozen(_sum(in_month, F("total"))),
        "as_of": f"{timezone.localtime(clock.now(), current_shop().zone):%Y-%m-%d}",
        "debt": money.frozen(_sum(handed_over.unpaid(), F("total") - F("paid"))),
        "deposits": money.frozen(_sum(WorkOrder.objects.open().filter(paid__gt=0), F("paid"))),
    }


def _payments(starts: dt.datetime, ends: dt.datetime) -> list[dict[str, str]]:
    """By the receipts: they stay when a customer goes with all payments."""
    currency = current_shop().currency
    return [
        {"kind": "", "method": method, "at": "", "amount": money.frozen(amount), "currency": currency}
        for method, amount in sums.payments(starts, ends)
    ]


def _sum(rows: Any, what: Any) -> Decimal:
    found: Decimal | None = rows.aggregate(sum=Sum(what))["sum"]
    return found or Decimal(0)


months.FIGURES.append(figures)
