from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from core.http import needs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("core.change_settings")
def shop_settings(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")
