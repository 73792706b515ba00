"""Numbers of this shop's own form: which may stay as the file says, and which ones all others get."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection

from core import numbering
from core.models import NumberPattern, NumberSeries

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "customer"
LEAST_AHEAD = 100_000
VALUE = "substring(number from '[0-9]+$')::bigint"
MAKES = "FROM staged WHERE action = 'make'"


def own_form() -> re.Pattern[str]:
    """The usual form, and every one that this shop's customers were ever numbered in."""
    usual = numbering.SERIES[KEY]
    prefixes = set(NumberPattern.objects.filter(key=KEY).values_list("prefix", flat=True))
    forms = [rf"{re.escape(prefix)}-\d{{3,9}}" for prefix in sorted(prefixes)]
    return re.compile(rf"(?:{'|'.join([*forms, rf'{usual}-\d{{6,9}}'])})\Z")


def give() -> None:
    """What was never given yet and is not too far ahead stays; all others get the next numbers, in the order of the file.

    The counter is taken here: everybody who makes a customer waits from now on.
    """
    last = numbering.take(KEY, count=0).value
    _run(
        f"""UPDATE staged SET external_number = CASE external_number WHEN '' THEN number ELSE external_number END, number = ''
            WHERE action = 'make' AND number <> '' AND (target IS NOT NULL OR {VALUE} NOT BETWEEN %(next)s AND %(furthest)s)""",  # noqa: S608 - our own words
        next=last + 1, furthest=furthest(last),
    )  # fmt: skip
    top = max(last, _one(f"SELECT coalesce(max({VALUE}), 0) {MAKES} AND number <> ''"))
    fresh = _one(f"SELECT count(*) {MAKES} AND number = ''")
    taken = numbering.take(KEY, count=top - last + fresh)
    _run(
        f"""UPDATE staged SET number = %(prefix)s || '-' || lpad(value::text, greatest(%(digits)s, length(value::text)), '0')
              FROM (SELECT row AS at, %(top)s + row_number() OVER (ORDER BY row) AS value {MAKES} AND number = '') given
             WHERE staged.row = given.at""",  # noqa: S608 - our own words
        prefix=taken.prefix, digits=taken.digits, top=top,
    )  # fmt: skip


def last_given() -> int:
    row = NumberSeries.objects.filter(key=KEY, year=0, scope="").first()
    return row.last if row else 0


def furthest(last: int) -> int:
    """A counter never goes back: one wrong number must not use up the series."""
    rows: int = _one(f"SELECT count(*) {MAKES}")
    return last + LEAST_AHEAD + 10 * rows


def ahead(last: int, most: int) -> Iterator[tuple[int, str]]:
    """Rows whose number is too far ahead to be kept, and the number."""
    statement = f"SELECT row, number {MAKES} AND number <> '' AND target IS NULL AND {VALUE} > %s ORDER BY row LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [furthest(last), most])
        yield from cursor.fetchall()


def highest_kept(last: int) -> tuple[int, str, int] | None:
    """Row and number of the highest one that stays, and how many below it are left out."""
    statement = f"""SELECT row, number, {VALUE} - %s - count(*) OVER () AS left_out {MAKES} AND number <> '' AND target IS NULL
        AND {VALUE} BETWEEN %s AND %s ORDER BY left_out DESC LIMIT 1"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [last, last + 1, furthest(last)])
        found: tuple[int, str, int] | None = cursor.fetchone()
    return found


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
