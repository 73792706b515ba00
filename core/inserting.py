"""New rows of several tables written by one statement: where others wait for a lock, every trip to the database counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.expressions import DatabaseDefault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model


def insert_together(*rows: Model) -> None:
    """Insert the rows; keys that the database gives stand in them afterwards. Plain values only; no signals are sent.

    A row may refer to one before it: its key is filled in by the statement itself.
    """
    parts: list[str] = []
    values: list[Any] = []
    for place, row in enumerate(rows):
        text, of_row = _insert(row, rows[:place])
        parts.append(f"row{place} AS ({text})")
        values += of_row
    keys = ", ".join(_key_of(place) for place in range(len(rows)))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {keys}", values)
        found = cursor.fetchone()
    for row, key in zip(rows, found, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias
    for row in rows:
        for field in row._meta.concrete_fields:
            if (other := _referred(row, field)) is not None:
                setattr(row, field.attname, other.pk)


def _insert(row: Model, before: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement for one row, and its values."""
    meta = row._meta
    names: list[str] = []
    marks: list[str] = []
    values: list[Any] = []
    for field in meta.concrete_fields:
        value = field.pre_save(row, add=True)
        mark, given = _mark(row, field, before), field.get_db_prep_save(value, connection)
        if mark == "%s" and (
            field.generated or isinstance(value, DatabaseDefault) or (field.primary_key and not value)
        ):
            continue  # the database fills it
        names.append(connection.ops.quote_name(str(field.column)))
        marks.append(mark)
        values += [given] if mark == "%s" else []
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(str(meta.pk.column))
    text = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(marks)}) RETURNING {key}"  # noqa: S608 - our own names
    return text, values


def _mark(row: Model, field: Field[Any, Any], before: Sequence[Model]) -> str:
    other = _referred(row, field)
    place = next((place for place, each in enumerate(before) if each is other), None)
    return "%s" if other is None or place is None else _key_of(place)


def _key_of(place: int) -> str:
    return f"(SELECT * FROM row{place})"  # noqa: S608 - our own names


def _referred(row: Model, field: Any) -> Model | None:
    """The row that this one refers to by the field, where it is at hand."""
    is_there = field.is_relation and field.is_cached(row)
    return field.get_cached_value(row) if is_there else None
