"""Which lists can be taken along as a file, and what a person wants of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import history, saved
from core.export.writing import Counted, csv_pieces, excel_pieces
from core.locks import deed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User
    from core.export.fields import Field

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS = {"csv": csv_pieces, "xlsx": excel_pieces}
MOST_TICKED = 1000
NOT_OF_THE_LIST = ("format", "fields", "page", "per_page", "csrfmiddlewaretoken")


class Refused(Exception):
    """A filter is not understood: nothing is exported."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """`page` is the URL name of the list. `rows` gives the filtered rows in the list's order, or raises Refused.

    `fields` are all of a record, `shown` those that stand for a column of the list.
    """

    page: str
    name: str  # of the file
    verb: str  # of the event
    permission: str  # asked again when the worker writes the file, and when it is taken
    rows: Callable[[QueryDict, User], QuerySet[Any]]
    fields: Callable[[], list[Field]]
    shown: Callable[[], Mapping[str, list[Field]]]


EXPORTS: dict[str, Export] = {}


def register(export: Export) -> None:
    EXPORTS[export.page] = export


@dataclass(frozen=True)
class Wanted:
    """One file: of which list, for which query, in which form, with all fields or those of the list's columns."""

    export: Export
    query: QueryDict
    format: str
    is_as_shown: bool
    by: User

    @classmethod
    def read(cls, page: str, query: QueryDict, by: User) -> Wanted:
        """What the address asks for; what is not on the closed lists is taken as the usual: all fields as CSV."""
        chosen = query.get("format", "")
        return cls(EXPORTS[page], query, chosen if chosen in FORMATS else "csv", query.get("fields") == "shown", by)

    @property
    def filename(self) -> str:
        return f"{self.export.name}-{timezone.localdate():%Y-%m-%d}.{self.format}"

    @property
    def content_type(self) -> str:
        return FORMATS[self.format]

    @property
    def address(self) -> str:
        """The query of the list alone."""
        kept = self.query.copy()
        for name in NOT_OF_THE_LIST:
            kept.pop(name, None)
        return kept.urlencode()

    def rows(self) -> QuerySet[Any]:
        return self.export.rows(self.query, self.by)

    def fields(self) -> list[Field]:
        if not self.is_as_shown:
            return self.export.fields()
        shown = self.export.shown()
        columns = saved.columns_for(saved.choice_of(self.by, self.export.page), self.query.get(saved.SELECTION, ""))
        return [field for column in columns for field in shown.get(column.key, [])]

    def pieces(self, counted: Counted | None = None, *, of: QuerySet[Any] | None = None) -> Iterator[bytes]:
        """The file. The statement is made at once, in the language and zone of this moment; the rows are read as they are sent."""
        return WRITERS[self.format](self.rows() if of is None else of, self.fields(), counted)


@deed
def note_export(*, verb: str, kind: str, count: int, by: User) -> None:
    history.record(verb, by=by, kind=kind, number="", facts={"rows": count})
