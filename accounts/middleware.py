from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class LanguageMiddleware:
    """Each member of staff reads in their own language; who is not signed in reads in the browser's, else the shop's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_language(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return request.user.language
    asked = translation.get_language_from_request(request)
    return (
        asked if "Accept-Language" in request.headers and asked in dict(settings.LANGUAGES) else current_shop().language
    )
