"""What every page needs beside its own content: whose shop it is and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Item:
    """A line of the navigation; `count` is asked on every page, so it must cost next to nothing."""

    url_name: str
    label: str | Promise
    icon: str
    permission: str = ""
    short: str | Promise = ""
    count: Callable[[HttpRequest], int | str] | None = None


@dataclass(frozen=True)
class Link:
    item: Item
    url: str
    count: int | str | None
    current: bool
    starts_group: bool


def shop(request: HttpRequest) -> dict[str, Any]:
    return {
        "shop": SimpleLazyObject(current_shop),
        "nav": SimpleLazyObject(lambda: list(navigation(request))),
    }


def navigation(request: HttpRequest) -> Iterator[Link]:
    """The items this person may open; one whose page is not part of the shop yet is left out."""
    items: tuple[Item | None, ...] = import_string(getattr(settings, "NAVIGATION", "repairshop.navigation.ITEMS"))
    here = nearest(request.path, [address(item) for item in items if item])
    starts_group = False
    for item in items:
        if item is None:
            starts_group = True
        elif (url := address(item)) and may_open(item, request):
            count = item.count(request) if item.count else None
            yield Link(item, url, count, current=url == here, starts_group=starts_group)
            starts_group = False


def nearest(path: str, urls: list[str]) -> str:
    """The deepest address the page lies under; the start page is above everything and counts only for itself."""
    return max(
        (url for url in urls if url and (path == url or (url != "/" and path.startswith(url)))), key=len, default=""
    )


def address(item: Item) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def may_open(item: Item, request: HttpRequest) -> bool:
    user = getattr(request, "user", None)  # none on pages drawn before sign-in is known
    return bool(user and user.is_authenticated and (not item.permission or user.has_perm(item.permission)))
