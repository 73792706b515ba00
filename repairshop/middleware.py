from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from repairshop.views import health

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    """Says how the shop is before anything else asks the database: it is asked most when the database is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path_info == reverse("health") else self.get_response(request)
