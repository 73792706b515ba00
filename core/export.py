"""CSV of exactly the listed rows: written by PostgreSQL itself, sent on as it comes, formulas defused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Regex
from django.http import StreamingHttpResponse
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Expression, QuerySet

BYTE_ORDER_MARK = (
    "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
)  # without it Excel reads UTF-8 as the country's old code page
CHUNK = 64 * 1024
STARTS_A_FORMULA = r"^'*\s*[=+\-@＝＋－＠]|^'*[\t\r\n]"


def defused(expression: str | Expression) -> Case:
    """The value as text; one that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes off."""
    text = Cast(F(expression) if isinstance(expression, str) else expression, CharField())
    return Case(
        When(Regex(text, STARTS_A_FORMULA), then=Concat(Value("'"), text, output_field=CharField())),
        default=text,
        output_field=CharField(),
    )


def csv_response(rows: QuerySet[Any], columns: Mapping[str, Expression], *, filename: str) -> StreamingHttpResponse:
    """Stream the rows as CSV: UTF-8 with mark, commas, CRLF-free lines; `columns` maps a head to what stands under it."""
    response = StreamingHttpResponse(csv_lines(rows, columns), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def csv_lines(rows: QuerySet[Any], columns: Mapping[str, Expression]) -> Iterator[bytes]:
    """The export in pieces of about 64 kB: one statement, so one consistent moment, and never more than a piece in memory."""
    aliases = {f"column_{position}": expression for position, expression in enumerate(columns.values())}
    inner, parameters = rows.annotate(**aliases).values(*aliases).query.sql_with_params()
    head = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.Identifier(alias), sql.Identifier(str(label)[:60]))
        for alias, label in zip(aliases, columns, strict=True)
    )
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor  # psycopg's own: Django's debugging wrapper copies without parameters
        select = f"SELECT {head.as_string(cursor.connection)} FROM ({inner}) listed"  # noqa: S608 - our own SQL, values as parameters
        yield BYTE_ORDER_MARK
        yield from _copied(cursor, select, parameters)


def _copied(cursor: Any, select: str, parameters: tuple[Any, ...]) -> Iterator[bytes]:
    with cursor.copy(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, HEADER)", parameters) as copy:
        gathered = bytearray()
        for piece in copy:
            gathered += piece
            if len(gathered) >= CHUNK:
                yield bytes(gathered)
                gathered.clear()
        yield bytes(gathered)
