"""The rates of tax the shop charges, and which one a new line begins with."""

from __future__ import annotations

from decimal import Decimal

from repairs.models import TaxRate


def default_rate() -> Decimal:
    """None set up: no tax, as with a shop that need not charge any."""
    rate = TaxRate.objects.filter(is_default=True, is_active=True).values_list("rate", flat=True).first()
    return rate if rate is not None else Decimal(0)


def offered(standing: Decimal | None = None) -> list[TaxRate]:
    """The rates in use, the usual one first; also the one a standing line has, though it is gone since."""
    rates = list(TaxRate.objects.filter(is_active=True))
    known = {rate.rate for rate in rates}
    missing = {rate for rate in (standing, Decimal(0) if not rates else None) if rate is not None} - known
    return [*rates, *(TaxRate(name="", rate=rate) for rate in missing)]


def code(rate: Decimal) -> str:
    """As a form sends it: "21", "5.5"."""
    return f"{rate.normalize():f}"


def label(rate: TaxRate) -> str:
    return f"{rate.name} · {code(rate.rate)} %" if rate.name else f"{code(rate.rate)} %"
