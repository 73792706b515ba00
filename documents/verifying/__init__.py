"""A look through the whole archive: both chains, every hash computed again, every gap, every counter.

Rows are read in pieces through server-side cursors, so memory stays flat; all of it in one snapshot, so people go on working.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from core import history
from core.locks import deed
from core.models import Shop
from core.shop import current_shop
from documents.files import without_file
from documents.models import Verification
from documents.problems import Report
from documents.verifying import chains, stored
from documents.verifying import noted as earlier
from documents.verifying.statements import BY_STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accounts.models import User
    from documents.shapes import SeriesHead

__all__ = ["Report", "is_due", "keep", "look_and_keep", "look_through"]

MOST_SHOWN = 1_000_000
A_WEEK = timedelta(days=7)


def look_through(*, noted: Iterable[SeriesHead] = (), noted_in: str = "") -> Report:
    """Everything that is wrong; `noted` are heads that somebody kept outside, in what is called `noted_in`."""
    report, start = Report(), time.monotonic()
    with _one_moment():
        notes = earlier.notes(report)
        chains.look(report, notes, stored.pictures(report))
        stored.files(report)
        _by_statement(report)
        for number in without_file(older_than=stored.DRAWN_WITHIN):
            report.add("not_drawn", number)
        earlier.rewritten(report, notes, noted, noted_in)
        earlier.miscounted(report)
    report.seconds = time.monotonic() - start
    return report


def is_due() -> bool:
    """Whether the last look, or the shop's first day, is a week ago. One that is said to lie ahead is none."""
    shop, now = current_shop(), timezone.now()
    last = Verification.objects.filter(at__lte=now).values_list("at", flat=True).first()
    return shop.is_set_up and now - (last or shop.set_up_at) > A_WEEK


@deed
def keep(report: Report, *, by: User | None) -> Verification:
    """Write down what a look through found."""
    kept = Verification.objects.create(
        at=timezone.now(),
        seconds=round(report.seconds, 1),
        documents=report.documents,
        files=report.files,
        found=report.found,
        problems=[problem.as_json() for problem in report.problems],
        heads=report.heads,
    )
    # Every page tells managers when it is not 0, or long ago.
    Shop.objects.update(archive_problems=min(report.found, MOST_SHOWN), archive_checked_at=kept.at)
    facts = {"documents": report.documents, "found": report.found}
    history.record("archive_verified", by=by, kind="archive", number="ARCHIVE", facts=facts)
    return kept


def look_and_keep(*, noted: Iterable[SeriesHead] = (), noted_in: str = "") -> Report:
    """Look through and write down what was found. A look that breaks off is written down as that, so that every page tells of it."""
    try:
        report = look_through(noted=noted, noted_in=noted_in)
    except Exception as error:
        report = Report()
        report.add("interrupted", "", error=type(error).__name__)
        keep(report, by=None)
        raise
    keep(report, by=None)
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """All statements see the archive as it was at the first of them (inside a test's transaction: as it is)."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _by_statement(report: Report) -> None:
    for code, statement in BY_STATEMENT.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            for (number,) in cursor.fetchall():
                report.add(code, number)
