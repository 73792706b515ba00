from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from core import history

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def gone(request: HttpRequest, number: str) -> HttpResponse:
    """No such customer: never was, or deleted, and then when and by whom; with a way on."""
    deleted = history.deletions([number]).get(number)
    return render(request, "customers/customer_gone.html", {"number": number, "deleted": deleted}, status=404)
