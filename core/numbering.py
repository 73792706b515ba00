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


@dataclass(frozen=True)
class Taken:
    key: str
    year: int
    scope: str
    value: int

    @property
    def number(self) -> str:
        prefix = SERIES[self.key]
        return f"{prefix}-{self.year}-{self.value:06}" if self.year else f"{prefix}-{self.value:06}"

    @property
    def series(self) -> str:
        return f"{self.key}/{self.year}/{self.scope}"


def take(key: str, *, count: int = 1, scope: str = "") -> Taken:
    """Take the next number of a series (the last of `count` numbers taken at once), in the shop's year.

    Must be called inside the transaction that uses the number.
    """
    year = clock.this_year() if key in YEARLY else 0
    return Taken(key, year, scope, _advance(key, year, scope, count))


def hold(key: str, *, scope: str = "") -> None:
    """Lock the counter of a series that runs through all years, without taking a number."""
    _advance(key, 0, scope, 0)


def _advance(key: str, year: int, scope: str, count: int) -> int:
    if not connection.in_atomic_block:
        message = "a number is taken inside the transaction that uses it"
        raise RuntimeError(message)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_numberseries AS series (key, year, scope, last) VALUES (%s, %s, %s, %s)
               ON CONFLICT (key, year, scope) DO UPDATE SET last = series.last + %s RETURNING last""",
            [key, year, scope, count, count],
        )
        last: int = cursor.fetchone()[0]
    return last
