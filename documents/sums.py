"""What the amounts of documents come to, by what was frozen into them: so it stays, whatever becomes of the records.

A refund counts against, a document that cancels counts nothing, and one that stands in for another takes that one's amount back: whichever
month either was issued in, the months together come to what still holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from documents.kinds import DocumentKind

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

SIGNED = """
WITH issued AS (
  SELECT number, corrects FROM documents_document
   WHERE series LIKE %(series)s AND issued_at >= %(starts)s AND issued_at < %(ends)s
), named AS (
  SELECT number, 1 AS counts FROM issued UNION ALL SELECT corrects, -1 FROM issued WHERE corrects <> ''
), said AS (
  SELECT named.counts, row.amount, CASE WHEN row.content IS JSON OBJECT THEN row.content::json END AS content
    FROM named JOIN documents_documentcontent row ON row.number = named.number WHERE row.amount IS NOT NULL
)
SELECT coalesce(content #>> '{payment,method}', '') AS method,
       sum(CASE WHEN counts = 1 AND content #>> '{corrects,cancels}' = 'true' THEN 0
                WHEN content #>> '{payment,kind}' = 'refund' THEN -counts * amount
                ELSE counts * amount END) AS sum
  FROM said GROUP BY 1 ORDER BY 1
"""


def by_method(series: str, starts: dt.datetime, ends: dt.datetime) -> list[tuple[str, Decimal]]:
    """Of the documents of a series (a pattern of LIKE) issued between the moments: the way of payment, empty where none is named, and the sum."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNED, {"series": series, "starts": starts, "ends": ends})
        return list(cursor.fetchall())


def total(series: str, starts: dt.datetime, ends: dt.datetime) -> Decimal | None:
    """None where no document has an amount."""
    sums = [amount for _method, amount in by_method(series, starts, ends)]
    return sum(sums[1:], sums[0]) if sums else None


def payments(starts: dt.datetime, ends: dt.datetime) -> list[tuple[str, Decimal]]:
    """What came in less what was given back, by method, as the receipts say."""
    return by_method(f"{DocumentKind.PAYMENT_RECEIPT}/%", starts, ends)
