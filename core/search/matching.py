"""How rows are found by words, as SQL.

Four steps in one statement. Common words are met among the most recently active rows, read in the order of an index. Words met there
too seldom to fill the page are met further down. Who is called just so may stand behind all of these, among many whose names only contain
it: an index of names finds them. Words not met at all are rare, and the trigram index finds these quickly, as it is asked whenever the
page is not full yet; where they are common after all (thousands of like rows came last), some of them have to do.
(PostgreSQL skips a step when its gate, a count of what was found before, is shut.)
The best stand first: names, then whole words, then beginnings of words, then middles; among equals the active and recent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import patience
from core.search.words import SHORT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from core.search.words import Word

RECENT = 1000  # rows looked through in order of activity before anything else
FURTHER = 4000  # so far, where the first held some of what is looked for, and for several names, which the index finds slower than one
INDEXED = 2000  # rows that the trigram index is asked for: a table of its own, as a limit beside the words would have the whole table read
CANDIDATES = 40  # of these rows so many that match are compared, to put the best first
NAME = "sort_name"  # where a table keeps names, folded, the last one first; an index has them in this order
NOT_INDEXED = "search || ''"
START = 5  # letters of a name, where another one is looked for with it
END = 7  # signs of a long number, which no two hundred records share
NAMED, WHOLE, BEGINS, INSIDE = range(4)  # ranks


@dataclass(frozen=True)
class Source:
    """Rows to look through: `rows` gives key, search and the columns of the order, `shown` what is wanted of them."""

    name: str
    rows: str
    columns: str
    sort: str
    parameters: dict[str, Any]
    shown: str = ""
    has_names: bool = False


def source(
    name: str, rows: QuerySet[Any], order: tuple[str, ...], shown: QuerySet[Any, dict[str, Any]] | None = None
) -> Source:
    columns = [column.lstrip("-") for column in order]
    names = [NAME] if any(field.name == NAME for field in rows.model._meta.concrete_fields) else []
    inner, parameters = _named(rows.order_by().values("pk", "search", *names, *columns), f"{name}_rows")
    outer, more = _named(shown.order_by(), f"{name}_shown") if shown is not None else ("", {})
    quoted = [f'"{column}"' for column in columns]
    sort = [f"{column} DESC" if given.startswith("-") else column for column, given in zip(quoted, order, strict=True)]
    return Source(name, inner, ", ".join(["pk", *quoted]), ", ".join(sort), parameters | more, outer, bool(names))


def _named(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    """A query with named parameters in place of numbered ones."""
    text, values = rows.query.sql_with_params()
    pieces = text.split("%s")
    named = [f"{piece}%({name}{place})s" for place, piece in enumerate(pieces[:-1])]
    return "".join([*named, pieces[-1]]), {f"{name}{place}": value for place, value in enumerate(values)}


def of_all(sources: Iterable[Source], looked_for: list[Word], limit: int) -> tuple[str, dict[str, Any]]:
    """One statement that gives (name, place, rank, what is shown as JSON) of the best `limit` rows of each source."""
    parameters: dict[str, Any] = _patterns(looked_for)
    tables, parts = [], []
    for each in sources:
        tables.append(_keys(each, looked_for, limit))
        parts.append(
            f"SELECT '{each.name}', place, rank, to_json(shown) FROM {each.name}_keys JOIN ({each.shown}) shown USING (pk)"  # noqa: S608 - our own SQL, values as parameters
        )
        parameters |= each.parameters
    return _settled(f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}", parameters)


def find(rows: QuerySet[Any], looked_for: list[Word], order: tuple[str, ...], limit: int) -> list[Any]:
    """The best `limit` of the rows that have all words."""
    if not looked_for:
        return []
    each = source("found", rows, order)
    statement = f"WITH {_keys(each, looked_for, limit)} SELECT pk FROM found_keys ORDER BY place"  # noqa: S608 - our own SQL, values as parameters
    keys = [key for (key,) in patience.fetched(*_settled(statement, _patterns(looked_for) | each.parameters))]
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _settled(statement: str, parameters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """With those parameters alone that the statement names."""
    return statement, {name: value for name, value in parameters.items() if f"%({name})s" in statement}


def _keys(each: Source, looked_for: list[Word], limit: int) -> str:
    """The tables NAME_recent, NAME_further, NAME_named, NAME_indexed, NAME_all and NAME_keys, for WITH."""
    name, columns, sort = each.name, each.columns, each.sort
    found = f"SELECT {columns}, {_rank(looked_for, has_names=each.has_names)} AS rank FROM"
    recent, further = _looked_through(looked_for)
    by_eye, by_index = _by_eye(looked_for), _by_index(looked_for)
    tables = [
        f"""{name}_recent AS MATERIALIZED (
        {found} (SELECT * FROM ({each.rows}) listed ORDER BY {sort} LIMIT {recent}) recent
         WHERE {by_eye} LIMIT {max(limit, CANDIDATES)})""",  # noqa: S608 - our own SQL, values as parameters
        f"""{name}_further AS MATERIALIZED (
        {found} (SELECT * FROM ({each.rows}) listed ORDER BY {sort} OFFSET {recent} LIMIT {further}) further
         WHERE {_met(name, "recent")} > 0 AND {_met(name, "recent")} < {limit} AND {by_eye} LIMIT {max(limit, CANDIDATES)})""",  # noqa: S608 - as above
    ]
    before = ["recent", "further"]
    if each.has_names and (called := _called(looked_for)):
        others = _other_than(name, before)
        tables.append(
            f"{name}_named AS MATERIALIZED ({found} ({each.rows}) listed WHERE {_none_is_named(name)} AND ({called}) AND {others} LIMIT {CANDIDATES})"
        )
        before.append("named")
    met = " + ".join(_met(name, step) for step in before)
    return f"""{", ".join(tables)},
    {name}_indexed AS MATERIALIZED ({found} ({each.rows}) listed WHERE {met} < {limit} AND {by_index}),
    {name}_all AS MATERIALIZED (SELECT * FROM {name}_indexed LIMIT {INDEXED}),
    {name}_keys AS (
      SELECT pk, rank, row_number() OVER (ORDER BY rank, {sort}) AS place
        FROM ({_together(name, "*", before)} UNION ALL SELECT * FROM {name}_all WHERE {_other_than(name, before)}) found
       ORDER BY place LIMIT {limit})"""  # noqa: S608 - as above


def _met(name: str, step: str) -> str:
    return f"(SELECT count(*) FROM {name}_{step})"  # noqa: S608 - our own names


def _none_is_named(name: str) -> str:
    return f"NOT EXISTS (SELECT FROM ({_together(name, 'rank', ['recent', 'further'])}) met WHERE rank = {NAMED})"


def _other_than(name: str, steps: list[str]) -> str:
    return f"pk NOT IN ({_together(name, 'pk', steps)})"


def _together(name: str, column: str, steps: list[str]) -> str:
    return " UNION ALL ".join(f"SELECT {column} FROM {name}_{step}" for step in steps)  # noqa: S608 - as above


def _orders_of(looked_for: list[Word]) -> list[str]:
    """Beginnings of a folded name, the last name first, that two words may be; more words are taken as they were typed."""
    texts = [word.text for word in looked_for]
    return [" ".join(texts), *([" ".join(reversed(texts))] if len(texts) == len(("first", "last")) else [])]


def _called(looked_for: list[Word]) -> str:
    """Names that begin with the words, whole: up to where a space would be followed by the next sign. No name has figures."""
    if any(len(word.text) < 2 or not word.text.isalpha() for word in looked_for):  # noqa: PLR2004 - an initial is no name
        return ""
    ranges = (f"{NAME} >= %(named{at})s AND {NAME} < %(named{at})s || '!'" for at in range(len(_orders_of(looked_for))))
    return " OR ".join(f"({each})" for each in ranges)


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
            f"end{place}": f"%{word.text[-END:]}%",
            f"start{place}": f"%{word.text[:START]}%",
        }
        if word.plate:
            found |= {
                f"plate_begins{place}": f"% {word.plate}%",
                f"plate_has{place}": f"%{word.plate}%",
                f"plate_end{place}": f"%{word.plate[-END:]}%",
            }
    return found | {f"named{place}": called for place, called in enumerate(_orders_of(looked_for))}


def _by_eye(looked_for: list[Word]) -> str:
    """Every word occurs. In a handful of rows a short word is looked for inside words too."""
    return " AND ".join(
        _test("begins" if word.is_short(indexed=False) else "has", word, place) for place, word in enumerate(looked_for)
    )


def _by_index(looked_for: list[Word]) -> str:
    """The same where the trigram index has to find it. It walks through one list for each three letters, so it is not asked more than needed:

    of a long number its end says enough, of a name beside another one its beginning, and beside a good part of a number it is not asked for
    words of three letters, which are many.
    """
    tests = []
    is_enough = any(word.is_rare or word.is_number for word in looked_for)
    for place, word in enumerate(looked_for):
        is_long_name = len(looked_for) > 1 and len(word.text) > START and word.text.isalpha()
        if word.is_rare or is_long_name:
            tests.append(_test("end" if word.is_rare else "start", word, place))
        is_left_to_the_eye = (
            word.is_rare or is_long_name or (is_enough and len(word.text) <= SHORT and not word.is_number)
        )
        form = "begins" if word.is_short(indexed=True) else "has"
        tests.append(_test(form, word, place, f"({NOT_INDEXED})" if is_left_to_the_eye else "search"))
    return " AND ".join(tests)


def _rank(looked_for: list[Word], *, has_names: bool) -> str:
    cases = []
    if has_names:
        named = (f"' ' || {NAME} || ' ' LIKE %(whole{place})s" for place in range(len(looked_for)))
        cases.append(f"WHEN {' AND '.join(named)} THEN {NAMED}")
    for form, rank in (("whole", WHOLE), ("begins", BEGINS)):
        every = (_test(form, word, place) for place, word in enumerate(looked_for))
        cases.append(f"WHEN {' AND '.join(every)} THEN {rank}")
    return f"CASE {' '.join(cases)} ELSE {INSIDE} END"


def _test(form: str, word: Word, place: int, column: str = "search") -> str:
    text = f"{column} || ' '" if form == "whole" else column
    test = f"{text} LIKE %({form}{place})s"
    is_plate = form != "whole" and word.plate and not word.is_short(indexed=True)
    return f"({test} OR {column} LIKE %(plate_{form}{place})s)" if is_plate else test
