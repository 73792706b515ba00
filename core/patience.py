"""A second for whatever somebody filters or searches by: what takes longer is stopped, and the page says what to do."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName, QueryCanceled

from core import listing
from core.database import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django.utils.functional import Promise

NARROW_THE_FILTER = _("That finds too much: narrow the filter.")


class Slow(Exception):
    """A statement was stopped because it took longer than a second."""


A_SECOND = "SET LOCAL statement_timeout = '1s'; "


def fetched(statement: str, parameters: Mapping[str, Any]) -> list[Any]:
    """The rows of one statement that may take a second: both go to the database at once. Raises Slow.

    It is prepared. Where that does not hold (a pooler that hands out another connection) it is asked as it stands.
    """
    try:
        found = prepared.prepared(statement, parameters)
        return _sent(*(found or (statement, parameters)))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, (InvalidSqlStatementName, DuplicatePreparedStatement)):
            raise
        prepared.give_up()
        return _sent(statement, parameters)


def _sent(statement: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    with _alone(), stopped(), connection.cursor() as cursor:
        cursor.execute(A_SECOND + statement, parameters)
        while cursor.nextset():
            pass
        return list(cursor.fetchall())


def _alone() -> AbstractContextManager[Any]:
    """Two statements sent together are a transaction of their own; within a larger one they need a savepoint."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@contextmanager
def stopped() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise Slow from error


@contextmanager
def a_second(*, limited: bool = True) -> Iterator[None]:
    """Each statement inside may take a second. Raises Slow, and only for that: a database that is not there stays an error.

    An ordinary unfiltered list stands in an index and is worth no further statement: it says `limited=False`.
    """
    if not limited:
        yield
        return
    with stopped(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(A_SECOND)
        yield


def page(
    query: QueryDict, rows: QuerySet[Any], sorts: Sequence[listing.Sort], *, limited: bool
) -> tuple[listing.Page, str | Promise]:
    """As listing.page(), with a second of patience; when that is over: no rows, and words that say what to do."""
    try:
        with a_second(limited=limited):
            return listing.page(query, rows, sorts), ""
    except Slow:
        return listing.page(query, rows.none(), sorts), NARROW_THE_FILTER
