"""What every app knows of a customer.

Deleting, restoring, merging, anonymising and the pages about a customer loop over the parts registered here, so that no lower app
imports a higher one.
A test fails when a model that reaches a customer is in no part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, CharField, ForeignKey, JSONField, TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db import models
    from django.utils.functional import Promise

    from accounts.models import User

FORMAT = 4  # version of what `dump` writes; tests/fixtures keeps an entry of each, and every one can be restored
MOST_ROWS = 100  # of a list on the deletion sheet; the count says how many there are


@dataclass(frozen=True)
class Count:
    label: str | Promise
    number: int


@dataclass(frozen=True)
class Row:
    """One line on the deletion sheet."""

    number: str
    text: str
    url: str = ""
    status_code: str = ""
    note: str | Promise = ""


@dataclass(frozen=True)
class Blocker:
    """Something that must be ticked before the customer may be deleted or restored, one by one."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Listed:
    """What goes or stays with a deletion: how much, and the first of it."""

    number: int
    rows: list[Row] = field(default_factory=list)


class Part:
    """One app's part. `position` is the order of dumping and restoring; erasing goes the other way."""

    key: str
    position: int
    covers: tuple[str, ...] = ()  # the models, as "app.Model"

    def counts(self, customer: Any) -> list[Count]:
        return []

    def goes(self, customer: Any) -> Listed | None:
        return None

    def stays(self, customer: Any) -> Listed | None:
        return None

    def blockers(self, customer: Any) -> list[Blocker]:
        return []

    def lock(self, customer: Any) -> None:
        """Lock the part's rows that others may be handed meanwhile; called with the customer's row locked, before anything is read."""

    def dump(self, customer: Any) -> dict[str, Any]:
        return {}

    def erase(self, customer: Any) -> None:
        """Remove the part's rows; called in the deed's transaction with the customer's row locked."""

    def restore(self, dumped: dict[str, Any]) -> None:
        """Bring back what `dump` wrote, under the same keys and numbers."""

    def clashes(self, dumped: dict[str, Any]) -> list[Blocker]:
        """What of the dump somebody else has by now; each must be ticked before it is restored."""
        return []

    def moves(self, other: Any) -> list[Count]:
        """What `move` would take over, for the preview."""
        return []

    def move(self, kept: Any, other: Any) -> dict[str, Any]:
        """Hand the other customer's rows to the kept one, both locked; returns as JSON what `undo` needs to hand them back."""
        return {}

    def undo(self, moved: dict[str, Any], kept: Any, other: Any) -> list[str]:
        """Hand the moved rows back to the other customer; returns what is not there any more, in words."""
        return []

    def redacts(self, customer: Any) -> list[Count]:
        """What `redact` would empty, for the dry run."""
        return []

    def redact(self, customer: Any) -> None:
        """Empty whatever tells who the customer is; numbers, amounts and statuses stay."""

    def forget(self, dumped: dict[str, Any]) -> list[str]:
        """The bin lets go of a whole dump before its time: empty what still stands and tells of it.

        Returns the numbers of devices whose history tells of it too.
        """
        return []

    def export(self, customer: Any) -> dict[str, Any]:
        """What the customer is given of what the part knows: lists of rows under their names. No secrets, nothing of others."""
        return self.dump(customer)

    def unmade(self, customer: Any) -> int:
        """How many of the files are not made yet."""
        return 0

    def files(self, customer: Any) -> Iterator[tuple[str, bytes | None]]:
        """Files that go with it, one at a time, each under its name: papers, photos; None for one that cannot be read now."""
        yield from ()

    def panel(self, customer: Any, user: User) -> dict[str, Any]:
        """What this part adds to the context of the customer's page."""
        return {}


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    _PARTS[part.key] = part


def parts() -> list[Part]:
    return sorted(_PARTS.values(), key=lambda part: part.position)


def lock(customer: Any) -> None:
    for part in parts():
        part.lock(customer)


def dump(customer: Any) -> dict[str, Any]:
    return {part.key: dumped for part in parts() if (dumped := part.dump(customer))}


def erase(customer: Any) -> None:
    for part in reversed(parts()):
        part.erase(customer)


def restore(dumped: dict[str, Any]) -> None:
    for part in parts():
        if part.key in dumped:
            part.restore(dumped[part.key])


def blockers(customer: Any) -> list[Blocker]:
    return [blocker for part in parts() for blocker in part.blockers(customer)]


def clashes(dumped: dict[str, Any]) -> list[Blocker]:
    return [clash for part in parts() if part.key in dumped for clash in part.clashes(dumped[part.key])]


def redact(customer: Any) -> None:
    for part in reversed(parts()):
        part.redact(customer)


def listed(rows: models.QuerySet[Any], row: Callable[[Any], Row]) -> Listed:
    """Counted whole, shown bounded."""
    return Listed(rows.count(), [row(each) for each in rows[:MOST_ROWS]])


def rows_of(queryset: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """The rows as plain JSON values by column, without what triggers fill again."""
    names = [column.attname for column in queryset.model._meta.concrete_fields if column.attname != "search"]
    return [_plain(row) for row in queryset.order_by("pk").values(*names)]


def bring_back(model: type[models.Model], rows: Iterable[dict[str, Any]], *, unless_there: bool = False) -> None:
    """Insert dumped rows under their old keys. Columns that have gone since are left out; so is what names a row that has gone.

    With `unless_there` a row that stands already (or that somebody else is bringing back at this moment) stays as it is.
    """
    columns = {column.attname: column for column in model._meta.concrete_fields}
    made = [
        model(**{name: columns[name].to_python(value) for name, value in row.items() if name in columns})
        for row in rows
    ]
    for column in columns.values():
        if isinstance(column, ForeignKey):
            made = _without_dangling(made, column)
    model._base_manager.bulk_create(made, batch_size=1000, ignore_conflicts=unless_there)


def _without_dangling(rows: list[Any], column: ForeignKey[Any, Any]) -> list[Any]:
    wanted = {value for row in rows if (value := getattr(row, column.attname)) is not None}
    target: Any = column.related_model
    gone = wanted - set(target._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    dangling = [row for row in rows if getattr(row, column.attname) in gone]
    if not column.null:
        return [row for row in rows if getattr(row, column.attname) not in gone]
    for row in dangling:
        setattr(row, column.attname, None)
    return rows


def texts_of(model: type[models.Model], *, keep: Iterable[str]) -> list[str]:
    """The columns of free text, but those named: what anonymising empties, so that a new column is emptied unless somebody says no."""
    texts = [column for column in model._meta.concrete_fields if isinstance(column, CharField | TextField)]
    return [column.name for column in texts if column.name not in {*keep, "search"}]


def emptied(model: type[models.Model], *, keep: Iterable[str]) -> dict[str, Any]:
    """What anonymising writes into the model's columns: nothing into texts, structures and bytes, but those named to be kept."""
    empty: dict[str, Any] = dict.fromkeys(texts_of(model, keep=keep), "")
    for column in model._meta.concrete_fields:
        if isinstance(column, JSONField | BinaryField) and column.name not in keep:
            empty[column.name] = None if column.null else column.get_default()
    return empty


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(value, datetime):
        return value.isoformat()  # to the microsecond, which Django's encoder cuts off
    return DjangoJSONEncoder().default(value)
