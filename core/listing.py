"""Lists: a closed list of sorts and page sizes, and pages by key, so that page one million costs what page one costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict
    from django.utils.functional import Promise

PAGE_SIZES = (50, 100, 25)  # the first is the usual one
SALT = "core.listing"  # a page token that was not made here is no token


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One way to order a list. All columns go the same direction, none is nullable, the last is unique; an index has them.

    `opposite` is the key of the sort that goes the other way, if the list offers both.
    """

    key: str
    label: str | Promise
    columns: tuple[str, ...]
    descending: bool = False
    opposite: str = ""

    def order(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [f"{sign}{column}" for column in self.columns]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a list; `sort` names the Sort a click on its head chooses.

    A fixed one always stands first; one that is not usual is shown to those who chose it.
    """

    key: str
    label: str | Promise
    css: str = ""
    sort: str = ""
    is_fixed: bool = False
    is_usual: bool = True
    is_money: bool = False  # the currency stands in the head


def arranged(columns: Sequence[Column], chosen: Sequence[str], also: str = "") -> list[Column]:
    """The columns to show: the fixed ones, then the chosen ones in their order, or the usual ones when nothing was chosen.

    `also` is one that is shown besides, before the first that usually comes later.
    """
    by_key = {column.key: column for column in columns}
    fixed = [column for column in columns if column.is_fixed]
    wanted = [by_key[key] for key in dict.fromkeys(chosen) if key in by_key and not by_key[key].is_fixed]
    shown = [*fixed, *(wanted or [column for column in columns if column.is_usual and not column.is_fixed])]
    if also and by_key[also] not in shown:
        rank = columns.index(by_key[also])
        later = (place for place, column in enumerate(shown) if columns.index(column) > rank)
        shown.insert(next(later, len(shown)), by_key[also])
    return shown


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Any]
    sort: Sort
    size: int
    first: int  # 1 for the first row of the list
    newer: str = ""  # tokens for ?page=
    older: str = ""

    @property
    def range(self) -> str:
        return f"{self.first:,}–{self.first + len(self.rows) - 1:,}" if self.rows else "0"

    @property
    def is_whole(self) -> bool:
        return not self.newer and not self.older


def page(query: QueryDict, rows: QuerySet[Any], sorts: Sequence[Sort]) -> Page:
    """The page of `rows` that ?sort=, ?page= and ?per_page= ask for; what is not on the closed lists is taken as the usual."""
    sort = chosen_sort(query, sorts)
    size = next((each for each in PAGE_SIZES if str(each) == query.get("per_page")), PAGE_SIZES[0])
    token = _read(query.get("page", ""), rows.model, sort)
    if token is None:
        return _from_start(rows, sort, size)
    return _after(rows, sort, size, token) if token["to"] == "older" else _before(rows, sort, size, token)


def addresses(query: QueryDict, page_: Page) -> dict[str, str]:
    """For the pager: `newer_url` and `older_url`, with everything else the query says."""
    tokens = {"newer_url": page_.newer, "older_url": page_.older}
    return {name: _address(query, token) for name, token in tokens.items() if token}


def _address(query: QueryDict, token: str) -> str:
    kept = query.copy()
    kept["page"] = token
    return f"?{kept.urlencode()}"


def chosen_sort(query: QueryDict, sorts: Sequence[Sort]) -> Sort:
    return next((each for each in sorts if each.key == query.get("sort")), sorts[0])


def _from_start(rows: QuerySet[Any], sort: Sort, size: int) -> Page:
    found = list(rows.order_by(*sort.order())[: size + 1])
    return _page(found[:size], sort, size, first=1, has_older=len(found) > size)


def _after(rows: QuerySet[Any], sort: Sort, size: int, token: Mapping[str, Any]) -> Page:
    found = list(_beyond(rows, sort, token["key"], backwards=False).order_by(*sort.order())[: size + 1])
    if not found:
        return _from_start(rows, sort, size)
    return _page(found[:size], sort, size, first=token["at"] + 1, has_older=len(found) > size)


def _before(rows: QuerySet[Any], sort: Sort, size: int, token: Mapping[str, Any]) -> Page:
    found = list(_beyond(rows, sort, token["key"], backwards=True).order_by(*sort.order(backwards=True))[:size])
    if len(found) < size:  # the beginning: shown whole rather than as half a page
        return _from_start(rows, sort, size)
    return _page(found[::-1], sort, size, first=max(1, token["at"] - size), has_older=True)


def _page(rows: list[Any], sort: Sort, size: int, *, first: int, has_older: bool) -> Page:
    return Page(
        rows=rows,
        sort=sort,
        size=size,
        first=first,
        newer=_token("newer", rows[0], sort, at=first) if rows and first > 1 else "",
        older=_token("older", rows[-1], sort, at=first + len(rows) - 1) if rows and has_older else "",
    )


def _beyond(rows: QuerySet[Any], sort: Sort, key: list[Any], *, backwards: bool) -> QuerySet[Any]:
    """Rows after (or before) the key, as one row comparison: that is what an index on the columns answers."""
    named = rows.query.annotations  # a column may be an expression the rows are annotated with
    fields = [
        named[column].output_field if column in named else rows.model._meta.get_field(column) for column in sort.columns
    ]
    comparison = TupleLessThan if sort.descending != backwards else TupleGreaterThan
    columns = Tuple(*(F(column) for column in sort.columns))
    return rows.filter(comparison(columns, [field.to_python(value) for field, value in zip(fields, key, strict=True)]))


def _token(to: str, row: Any, sort: Sort, *, at: int) -> str:
    key = [_plain(getattr(row, column)) for column in sort.columns]
    return signing.dumps([to, _list(row, sort), at, key], salt=SALT)


def _list(row: Any, sort: Sort) -> str:
    """Which list a token belongs to: two lists may have a sort of the same name."""
    return f"{row._meta.label} {sort.key}"


def _read(token: str, model: type[Model], sort: Sort) -> dict[str, Any] | None:
    """What the token says; None for one that was not made here or belongs to another list or sort."""
    try:
        to, list_of, at, key = signing.loads(token, salt=SALT) if token else ("", "", 0, [])
    except signing.BadSignature:
        return None
    return {"to": to, "at": at, "key": key} if list_of == _list(model, sort) else None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, str | int) else value.isoformat()
