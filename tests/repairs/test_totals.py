"""What lines come to, whatever they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.money import rounded
from repairs.totals import Totals, discount, line_total, price_within, reckon


@dataclass(frozen=True)
class Line:
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)


def line(quantity: str, price: str, *, percent: str = "0", amount: str = "0", tax: str = "21") -> Line:
    return Line(Decimal(quantity), Decimal(price), Decimal(percent), Decimal(amount), Decimal(tax))


PHONE = [
    line("1", "620.00"),
    line("1", "240.00", percent="10"),
    line("1.5", "160.00"),
    line("0.5", "160.00", percent="45"),
]


def amounts(sums: Totals) -> tuple[str, str, str]:
    return str(sums.net), str(sums.tax), str(sums.total)


def test_prices_with_tax_have_it_taken_out() -> None:
    assert amounts(reckon(PHONE, includes_tax=True)) == ("925.62", "194.38", "1120.00")


def test_prices_without_tax_have_it_put_on_top() -> None:
    assert amounts(reckon(PHONE, includes_tax=False)) == ("1120.00", "235.20", "1355.20")


def test_tax_is_rounded_once_a_rate() -> None:
    cents = [line("1", "0.02", tax="21")] * 3 + [line("1", "10.00", tax="9")]
    sums = reckon(cents, includes_tax=False)
    assert [(str(each.rate), str(each.net), str(each.tax)) for each in sums.rates] == [
        ("21", "0.06", "0.01"),
        ("9", "10.00", "0.90"),
    ]


@pytest.mark.parametrize(
    ("typed", "total"),
    [
        (line("3", "33.33", amount="0.99"), "99.00"),
        (line("1", "10.00", amount="25.00"), "0.00"),
        (line("0.333", "10.00"), "3.33"),
        (line("0.125", "0.04"), "0.01"),
    ],
)
def test_a_line(typed: Line, total: str) -> None:
    assert str(line_total(typed)) == total


def test_nothing_comes_to_nothing() -> None:
    assert reckon([], includes_tax=True) == Totals(Decimal(0), Decimal(0), ())


def decimals(most: int, places: int, *, least: int = 0) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda number: Decimal(number).scaleb(-places))


quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
cents = decimals(10**9, 2)
lines = st.lists(
    st.builds(
        Line,
        quantity=decimals(99_999_000, 3, least=1),
        unit_price=cents,
        discount_percent=st.sampled_from([Decimal(0), Decimal(10), Decimal("33.33"), Decimal(100)]),
        discount_amount=st.just(Decimal(0)) | cents,
        tax_rate=st.sampled_from([Decimal(0), Decimal(5), Decimal("5.5"), Decimal(19), Decimal(21)]),
    ),
    max_size=12,
)


@quick
@given(lines, st.booleans())
def test_sums_agree(typed: list[Line], includes_tax: bool) -> None:
    sums = reckon(typed, includes_tax=includes_tax)
    assert sums.lines == sum((line_total(each) for each in typed), Decimal(0))
    assert sums.lines == (sums.total if includes_tax else sums.net)
    assert sums.net + sums.tax == sums.total
    assert sums.discount == sum((discount(each) for each in typed), Decimal(0))
    for each in sums.rates:
        assert each.net + each.tax == each.gross
        assert each.tax == rounded(each.tax)
        assert abs(each.tax - each.net * each.rate / 100) <= Decimal("0.02")


@quick
@given(lines, st.booleans(), st.randoms())
def test_the_order_of_the_lines_does_not_matter(typed: list[Line], includes_tax: bool, luck: object) -> None:
    mixed = list(typed)
    luck.shuffle(mixed)  # type: ignore[attr-defined]
    assert reckon(mixed, includes_tax=includes_tax) == reckon(typed, includes_tax=includes_tax)


@quick
@given(lines)
def test_no_line_is_below_nothing(typed: list[Line]) -> None:
    assert all(line_total(each) >= 0 for each in typed)


@given(
    total=st.decimals(min_value="0.01", max_value="100000", places=2),
    rate=st.decimals(min_value="0", max_value="50", places=1),
    includes_tax=st.booleans(),
)
@settings(deadline=None)
def test_a_price_within_a_total_comes_to_it(total: Decimal, rate: Decimal, *, includes_tax: bool) -> None:
    made = Line(Decimal(1), price_within(total, rate, includes_tax=includes_tax), tax_rate=rate)
    assert abs(reckon([made], includes_tax=includes_tax).total - total) <= (0 if includes_tax else Decimal("0.01"))
