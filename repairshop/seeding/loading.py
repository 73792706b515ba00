"""Loading many rows fast: without indexes and foreign keys, which are made again, and checked, at the end."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psycopg import sql

PIECE = 256 * 1024  # letters
SILENT = (  # triggers that would write each customer again after every row, keep sums from being written, or fold every text
    ("customers_phone", "USER"),
    ("customers_customercontact", "USER"),
    ("customers_customer", "keep_money"),
    ("customers_customer", "fill"),
    ("devices_device", "fill"),
    ("repairs_workorder", "fill"),
    ("documents_documentcontent", "fill"),
    ("repairs_workorder", "money_insert"),
)
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = ANY (%s::regclass[]) AND contype = ANY (%s) ORDER BY conrelid, conname"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('u', 'p'))
     ORDER BY indrelid, indexrelid"""


def execute(statement: str | sql.Composed, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement as the owner of the tables."""
    with connections["owner"].cursor() as cursor:
        text = statement if isinstance(statement, str) else statement.as_string(cursor.connection)
        cursor.execute(text, list(parameters) or None)
        return list(cursor.fetchall()) if cursor.description else []


def copy(table: str, columns: str, lines: Iterable[str]) -> None:
    """COPY lines, one by one or many together, their fields separated by tabs.

    Columns not named get what a new record has there.
    """
    others = _defaults(table, columns)
    columns = ", ".join([columns, *others])
    end = "".join(f"\t{value}" for value in others.values()) + "\n"
    with (
        timed(table),
        connections["owner"].cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into,
    ):
        for piece in _pieces(lines):
            into.write(piece.replace("\n", end))


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """Lines put together, so that PostgreSQL is at work while the next ones are made."""
    waiting: list[str] = []
    size = 0
    for each in lines:
        waiting.append(each)
        size += len(each)
        if size > PIECE:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _defaults(table: str, columns: str) -> dict[str, str]:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    named = {name.strip() for name in columns.split(",")}
    fields = [field for field in model._meta.concrete_fields if field.column not in named and not field.null]
    return {str(field.column): _plain(field.get_default()) for field in fields}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


@contextmanager
def bare(tables: list[str]) -> Iterator[None]:
    """One transaction in which the tables have neither indexes nor foreign keys, and the triggers of SILENT are off."""
    with transaction.atomic(using="owner"):
        execute("SET LOCAL maintenance_work_mem = '512MB'")
        execute("SET LOCAL max_parallel_maintenance_workers = 1")  # beside the one that asks: two cores
        execute("SET LOCAL synchronous_commit = off")
        keys = execute(CONSTRAINTS, [tables, ["f"]])
        unique = execute(CONSTRAINTS, [tables, ["u"]])
        indexes = execute(INDEXES, [tables])
        _take_away(keys, unique, indexes)
        _switch_triggers("DISABLE")
        yield
        with timed("indexes"):
            for _name, definition in indexes:
                execute(definition)
        with timed("constraints"):
            for table, name, definition in [*unique, *keys]:
                execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        _switch_triggers("ENABLE")
    for table in tables:
        execute(f"VACUUM (ANALYZE) {table}")


def _take_away(keys: list[tuple[Any, ...]], unique: list[tuple[Any, ...]], indexes: list[tuple[Any, ...]]) -> None:
    for table, name, _definition in [*keys, *unique]:
        execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        execute(f"DROP INDEX {name}")


def _switch_triggers(how: str) -> None:
    for table, trigger in SILENT:
        execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


def follow_on(table: str) -> None:
    """Let the next row get an id after those loaded."""
    execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST((SELECT max(id) FROM {table}), 1))")  # noqa: S608 - our own names


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    sys.stdout.write(f"  {what:<32} {time.monotonic() - start:7.1f} s\n")
    sys.stdout.flush()
