"""What people keep for the lists: which columns each sees, and combinations of filters under a name.

A list takes part by `register(Listed(...))`; its page then offers the two menus (templates/core/_list_menus.html).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.db.models import Q
from django.http import QueryDict

from core import history
from core.listing import Column, Sort, arranged
from core.locks import Gone, deed
from core.models import ListChoice, SavedFilter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from accounts.models import User

MAY_SHARE = "core.change_settings"
SELECTION = "show"  # what names a selection in the address of a list
LONGEST_QUERY = 1000
MOST_FILTERS = 50
NOT_KEPT = frozenset({"page", "row", "all", "csrfmiddlewaretoken"})


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A page whose arrangement each person may choose: `page` is its URL name.

    A list names its template too (see templates/core/list_page.html), its sorts, the first of them the usual one, and what stands in
    the empty filter field. `about` says which column a selection is about, shown there whatever was chosen; `without`, which says
    nothing there.
    """

    page: str
    title: str | Promise
    permission: str
    columns: tuple[Column, ...]
    template: str = ""
    sorts: tuple[Sort, ...] = ()
    css: str = ""  # classes of the table
    hint: str | Promise = ""
    about: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)


LISTS: dict[str, Listed] = {}


class NotYours(Exception):
    """A saved filter of somebody else, or one to be shared by who may not."""


class NameTaken(Exception):
    """The person has a filter of that name on the list already."""


class TooMany(Exception):
    """Nobody finds anything among so many saved filters."""


def register(listed: Listed) -> None:
    LISTS[listed.page] = listed


def choice_of(user: User, page: str) -> ListChoice:
    """What this person chose for the list; an unsaved empty one for who chose nothing."""
    found = ListChoice.objects.filter(user=user, page=page).select_related("opens_with").first()
    return found or ListChoice(user=user, page=page)


def columns_for(choice: ListChoice, selection: str = "") -> list[Column]:
    listed = LISTS[choice.page]
    shown = arranged(listed.columns, choice.columns, listed.about.get(selection, ""))
    return [column for column in shown if column.key != listed.without.get(selection)]


def filters_for(user: User, page: str) -> list[SavedFilter]:
    """The person's own saved filters and the shared ones."""
    rows = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True), page=page)
    return list(rows.select_related("owner")[: MOST_FILTERS * 2])


def kept_query(query: QueryDict) -> str:
    """The part of an address that is worth keeping, always in the same order."""
    kept = QueryDict(mutable=True)
    for name in sorted(query):
        if name not in NOT_KEPT and query[name]:
            kept[name] = str(query[name])
    return kept.urlencode()


def names_of(query: str) -> set[str]:
    return set(parse_qs(query))


@deed
def keep_columns(*, page: str, columns: Sequence[str], by: User) -> None:
    """These columns in this order; none means the usual ones again."""
    known = {column.key for column in LISTS[page].columns}
    _keep(page, by, columns=[key for key in dict.fromkeys(columns) if key in known])


@deed
def open_with(*, page: str, filter_pk: int | None, by: User) -> None:
    """The saved filter this person's list opens with, or none. Raises Gone when it was deleted or is shared no more."""
    opened = None if filter_pk is None else visible(filter_pk, page, by)
    _keep(page, by, opens_with=opened)


@deed
def save_filter(*, page: str, name: str, query: str, is_shared: bool, by: User) -> SavedFilter:
    """Keep the filters under a name; the same name again replaces what it stood for. Raises NotYours and TooMany."""
    _check_sharing(by, is_shared=is_shared)
    if SavedFilter.objects.filter(owner=by, page=page).count() >= MOST_FILTERS:
        raise TooMany
    kept, _made = SavedFilter.objects.update_or_create(
        owner=by, page=page, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    _write_down("filter_saved", kept, by)
    return kept


@deed
def change_filter(*, pk: int, page: str, name: str, is_shared: bool, by: User) -> SavedFilter:
    """Another name, shared or not. Raises Gone, NotYours and NameTaken."""
    kept = _lock(pk, page, by)
    if is_shared != kept.is_shared:
        _check_sharing(by, is_shared=is_shared)
    if SavedFilter.objects.filter(owner=kept.owner, page=page, name=name).exclude(pk=pk).exists():
        raise NameTaken
    kept.name, kept.is_shared = name, is_shared
    kept.save(update_fields=["name", "is_shared"])
    _write_down("filter_changed", kept, by)
    return kept


@deed
def delete_filter(*, pk: int, page: str, by: User) -> None:
    """Raises Gone and NotYours; lists that opened with it open as usual again."""
    kept = _lock(pk, page, by)
    _write_down("filter_deleted", kept, by)
    kept.delete()


def visible(pk: int, page: str, user: User) -> SavedFilter:
    """A saved filter this person may use."""
    found = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True), page=page, pk=pk).first()
    if found is None:
        raise Gone(str(pk))
    return found


def may_change(kept: SavedFilter, user: User) -> bool:
    """One's own; a shared one also who keeps the shop's settings."""
    return kept.owner_id == user.pk or (kept.is_shared and user.has_perm(MAY_SHARE))


def _lock(pk: int, page: str, by: User) -> SavedFilter:
    kept = SavedFilter.objects.select_for_update().filter(pk=pk, page=page).first()
    if kept is None:
        raise Gone(str(pk))
    if not may_change(kept, by):
        raise NotYours
    return kept


def _check_sharing(by: User, *, is_shared: bool) -> None:
    if is_shared and not by.has_perm(MAY_SHARE):
        raise NotYours


def _keep(page: str, by: User, **chosen: Any) -> None:
    ListChoice.objects.update_or_create(user=by, page=page, defaults=chosen)
    history.record("list_arranged", by=by, kind="list", number=page, facts={"what": list(chosen)})


def _write_down(verb: str, kept: SavedFilter, by: User) -> None:
    history.record(verb, by=by, kind="filter", number=str(kept.pk), detail={"name": kept.name})
