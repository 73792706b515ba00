"""Numbers that are given once and never again, without gaps.

A counter row per series, year and scope; taking a number locks the row until the deed's transaction ends, so an aborted deed
gives its number back and the next one waits for it. Therefore numbers are taken last in a deed and always in the order
customer, device, work order, documents; nothing slow happens between.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from core import clock

SERIES = {
    "customer": "CLT",
    "device": "DVC",
    "work_order": "WO",
    "intake_receipt": "IR",
    "repair_order": "REP",
    "estimate": "EST",
    "diagnosis_report": "DR",
    "handover_report": "HO",
    "warranty_certificate": "WC",
    "payment_receipt": "PR",
    "delivery_note": "DN",
    "proforma": "PF",
    "invoice": "INV",
    "credit_note": "CN",
    "contract": "CO",
    "monthly_closing": "MC",
    "minutes_of_destruction": "MD",
    "document_file": "FILE",
}
YEARLY = frozenset(SERIES) - {"customer", "device", "document_file"}


FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Taken:
    key: str
    year: int
    scope: str
    value: int
    prefix: str
    digits: int = FEWEST_DIGITS

    @property
    def number(self) -> str:
        return written(self.prefix, self.year, self.value, self.digits)

    @property
    def series(self) -> str:
        return f"{self.key}/{self.year}/{self.scope}"


def written(prefix: str, year: int, value: int, digits: int) -> str:
    """IR-2026-000123, or CLT-000123 where a series runs through all years."""
    return f"{prefix}-{year}-{value:0{digits}}" if year else f"{prefix}-{value:0{digits}}"


def take(key: str, *, count: int = 1, scope: str = "") -> Taken:
    """Take the next number of a series (the last of `count` numbers taken at once), in the shop's year.

    Must be called inside the transaction that uses the number.
    """
    year = year_of(key)
    value, prefix, digits = _advance(key, year, scope, count)
    return Taken(key, year, scope, value, prefix or SERIES[key], digits or FEWEST_DIGITS)


def hold(key: str, *, scope: str = "") -> None:
    """Lock the counter of a series that runs through all years, without taking a number."""
    _advance(key, 0, scope, 0)


def year_of(key: str) -> int:
    """The year that a number taken now would carry; 0 for a series that runs through all years."""
    return clock.this_year() if key in YEARLY else 0


def _advance(key: str, year: int, scope: str, count: int) -> tuple[int, str | None, int | None]:
    if not connection.in_atomic_block:
        message = "a number is taken inside the transaction that uses it"
        raise RuntimeError(message)
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH taken AS (
                 INSERT INTO core_numberseries AS series (key, year, scope, last) VALUES (%s, %s, %s, %s)
                 ON CONFLICT (key, year, scope) DO UPDATE SET last = series.last + %s RETURNING key, last)
               SELECT last, prefix, digits
                 FROM taken LEFT JOIN core_numberpattern pattern ON pattern.key = taken.key AND pattern.is_current""",
            [key, year, scope, count, count],
        )
        last: tuple[int, str | None, int | None] = cursor.fetchone()
    return last
