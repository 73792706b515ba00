"""What the monthly closing says of money: payments by method, turnover of the month, debt and deposits as they stand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Sum, When

from core import money
from core.shop import current_shop
from documents import months
from repairs.models import Payment, WorkOrder
from repairs.models.payments import PaymentKind
from repairs.states import Status

if TYPE_CHECKING:
    import datetime as dt


def figures(starts: dt.datetime, ends: dt.datetime) -> dict[str, Any]:
    """The keys of documents.shapes.ClosingPart that tell of money."""
    handed_over = WorkOrder.objects.filter(status=Status.HANDED_OVER)
    in_month = handed_over.filter(closed_at__gte=starts, closed_at__lt=ends)
    return {
        "payments": _by_method(starts, ends),
        "turnover": money.frozen(_sum(in_month, F("total"))),
        "debt": money.frozen(_sum(handed_over.unpaid(), F("total") - F("paid"))),
        "deposits": money.frozen(_sum(WorkOrder.objects.open().filter(paid__gt=0), F("paid"))),
    }


def _by_method(starts: dt.datetime, ends: dt.datetime) -> list[dict[str, str]]:
    """What came in less what was given back."""
    signed = Case(When(kind=PaymentKind.REFUND, then=-F("amount")), default=F("amount"))
    sums = Payment.objects.filter(at__gte=starts, at__lt=ends).order_by().values("method").annotate(sum=Sum(signed))
    currency = current_shop().currency
    return [
        {"kind": "", "method": row["method"], "at": "", "amount": money.frozen(row["sum"]), "currency": currency}
        for row in sums.order_by("method")
    ]


def _sum(rows: Any, what: Any) -> Decimal:
    found: Decimal | None = rows.aggregate(sum=Sum(what))["sum"]
    return found or Decimal(0)


months.FIGURES.append(figures)
