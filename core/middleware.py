from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.remembering import remembering
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict


class CleanInputMiddleware:
    """Take NUL out of addresses and cookies: PostgreSQL stores none, and no reader typed one on purpose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if "_to_field=" in request.META.get("QUERY_STRING", "") and not request.GET.get("_to_field"):
            request.GET = _without(request.GET, "_to_field")  # Django's admin looks for a field without a name
        if any("\0" in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value.replace("\0", "") for name, value in request.COOKIES.items()}
        return self.get_response(request)


def _without(query: QueryDict, name: str) -> Any:
    rest = query.copy()
    del rest[name]
    return rest


def _without_nul(query: QueryDict) -> QueryDict:
    cleaned = query.copy()
    for name, values in query.lists():
        cleaned.setlist(name, [value.replace("\0", "") for value in values])
    return cleaned


class ShopMiddleware:
    """The shop's row and what else belongs to it are read once a request, by whoever asks first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembering():
            return self.get_response(request)


class ShopTimeZoneMiddleware:
    """Times are shown in the shop's zone, wherever the reader sits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(current_shop().zone):
            return self.get_response(request)
