"""The monthly closing: what was issued in a month, and the heads of the chains at its issue."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Max, Min
from django.utils import timezone

from core import clock, money
from core.locks import deed
from core.shop import current_shop
from documents import heads, sums
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.letterhead import shop_part
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from documents.shapes import SeriesCount

# Each app with money adds what it knows of a month: the keys of documents.shapes.ClosingPart beside the documents.
FIGURES: list[Callable[[dt.datetime, dt.datetime], dict[str, Any]]] = []
LONGEST_BACK = 24  # months that are closed by themselves when nobody did


class ClosedAlready(Exception):
    """The month has its closing; `number` names it."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NotOver(Exception):
    """The month is not over yet: what is issued in it would be missing."""


class NothingIssued(Exception):
    """There is nothing to close: no document is of that month."""


@deed
def close_month(*, month: dt.date, by: User | None) -> Document:
    """Issue the closing of the month that this day lies in. Raises NotOver, ClosedAlready and NothingIssued."""
    starts, ends = bounds(month)
    if ends > clock.now():
        raise NotOver
    _hold(starts)
    if standing := closing_of(month):
        raise ClosedAlready(standing)
    if not _is_used(starts, ends):
        raise NothingIssued
    shop = current_shop()
    closing = {
        "starts": f"{starts:%Y-%m-%d}",
        "ends": f"{ends - dt.timedelta(days=1):%Y-%m-%d}",
        "currency": shop.currency,
        "zone": shop.time_zone,
        "documents": counted(starts, ends),
        "heads": heads.current(),
    }
    for figures in FIGURES:
        closing |= figures(starts, ends)
    return issue(
        kind=DocumentKind.MONTHLY_CLOSING,
        content={"shop": shop_part(shop), "issued_by": str(by or ""), "terms": [], "closing": closing},
        language=shop.language,
        find_by=Findable(identifiers=key_of(month)),
        by=by,
    )


def closing_of(month: dt.date) -> str:
    """The number of the month's closing; empty when it has none."""
    named = DocumentContent.objects.filter(
        number__in=Document.objects.filter(kind=DocumentKind.MONTHLY_CLOSING).values("number"),
        identifiers=key_of(month),
    )
    return named.values_list("number", flat=True).first() or ""


def key_of(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def month_of(row: DocumentContent) -> dt.date | None:
    """The first day of the month that a closing closes; None for whatever is no closing."""
    try:
        return dt.date.fromisoformat(f"{row.identifiers}-01")
    except ValueError:
        return None


def bounds(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the month, and of the next, in the shop's zone."""
    zone = current_shop().zone
    first = dt.datetime(month.year, month.month, 1, tzinfo=zone)
    after = dt.datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    return first, after


def open_months() -> list[dt.date]:
    """The months that are over and in which something was issued, but that have no closing yet; oldest first."""
    months = []
    month = timezone.localtime(clock.now(), current_shop().zone).date().replace(day=1)
    for _each in range(LONGEST_BACK):
        month = (month - dt.timedelta(days=1)).replace(day=1)
        starts, ends = bounds(month)
        if _is_used(starts, ends) and not closing_of(month):
            months.append(month)
    return months[::-1]


def _is_used(starts: dt.datetime, ends: dt.datetime) -> bool:
    issued = Document.objects.filter(issued_at__gte=starts, issued_at__lt=ends)
    return issued.exclude(kind=DocumentKind.MONTHLY_CLOSING).exists()


def _hold(starts: dt.datetime) -> None:
    """Two people who close the same month at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"month {starts:%Y-%m}"])


def counted(starts: dt.datetime, ends: dt.datetime) -> list[SeriesCount]:
    """Series by series what was issued in the month, and the sum of its amounts."""
    issued = Document.objects.filter(issued_at__gte=starts, issued_at__lt=ends)
    rows = issued.values("kind", "series").annotate(count=Count("pk"), first=Min("position"), last=Max("position"))
    return [_line({**row}, issued.filter(series=row["series"]), starts, ends) for row in rows.order_by("series")]


def _line(row: dict[str, Any], issued: Any, starts: dt.datetime, ends: dt.datetime) -> SeriesCount:
    numbers = dict(issued.filter(position__in=[row["first"], row["last"]]).values_list("position", "number"))
    total = sums.total(row["series"], starts, ends)
    line: SeriesCount = {
        "kind": row["kind"],
        "first": numbers[row["first"]],
        "last": numbers[row["last"]],
        "count": row["count"],
    }
    return line | {"total": money.frozen(total)} if total is not None else line
