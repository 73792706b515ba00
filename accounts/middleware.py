from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.utils import translation

from core.http import form_page, is_fragment, typed_texts
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class SignInMiddleware(LoginRequiredMiddleware):
    """Who sends a form when the session is over sees what they typed, beside the way to sign in."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused and request.method == "POST" and not is_fragment(request) and typed_texts(request):
            return render(request, "accounts/signed_out.html", {"next": form_page(request)}, status=403)
        return refused


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
