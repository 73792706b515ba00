"""What is asked about the shop itself: is it well, how is it used, why was a form refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.http import for_all_staff, form_page
from repairshop.wellness import checks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@for_all_staff
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "repairshop/help_page.html")


# Asked by monitoring, which has no account; it therefore says which part is ill, and nothing that is in it.
@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    found = checks()
    is_well = all(found.values())
    words = {name: "ok" if well else "failing" for name, well in found.items()}
    return JsonResponse({"status": "ok" if is_well else "failing", **words}, status=200 if is_well else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """What another site sent on somebody's behalf is not shown again."""
    return render(request, "403_csrf.html", {"is_ours": form_page(request)}, status=403)
