"""Lines, sums, payments and warranty as a document freezes them; the words are those of documents/shapes.py."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core import clock, money
from documents.kinds import DocumentKind
from repairs import totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.models import Shop
    from documents import shapes
    from repairs.models import Payment, WorkOrder
    from repairs.models.lines import PricedLine

SOLD = frozenset({
    DocumentKind.REPAIR_ORDER, DocumentKind.ESTIMATE, DocumentKind.HANDOVER_REPORT, DocumentKind.DELIVERY_NOTE,
})  # fmt: skip
LISTED = SOLD | {DocumentKind.WARRANTY_CERTIFICATE}
PAID = frozenset({DocumentKind.INTAKE_RECEIPT, DocumentKind.HANDOVER_REPORT})


def of_kind(kind: DocumentKind, order: WorkOrder, shop: Shop) -> dict[str, Any]:
    """What a document of this kind says of the order's money; nothing where there is none."""
    parts: dict[str, Any] = {}
    lines = list(order.lines.all()) if kind in LISTED or kind == DocumentKind.PAYMENT_RECEIPT else []
    if lines and kind in LISTED:
        parts["lines"] = [line_part(line) for line in lines]
    if lines and kind in SOLD | {DocumentKind.PAYMENT_RECEIPT}:
        parts["totals"] = totals_part(lines, order, shop)
    payments = list(order.payments.all()) if kind in PAID else []
    if payments:
        parts["payments"] = [payment_part(payment, shop) for payment in payments]
    if kind == DocumentKind.WARRANTY_CERTIFICATE and order.warranty_until:
        parts["warranty"] = _warranty(order)
    return parts


def line_part(line: PricedLine) -> shapes.Line:
    part: shapes.Line = {
        "kind": line.kind,  # type: ignore[typeddict-item]
        "code": line.code,
        "text": line.text,
        "quantity": plain(line.quantity),
        "unit_price": money.frozen(line.unit_price),
        "total": money.frozen(totals.line_total(line)),
        "tax_rate": plain(line.tax_rate),
    }
    if line.discount_percent:
        part["discount"] = plain(line.discount_percent)
    elif line.discount_amount:
        part["discount_amount"] = money.frozen(line.discount_amount)
    return part


def totals_part(lines: Sequence[totals.Priced], order: WorkOrder, shop: Shop) -> shapes.Totals:
    sums = totals.reckon(lines, includes_tax=order.prices_include_tax)
    return {
        "currency": shop.currency,
        "prices_include_tax": order.prices_include_tax,
        "net": money.frozen(sums.net),
        "tax": money.frozen(sums.tax),
        "total": money.frozen(sums.total),
        "discount": money.frozen(sums.discount),
        "rates": [
            {
                "rate": plain(each.rate),
                "net": money.frozen(each.net),
                "tax": money.frozen(each.tax),
                "gross": money.frozen(each.gross),
            }
            for each in sums.rates
        ],
        "paid": money.frozen(order.paid),
        "due": money.frozen(max(sums.total - order.paid, Decimal(0))),
    }


def payment_part(payment: Payment, shop: Shop) -> shapes.Payment:
    return {
        "kind": payment.kind,  # type: ignore[typeddict-item]
        "method": payment.method,
        "at": clock.frozen(payment.at),
        "amount": money.frozen(payment.amount),
        "currency": shop.currency,
        "by": str(payment.by or ""),
    }


def _warranty(order: WorkOrder) -> shapes.WarrantyPart:
    until = order.warranty_until.isoformat() if order.warranty_until else ""
    starts = clock.frozen(order.closed_at)[:10]
    return {"months": order.warranty_months or 0, "starts": starts, "until": until}


def plain(number: Decimal) -> str:
    """Without trailing zeros: "1.5", "19"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
