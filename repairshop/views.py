from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from core.http import for_all_staff

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "403_csrf.html", status=403)


@for_all_staff
def start(request: HttpRequest) -> HttpResponse:
    return render(request, 'base.html')


@for_all_staff
def search(request: HttpRequest) -> HttpResponse:
    return render(request, 'base.html')


@for_all_staff
def shop_settings(request: HttpRequest) -> HttpResponse:
    return render(request, 'base.html')


@for_all_staff
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, 'base.html')


@for_all_staff
def health(request: HttpRequest) -> HttpResponse:
    return render(request, 'base.html')
