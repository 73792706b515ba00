"""What can be found: each app registers a Group (a table and how a hit reads) and resolvers of exact numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from core import patience
from core.search import matching
from core.search.marking import mark
from core.search.words import LONGEST_QUERY, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model, QuerySet
    from django.utils.functional import Promise

    from accounts.models import User
    from core.search.words import Word


@dataclass(frozen=True)
class Hit:
    url: str
    icon: str
    title: str
    detail: str
    status_code: str = ""
    status_label: str | Promise = ""
    note: str = ""
    muted: bool = False
    intake_url: str = ""
    is_whole: bool = False  # all words stand in it as they were typed


class Describe(Protocol):
    def __call__(self, rows: list[dict[str, Any]], /) -> list[Hit]: ...


@dataclass(frozen=True, kw_only=True)
class Group:
    """`shown` gives what a hit needs of each row, as values(); `describe` gets it as JSON has it (times as text)."""

    key: str
    title: str | Promise
    icon: str
    position: int
    permission: str
    model: type[Model]
    shown: Callable[[], QuerySet[Any, Any]]
    order: tuple[str, ...]  # most recently active first; an index has this order
    describe: Describe
    list_url: str


GROUPS: dict[str, Group] = {}
RESOLVERS: list[tuple[int, Callable[[str, User], str | None]]] = []
_SOURCES: dict[str, matching.Source] = {}


def register(group: Group) -> None:
    GROUPS[group.key] = group
    _SOURCES.pop(group.key, None)


def resolver(position: int, resolve: Callable[[str, User], str | None]) -> None:
    """Add a function that turns an exact number, code or identifier into the address of its page."""
    RESOLVERS.append((position, resolve))
    RESOLVERS.sort(key=lambda entry: entry[0])


def exact(query: str, user: User) -> str | None:
    """The address of the one page that the query names exactly, or None."""
    query = query.replace("\0", "").strip()
    if not query or len(query) > LONGEST_QUERY:
        return None
    return next((url for _, resolve in RESOLVERS if (url := resolve(query, user))), None)


def live(query: str, user: User, *, limit: int = 4) -> Iterator[tuple[Group, list[Hit], bool]]:
    """Group by group what the query finds: the hits (at most `limit`), the best first, marked, and whether there are more.

    One statement for all groups; raises patience.Slow when a second was not enough for it.
    """
    looked_for = words(query)
    groups = [
        group for group in sorted(GROUPS.values(), key=lambda each: each.position) if user.has_perm(group.permission)
    ]
    if not looked_for or not groups:
        return
    statement, parameters = matching.of_all([_source(group) for group in groups], looked_for, limit + 1)
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {group.key: [] for group in groups}
    for key, _place, rank, row in sorted(patience.fetched(statement, parameters), key=lambda line: line[1]):
        found[key].append((rank, row))
    for group in groups:
        lines = found[group.key]
        hits = group.describe([row for _rank, row in lines[:limit]])
        ranks = [rank for rank, _row in lines]
        marked = [
            _marked(hit, looked_for, is_whole=rank <= matching.WHOLE) for hit, rank in zip(hits, ranks, strict=False)
        ]
        yield group, marked, len(lines) > limit


def _source(group: Group) -> matching.Source:
    if group.key not in _SOURCES:
        _SOURCES[group.key] = matching.source(group.key, group.model._default_manager.all(), group.order, group.shown())
    return _SOURCES[group.key]


def _marked(hit: Hit, looked_for: list[Word], *, is_whole: bool) -> Hit:
    return replace(hit, title=mark(hit.title, looked_for), detail=mark(hit.detail, looked_for), is_whole=is_whole)
