"""How the numbers of each series are written, and where a series begins: for a shop that goes on with an old system's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from core import history, numbering
from core.locks import deed
from core.models import NumberPattern, NumberSeries

if TYPE_CHECKING:
    from accounts.models import User

LARGEST = 999_999_999
# These are numbers of records, not of documents: a jump ahead leaves no gap that anybody must explain.
MAY_JUMP = frozenset({"customer", "device", "work_order"})
UNSEEN = frozenset({"document_file"})


class PrefixTaken(Exception):
    """The prefix belongs, or belonged, to another series: a number would be given twice."""


class HasBegun(Exception):
    """Numbers of this series and year were given: going back would double them, going on would leave a gap."""


@dataclass(frozen=True)
class Series:
    key: str
    prefix: str
    digits: int
    year: int
    next: int
    may_begin_elsewhere: bool

    @property
    def sample(self) -> str:
        return numbering.written(self.prefix, self.year, self.next, self.digits)


def all_series() -> list[Series]:
    """Each series as it stands for the year that it is in the shop."""
    patterns = {pattern.key: pattern for pattern in NumberPattern.objects.filter(is_current=True)}
    counters = {(row.key, row.year): row for row in NumberSeries.objects.filter(scope="")}
    return [
        _series(key, patterns.get(key), counters.get((key, numbering.year_of(key))))
        for key in numbering.SERIES
        if key not in UNSEEN
    ]


def _series(key: str, pattern: NumberPattern | None, counter: NumberSeries | None) -> Series:
    has_begun = counter is not None and counter.last >= counter.first
    return Series(
        key=key,
        prefix=pattern.prefix if pattern else numbering.SERIES[key],
        digits=pattern.digits if pattern else numbering.FEWEST_DIGITS,
        year=numbering.year_of(key),
        next=counter.last + 1 if counter else 1,
        may_begin_elsewhere=not has_begun or key in MAY_JUMP,
    )


@deed
def change_series(*, key: str, prefix: str, digits: int, next_number: int, by: User) -> None:
    """Numbers from now on are written with this prefix and so many digits, and go on at `next_number`.

    Raises PrefixTaken and HasBegun.
    """
    counter = _locked(key)
    pattern = NumberPattern.objects.filter(key=key, is_current=True).first()
    standing = _series(key, pattern, counter)
    if next_number != standing.next:
        _begin(counter, next_number, key)
    if (prefix, digits) != (standing.prefix, standing.digits):
        _write(key, prefix, digits)
    facts = {"series": key, "prefix": prefix, "digits": digits, "next": next_number}
    history.record("series_changed", by=by, kind="shop", number="SHOP", facts=facts)


def _locked(key: str) -> NumberSeries:
    """The counter of the series in this year; whoever takes a number waits."""
    year = numbering.year_of(key)
    NumberSeries.objects.bulk_create([NumberSeries(key=key, year=year, last=0)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(key=key, year=year, scope="")


def _begin(counter: NumberSeries, next_number: int, key: str) -> None:
    has_begun = counter.last >= counter.first
    if has_begun and (key not in MAY_JUMP or next_number <= counter.last):
        raise HasBegun
    counter.last = next_number - 1
    if not has_begun:
        counter.first = next_number
    counter.save(update_fields=["last", "first"])


def _write(key: str, prefix: str, digits: int) -> None:
    others = {usual for of, usual in numbering.SERIES.items() if of != key}
    with transaction.atomic():
        known, _made = NumberPattern.objects.get_or_create(
            prefix=prefix, defaults={"key": key, "digits": digits, "is_current": False}
        )
    if prefix in others or known.key != key:
        raise PrefixTaken
    NumberPattern.objects.filter(key=key, is_current=True).exclude(prefix=prefix).update(is_current=False)
    NumberPattern.objects.filter(prefix=prefix).update(digits=digits, is_current=True)
