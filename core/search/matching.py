"""How rows are found by words, as SQL.

Three steps in one statement. Common words are met among the most recently active rows, read in the order of an index. Words met there
too seldom to fill the page are met further down; words not met at all are rare, and the trigram index finds these quickly, as it is asked
whenever the page is not full yet. (PostgreSQL skips a step when its gate, a count of what was found before, is shut.)
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

RECENT = 1000  # rows looked through in order of activity before anything else
FURTHER = 4000  # so far, where the first held some of what is looked for, and for several names, which the index finds slower than one
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
    """The tables NAME_recent, NAME_further, NAME_all and NAME_keys, for WITH."""
    name, columns, sort = each.name, each.columns, each.sort
    found = f"SELECT {columns}, {_rank(looked_for)} AS rank FROM"
    met = f"(SELECT count(*) FROM {name}_recent)"  # noqa: S608 - our own names
    recent, further = _looked_through(looked_for)
    by_eye, by_index = _every(looked_for, indexed=False), _every(looked_for, indexed=True)
    return f"""
    {name}_recent AS MATERIALIZED (
      {found} (SELECT * FROM ({each.rows}) listed ORDER BY {sort} LIMIT {recent}) recent
       WHERE {by_eye} LIMIT GREATEST(%(limit)s, {CANDIDATES})),
    {name}_further AS MATERIALIZED (
      {found} (SELECT * FROM ({each.rows}) listed ORDER BY {sort} OFFSET {recent} LIMIT {further}) further
       WHERE {met} > 0 AND {met} < %(limit)s AND {by_eye} LIMIT GREATEST(%(limit)s, {CANDIDATES})),
    {name}_all AS MATERIALIZED (
      {found} ({each.rows}) listed
       WHERE {met} + (SELECT count(*) FROM {name}_further) < %(limit)s AND {by_index}),
    {name}_keys AS (
      SELECT pk, rank, row_number() OVER (ORDER BY rank, {sort}) AS place
        FROM (SELECT * FROM {name}_recent UNION ALL SELECT * FROM {name}_further UNION ALL
              SELECT * FROM {name}_all
               WHERE pk NOT IN (SELECT pk FROM {name}_recent UNION ALL SELECT pk FROM {name}_further)) found
       ORDER BY place LIMIT %(limit)s)"""  # noqa: S608 - as above


def _looked_through(looked_for: list[Word]) -> tuple[int, int]:
    """How many rows are looked through at first, and how many after these."""
    if any(word.is_rare for word in looked_for):
        return 0, 0
    names = [word for word in looked_for if not any(letter.isdigit() for letter in word.text)]
    return (FURTHER, 0) if len(names) > 1 else (RECENT, FURTHER - RECENT)


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
