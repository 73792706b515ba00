"""The board, and what it asks every few seconds: whether anything changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import is_fragment, needs, staff
from devices.models import kind_of
from repairs import board as boards
from repairs.board import Wanted
from repairs.fields import technicians
from repairs.states import OPEN
from repairs.views.moves import moves

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from accounts.models import User

ME = "me"
KIND = re.compile(r"^[a-z0-9_-]{1,40}$")
SHOWN_NAMES = 6  # technicians with a chip of their own; the others are in the menu


@needs("repairs.view_workorder")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user, query = staff(request), request.GET
    looked = boards.look()  # before the cards: what changes in between is asked for again
    if is_fragment(request) and query.get("mark") == looked.mark:
        return HttpResponse(status=204)
    people = list(technicians())
    wanted, wrong = _wanted(query, user, people)
    columns = [] if wrong else boards.columns(wanted, looked)
    context: dict[str, Any] = {
        "columns": columns,
        "mark": looked.mark,
        "wrong": wrong,
        "shown": query.getlist("shown")[:20],
        "list_query": _for_list(query),
    }
    if is_fragment(request):
        return render(request, "repairs/board.html#columns", context)
    codes = {card.order.device.kind for each in columns for card in each.cards}
    kinds = {code: kind_of(code).label for code in codes}
    context |= {
        "loads": looked,
        "chips": _chips(query, user, people, looked),
        "kinds": sorted(kinds.items(), key=lambda kind: str(kind[1])),
        "menus": [{"status": status, "moves": moves(status)} for status in OPEN],
        "query": query,
    }
    return render(request, "repairs/board.html", context)


def _wanted(query: QueryDict, user: User, people: list[User]) -> tuple[Wanted, str]:
    """What the address asks for; or, for what is on no list, the sentence that says so, and then no cards."""
    asked, kind = query.get("technician", ""), query.get("kind", "")
    known = {"": None, ME: user.pk, **{str(person.pk): person.pk for person in people}}
    if asked not in known:
        return Wanted(), _("There is no such technician.")
    if kind and not KIND.match(kind):
        return Wanted(), _("There is no such kind of device.")
    return Wanted(known[asked], late="late" in query, urgent="urgent" in query, kind=kind), ""


def _chips(query: QueryDict, user: User, people: list[User], looked: boards.Look) -> dict[str, Any]:
    """Everyone, mine, and the technicians by how much they have."""
    asked = query.get("technician", "")
    mine = asked in {ME, str(user.pk)}
    others = sorted(people, key=lambda person: -looked.by_technician.get(person.pk, 0))
    named = [
        {
            "key": person.pk,
            "name": str(person),
            "count": looked.by_technician.get(person.pk, 0),
            "current": asked == str(person.pk),
        }
        for person in others
        if person.pk != user.pk
    ]
    return {
        "everyone": not asked,
        "mine": {"count": looked.by_technician.get(user.pk, 0), "current": mine},
        "named": named[:SHOWN_NAMES],
        "others": named[SHOWN_NAMES:],
    }


def _for_list(query: QueryDict) -> str:
    """The same narrowing in the words of the list of work orders."""
    kept = query.copy()
    for name in ("shown", "mark", "kind", "urgent", "late"):
        kept.pop(name, None)
    if "late" in query:
        kept["show"] = "overdue"
    if "urgent" in query:
        kept["kind"] = "urgent"
    return kept.urlencode()
