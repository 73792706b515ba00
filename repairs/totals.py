"""What lines come to: the one place that adds them up.

A line's total is its quantity times its price, rounded, less its discount. Tax is rounded once for each rate, on the sum of the
lines of that rate (as Council Directive 2006/112/EC leaves to the member states, and all of ours allow): where prices include it,
it is taken out of the sum; where they do not, it is put on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from core.money import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Priced(Protocol):
    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_price(self) -> Decimal: ...
    @property
    def discount_percent(self) -> Decimal: ...
    @property
    def discount_amount(self) -> Decimal: ...
    @property
    def tax_rate(self) -> Decimal: ...


@dataclass(frozen=True)
class OfRate:
    """What the lines of one rate of tax come to."""

    rate: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class Totals:
    """`lines` is the sum of the lines' own totals: equal to `total` where prices include tax, to `net` where they do not."""

    lines: Decimal
    discount: Decimal
    rates: tuple[OfRate, ...]

    @property
    def net(self) -> Decimal:
        return sum((each.net for each in self.rates), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((each.tax for each in self.rates), ZERO)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax


def before_discount(line: Priced) -> Decimal:
    return rounded(line.quantity * line.unit_price)


def discount(line: Priced) -> Decimal:
    """Never more than the line itself."""
    whole = before_discount(line)
    return min(whole, rounded(whole * line.discount_percent / HUNDRED) + line.discount_amount)


def line_total(line: Priced) -> Decimal:
    return before_discount(line) - discount(line)


def reckon(lines: Iterable[Priced], *, includes_tax: bool) -> Totals:
    standing = sorted(lines, key=lambda line: line.tax_rate, reverse=True)
    rates = tuple(
        _of_rate(rate, sum((line_total(line) for line in of_rate), ZERO), includes_tax=includes_tax)
        for rate, of_rate in groupby(standing, key=lambda line: line.tax_rate)
    )
    return Totals(
        lines=sum((line_total(line) for line in standing), ZERO),
        discount=sum((discount(line) for line in standing), ZERO),
        rates=rates,
    )


def price_within(total: Decimal, rate: Decimal, *, includes_tax: bool) -> Decimal:
    """The price of a line that comes to this total with its tax (where no price comes to it exactly, within a cent)."""
    return total if includes_tax else rounded(total * HUNDRED / (HUNDRED + rate))


def _of_rate(rate: Decimal, amount: Decimal, *, includes_tax: bool) -> OfRate:
    if not includes_tax:
        return OfRate(rate, amount, rounded(amount * rate / HUNDRED))
    tax = rounded(amount * rate / (HUNDRED + rate))
    return OfRate(rate, amount - tax, tax)
