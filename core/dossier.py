"""What every app knows of a customer.

Deleting, restoring and the pages about a customer loop over the parts registered here, so that no lower app imports a higher one.
A test fails when a model that reaches a customer is in no part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models
    from django.utils.functional import Promise

    from accounts.models import User

FORMAT = 1  # version of what `dump` writes


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
    """Something that must be ticked before the customer may be deleted, one by one."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Stays:
    """What remains after the deletion: how much, and the first few of it."""

    number: int
    rows: list[Row] = field(default_factory=list)


class Part:
    """One app's part. `position` is the order of dumping and restoring; erasing goes the other way."""

    key: str
    position: int
    covers: tuple[str, ...] = ()  # the models, as "app.Model"

    def counts(self, customer: Any) -> list[Count]:
        return []

    def goes(self, customer: Any) -> list[Row]:
        return []

    def stays(self, customer: Any) -> Stays | None:
        return None

    def blockers(self, customer: Any) -> list[Blocker]:
        return []

    def dump(self, customer: Any) -> dict[str, Any]:
        return {}

    def erase(self, customer: Any) -> None:
        """Remove the part's rows; called in the deed's transaction with the customer's row locked."""

    def restore(self, dumped: dict[str, Any]) -> None:
        """Bring back what `dump` wrote, under the same keys and numbers."""

    def panel(self, customer: Any, user: User) -> dict[str, Any]:
        """What this part adds to the context of the customer's page."""
        return {}


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    _PARTS[part.key] = part


def parts() -> list[Part]:
    return sorted(_PARTS.values(), key=lambda part: part.position)


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


def rows_of(queryset: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """The rows as plain JSON values by column, without what triggers fill again."""
    names = [column.attname for column in queryset.model._meta.concrete_fields if column.attname != "search"]
    return [_plain(row) for row in queryset.order_by("pk").values(*names)]


def bring_back(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert dumped rows under their old keys; columns that have gone since are left out."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    model._base_manager.bulk_create(
        [
            model(**{name: columns[name].to_python(value) for name, value in row.items() if name in columns})
            for row in rows
        ]
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    encode = DjangoJSONEncoder().default
    return {
        name: value if value is None or isinstance(value, str | int | float | bool) else encode(value)
        for name, value in row.items()
    }
