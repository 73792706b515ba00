"""How rows are found by words, as SQL.

Two steps in one statement: common words are met among the most recently active rows, read in the order of an index; only when these
do not fill the page is the trigram index asked (PostgreSQL skips the second part when its gate, a count of the first, is shut).
The best stand first: whole words, then beginnings of words, then middles; among equals the active and recent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import patience

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.search.words import Word

RECENT = 4000  # rows looked through in order of activity before the trigram index is asked
CANDIDATES = 40  # of these rows so many that match are compared, to put the best first


@dataclass(frozen=True)
class Source:
    """Rows to look through: `rows` gives key, search and the columns of the order, `shown` what is wanted of them."""

    name: str
    rows: str
    columns: str
    sort: str
    parameters: dict[str, Any]
    shown: str = ""


def source(
    name: str, rows: QuerySet[Any], order: tuple[str, ...], shown: QuerySet[Any, dict[str, Any]] | None = None
) -> Source:
    columns = [column.lstrip("-") for column in order]
    inner, parameters = _named(rows.order_by().values("pk", "search", *columns), f"{name}_rows")
    outer, more = _named(shown.order_by(), f"{name}_shown") if shown is not None else ("", {})
    quoted = [f'"{column}"' for column in columns]
    sort = [f"{column} DESC" if given.startswith("-") else column for column, given in zip(quoted, order, strict=True)]
    return Source(name, inner, ", ".join(["pk", *quoted]), ", ".join(sort), parameters | more, outer)


def _named(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    """A query with named parameters in place of numbered ones."""
    text, values = rows.query.sql_with_params()
    pieces = text.split("%s")
    named = [f"{piece}%({name}{place})s" for place, piece in enumerate(pieces[:-1])]
    return "".join([*named, pieces[-1]]), {f"{name}{place}": value for place, value in enumerate(values)}


def of_all(sources: Iterable[Source], looked_for: list[Word], limit: int) -> tuple[str, dict[str, Any]]:
    """One statement that gives (name, place, rank, what is shown as JSON) of the best `limit` rows of each source."""
    parameters: dict[str, Any] = _patterns(looked_for) | {"limit": limit}
    tables, parts = [], []
    for each in sources:
        tables.append(_keys(each, looked_for))
        parts.append(
            f"SELECT '{each.name}', place, rank, to_json(shown) FROM {each.name}_keys JOIN ({each.shown}) shown USING (pk)"  # noqa: S608 - our own SQL, values as parameters
        )
        parameters |= each.parameters
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}", parameters


def find(rows: QuerySet[Any], looked_for: list[Word], order: tuple[str, ...], limit: int) -> list[Any]:
    """The best `limit` of the rows that have all words."""
    if not looked_for:
        return []
    each = source("found", rows, order)
    statement = f"WITH {_keys(each, looked_for)} SELECT pk FROM found_keys ORDER BY place"  # noqa: S608 - our own SQL, values as parameters
    parameters = _patterns(looked_for) | each.parameters | {"limit": limit}
    keys = [key for (key,) in patience.fetched(statement, parameters)]
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _keys(each: Source, looked_for: list[Word]) -> str:
    """The tables NAME_recent, NAME_all and NAME_keys, for WITH."""
    name, columns, sort, rank = each.name, each.columns, each.sort, _rank(looked_for)
    recent = 0 if any(word.is_rare for word in looked_for) else RECENT
    return f"""
    {name}_recent AS MATERIALIZED (
      SELECT {columns}, {rank} AS rank FROM (SELECT * FROM ({each.rows}) listed ORDER BY {sort} LIMIT {recent}) recent
       WHERE {_every(looked_for, indexed=False)} LIMIT GREATEST(%(limit)s, {CANDIDATES})),
    {name}_all AS MATERIALIZED (
      SELECT {columns}, {rank} AS rank FROM ({each.rows}) listed
       WHERE (SELECT count(*) FROM {name}_recent) < %(limit)s AND {_every(looked_for, indexed=True)}),
    {name}_keys AS (
      SELECT pk, rank, row_number() OVER (ORDER BY rank, {sort}) AS place
        FROM (SELECT * FROM {name}_recent UNION SELECT * FROM {name}_all) found ORDER BY place LIMIT %(limit)s)"""  # noqa: S608 - as above


def _patterns(looked_for: list[Word]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, word in enumerate(looked_for):
        found |= {
            f"whole{place}": f"% {word.text} %",
            f"begins{place}": f"% {word.text}%",
            f"has{place}": f"%{word.text}%",
        }
        if word.plate:
            found[f"plate{place}"] = f"%{word.plate}%"
    return found


def _every(looked_for: list[Word], *, indexed: bool) -> str:
    """Every word occurs. For a handful of rows a short word is looked for inside words too."""
    return " AND ".join(
        _test("begins" if word.is_short(indexed=indexed) else "has", word, place)
        for place, word in enumerate(looked_for)
    )


def _rank(looked_for: list[Word]) -> str:
    """0 where all words stand as they were typed, 1 where words begin so, 2 where they stand inside words."""
    whole, begins = (
        " AND ".join(_test(form, word, at) for at, word in enumerate(looked_for)) for form in ("whole", "begins")
    )
    return f"CASE WHEN {whole} THEN 0 WHEN {begins} THEN 1 ELSE 2 END"


def _test(form: str, word: Word, place: int) -> str:
    text = "search || ' '" if form == "whole" else "search"
    test = f"{text} LIKE %({form}{place})s"
    is_plate = word.plate and not word.is_short(indexed=True)
    return f"({test} OR search LIKE %(plate{place})s)" if is_plate else test
