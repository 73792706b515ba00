"""Search over all groups at once: live as a panel, whole as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core import search as searching
from core.http import for_all_staff, has_left, is_fragment, staff
from core.patience import Slow
from repairs.models import SLIP_CODE

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import Promise

    from accounts.models import User

PANEL_HITS = 4
PAGE_HITS = 20
LONG = 20  # letters: an address of a slip, which stands in no search column


@dataclass(frozen=True)
class Found:
    """What one group has for the query; `more` when it has more than is shown."""

    title: str | Promise
    hits: list[searching.Hit]
    more: bool
    list_url: str

    @property
    def count(self) -> str:
        return f"{len(self.hits)}+" if self.more else str(len(self.hits))


@for_all_staff
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[: searching.LONGEST_QUERY].strip()
    if is_fragment(request):
        if has_left(request):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        context = answer(query, staff(request), limit=PANEL_HITS)
        context["exact"] = named(query, staff(request)) if context["may_be_exact"] else None
        return render(request, "core/_search_panel.html", context)
    if "all" not in request.GET and (url := searching.exact(query, staff(request))):
        return redirect(url)
    return render(request, "repairshop/search.html", answer(query, staff(request), limit=PAGE_HITS))


def named(query: str, user: User) -> str | None:
    """What Enter opens before the first hit; not asked for while letters of a name are typed."""
    if not re.match(SLIP_CODE, query.upper()) and not any(letter.isdigit() for letter in query):
        return None
    return searching.exact(query, user)


def answer(query: str, user: User, *, limit: int) -> dict[str, Any]:
    """The groups that have something, and how much was found; `slow` when the database was stopped after a second."""
    try:
        groups = [
            Found(group.title, hits, more, group.list_url)
            for group, hits, more in searching.live(query, user, limit=limit)
            if hits
        ]
    except Slow:
        return {"query": query, "groups": [], "slow": True, "found": "", "may_be_exact": False}
    whole = any(hit.is_whole for group in groups for hit in group.hits)
    found = found_text(groups) if query else ""
    return {
        "query": query,
        "groups": groups,
        "slow": False,
        "found": found,
        "may_be_exact": whole or len(query) >= LONG,
    }


def found_text(groups: list[Found]) -> str:
    """As in "9 found", or "20+ found" when a group has more than was fetched."""
    count = sum(len(group.hits) for group in groups)
    if any(group.more for group in groups):
        return _("%(count)d+ found") % {"count": count}
    return ngettext("%(count)d found", "%(count)d found", count) % {"count": count}
