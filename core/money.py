"""Amounts are Decimal in the shop's one currency; this is the only place that rounds them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("9999999999.99")


def rounded(amount: Decimal) -> Decimal:
    """To two places, half away from zero, as shops and tax offices do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def frozen(amount: Decimal | None) -> str:
    """As written into documents: "950.00", empty when there is none."""
    return "" if amount is None else str(rounded(amount))
