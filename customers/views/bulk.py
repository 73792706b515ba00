"""What the dark bar under the list does with the ticked rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from core.export import Wanted
from core.export.views import respond
from core.http import needs, staff
from core.locks import Gone
from core.patience import NARROW_THE_FILTER, Slow, a_second
from core.saved import kept_query
from customers import bulk
from customers.filters import CustomerFilter
from customers.models import ActiveMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

LONGEST = 4000
DEEDS = ("add_label", "remove_label", "give_to", "activity")
DIGITS_OF_A_KEY = 18
ACTIVITIES = {
    "active": (ActiveMode.MANUAL, True),
    "inactive": (ActiveMode.MANUAL, False),
    "automatic": (ActiveMode.AUTOMATIC, False),
}


class Unclear(Exception):
    """No such deed, or not on a thing that exists."""


@needs("customers.view_customer")
@require_POST
def customer_bulk(request: HttpRequest) -> HttpResponseBase:
    """Filters that are not understood and deeds that are not known change nothing and are said."""
    query = QueryDict(request.POST.get("query", "")[:LONGEST])
    back = f"{reverse('customer_list')}?{kept_query(query) or 'all=1'}"
    numbers = [number.replace("\0", "") for number in request.POST.getlist("row")]
    chosen = CustomerFilter(query, user=staff(request))
    if not chosen.is_valid():
        return redirect(back)
    if "export" in request.POST:
        return _export(request, numbers, query)
    try:
        deed = _deed(request)
        if "everything" in request.POST:
            numbers = _all_that_fit(chosen)
            if request.POST.get("confirmed") != str(len(numbers)):
                return _confirm(request, chosen, len(numbers), back)
        done = deed(numbers)
    except (Unclear, Gone, bulk.TooMany, Slow) as refused:
        messages.error(request, _words(refused))
    else:
        _say(request, done)
    return redirect(back)


def _all_that_fit(chosen: CustomerFilter) -> list[str]:
    """Everybody whom the list shows, on all its pages. Raises bulk.TooMany and Slow."""
    with a_second():
        numbers = list(chosen.rows().order_by().values_list("number", flat=True)[: bulk.MOST + 1])
    if len(numbers) > bulk.MOST:
        raise bulk.TooMany
    return numbers


def _confirm(request: HttpRequest, chosen: CustomerFilter, count: int, back: str) -> HttpResponse:
    """How many it would be and what would happen to them; asked again when there are more or fewer by then."""
    sent = {name: request.POST[name] for name in DEEDS if name in request.POST}
    name, value = next(iter(sent.items()))
    context = {
        "count": count,
        "what": _what(chosen, name, value),
        "sent": {**sent, "query": request.POST.get("query", "")[:LONGEST]},
        "changed_meanwhile": "confirmed" in request.POST,
        "back": back,
    }
    return render(request, "customers/customer_bulk.html", context)


def _what(chosen: CustomerFilter, name: str, value: str) -> str:
    """The deed in words. Raises Unclear for a thing that is on no list."""
    if name == "activity":
        return {
            "active": _("Set to active"),
            "inactive": _("Set to inactive"),
            "automatic": _("Active or not: automatic again"),
        }[value]
    names = dict(chosen.staff_here if name == "give_to" else chosen.labels) | {"nobody": _("nobody")}
    if value not in names:
        raise Unclear
    sentences = {
        "add_label": _("Add the label “%(name)s”"),
        "remove_label": _("Take off the label “%(name)s”"),
        "give_to": _("Responsible: %(name)s"),
    }
    return sentences[name] % {"name": names[value]}


def _export(request: HttpRequest, numbers: list[str], query: QueryDict) -> HttpResponseBase:
    _check(request, "customers.export_customer")
    ticked = query.copy()
    if "everything" not in request.POST:
        ticked.setlist("row", numbers[: bulk.MOST])
    return respond(request, Wanted.read("customer_list", ticked, staff(request)))


def _deed(request: HttpRequest) -> Callable[[list[str]], bulk.Done]:
    _check(request, "customers.change_customer")
    typed, by = request.POST, staff(request)
    if "add_label" in typed:
        return lambda numbers: bulk.add_label(numbers=numbers, label=_key(typed["add_label"]), by=by)
    if "remove_label" in typed:
        return lambda numbers: bulk.remove_label(numbers=numbers, label=_key(typed["remove_label"]), by=by)
    if "give_to" in typed:
        return lambda numbers: bulk.make_responsible(numbers=numbers, responsible=_person(typed["give_to"]), by=by)
    if typed.get("activity") in ACTIVITIES:
        mode, is_active = ACTIVITIES[typed["activity"]]
        return lambda numbers: bulk.switch_activity(numbers=numbers, mode=mode, is_active=is_active, by=by)
    raise Unclear


def _check(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))


def _key(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= DIGITS_OF_A_KEY):
        raise Unclear
    return int(typed)


def _person(typed: str) -> User | None:
    if typed == "nobody":
        return None
    found = User.objects.filter(pk=_key(typed), is_active=True).first()
    if found is None:
        raise Unclear
    return found


def _say(request: HttpRequest, done: bulk.Done) -> None:
    if not done.found and not done.missing:
        messages.error(request, _("Tick the customers first."))
        return
    said = ngettext("%(count)s customer changed", "%(count)s customers changed", done.changed) % {"count": done.changed}
    if done.found > done.changed:
        said += _(", %(count)s were so already") % {"count": done.found - done.changed}
    messages.success(request, said)
    if done.missing:
        shown = ", ".join(number[:40] for number in done.missing[:5])
        count = len(done.missing)
        text = ngettext("%(count)s was not found: %(shown)s", "%(count)s were not found: %(shown)s", count)
        messages.error(request, text % {"count": count, "shown": shown})


def _words(refused: Exception) -> str:
    if isinstance(refused, Slow):
        return str(NARROW_THE_FILTER)
    if isinstance(refused, bulk.TooMany):
        return _("At most %(count)s customers can be changed at once: narrow the filter.") % {"count": bulk.MOST}
    return _("That is not on the list any more. Nothing was changed.")
