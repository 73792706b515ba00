"""Who is at work on an import: one process at each, and all of them one after another where customers are written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.models import ImportJob

ONE_AT_A_TIME = 7_110_001  # advisory locks of this class: all imports together, and each one's work by itself
EACH = 7_110_002


class NotNow(Exception):
    """The import is not in the state that this deed is for: somebody was faster, or pressed twice."""


@contextmanager
def at_work(job: ImportJob) -> Iterator[bool]:
    """Whether nobody else is at work on this import; the lock goes with the connection, so a killed process holds none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [EACH, job.pk % 2**31])
        alone = bool(cursor.fetchone()[0])
    try:
        if alone:
            job.refresh_from_db()
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [EACH, job.pk % 2**31])


def one_import_at_a_time() -> None:
    """Two imports of one list must see each other's customers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ONE_AT_A_TIME])
