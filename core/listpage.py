"""The page of a list, the same for every list: selections, filter field, chips, saved filters, columns, rows, pager.

A list says what it is by `saved.Listed`; its filters are one form whose field `text` is the field above the rows, whose hidden fields
are set by selections alone, and whose other fields stand behind "+ Filter". Drawn by templates/core/list_page.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import listing, lists, patience, phrases, saved
from core.http import is_fragment, staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from core.listing import Column, Page
    from core.saved import Listed

TEMPLATE = "core/list_page.html"
CARRIED = ("sort", "per_page")  # what a filtering form carries along unseen, beside its hidden fields


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a list says beyond its rows. `lines` makes of a page's rows what the template's cells are drawn from.

    A list whose rows are made as text is told the columns too: `table` instead of `lines`.
    """

    empty: Mapping[str, Any]
    lines: Callable[[list[Any]], Iterable[Any]] = list
    table: Callable[[list[Any], list[Column]], Iterable[Any]] | None = None
    selections: Sequence[tuple[str | Promise, Mapping[str, str]]] = ()
    counts: Mapping[str | Promise, int | str] | None = None  # of selections, by their labels
    may_tick: bool = False


def respond(  # noqa: PLR0913 - a list has that many sides, and every call names them
    request: HttpRequest,
    listed: Listed,
    *,
    form: forms.Form,
    rows: QuerySet[Any],
    drawn: Drawn,
    ask: Callable[[], tuple[Page, str | Promise, dict[str, Any]]] | None = None,
    **context: Any,
) -> HttpResponse:
    """The whole page, or what of it changes when it is filtered live.

    `ask` instead of the usual way to the rows: the page, why it is empty if it took too long, and what else the template is told.
    """
    choice = saved.choice_of(staff(request), listed.page)
    if opened := lists.opening(choice, request.GET):
        return redirect(f"{request.path}?{opened}")
    query, typed = clean(request.GET), typed_in(form)
    menus = lists.menus(staff(request), choice, query)
    menus["columns"] = saved.columns_for(choice, request.GET.get(saved.SELECTION, ""))
    shown, slow, more = ask() if ask else _asked(request.GET, rows, listed, limited=bool(typed))
    context |= more | {
        **menus,
        "listed": listed,
        "form": form,
        "page": shown,
        "slow": slow,
        "lines": drawn.table(shown.rows, menus["columns"]) if drawn.table else drawn.lines(shown.rows),
        "heads": heads(menus["columns"], shown.sort, listed.sorts),
        "query": query,
        "typed": typed,
        "tabs": tabs(drawn, typed, request.GET, menus["whole"]),
        "chips": chips(form, typed, _selected(drawn, typed)),
        "panel": panel(form),
        "kept": _carried(form, request.GET),
        "empty": drawn.empty,
        "found": more.get("found", found(shown)),
        "may_tick": drawn.may_tick,
        "span": len(menus["columns"]) + drawn.may_tick,
        **listing.addresses(query, shown),
    }
    if not is_fragment(request):
        return render(request, listed.template, context)
    response = render(request, f"{TEMPLATE}#live", {**context, "oob": True})
    response.headers["HX-Push-Url"] = f"{request.path}?{query.urlencode()}".rstrip("?")
    return response


def _asked(query: QueryDict, rows: QuerySet[Any], listed: Listed, *, limited: bool) -> Any:
    return *patience.page(query, rows, listed.sorts, limited=limited), {}


_PANELS: dict[tuple[Any, ...], SafeString] = {}
MOST_PANELS = 200


def panel(form: forms.Form) -> SafeString:
    """The fields behind "+ Filter". They are the same from page to page: drawn once for each language, choice and value."""
    fields = [field for field in form.visible_fields() if field.name != "text"]
    key = (type(form).__name__, get_language(), *(_face(field) for field in fields))
    drawn = None if form.errors else _PANELS.get(key)
    if drawn is None:
        drawn = SafeString("".join(field.as_field_group() for field in fields))
        if not form.errors:
            if len(_PANELS) >= MOST_PANELS:
                _PANELS.clear()
            _PANELS[key] = drawn
    return drawn


def _face(field: forms.BoundField) -> tuple[str, ...]:
    """All that the look of a field depends on."""
    choices = getattr(field.field, "choices", ())
    return (field.html_name, str(field.label), str(field.value()), *(f"{key}\0{shown}" for key, shown in choices))


def typed_in(form: forms.Form) -> dict[str, Any]:
    """What is set and understood; nothing at all of a form with an error in it."""
    return {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}


def clean(query: QueryDict) -> QueryDict:
    """The query without what is empty, for addresses worth reading."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in {"row", "csrfmiddlewaretoken"} and any(values):
            kept.setlist(name, [value for value in values if value][:1])
    return kept


def found(page: Page) -> str:
    """How many there are, where the last page is in sight: more is not counted."""
    return f"{page.first + len(page.rows) - 1:,}" if page.rows and not page.older else ""


@dataclass(frozen=True)
class Head:
    """A column's head: the sort it shows now, and the one a click chooses (the opposite, where there is one)."""

    column: Column
    shown: listing.Sort | None
    click: str


def heads(columns: Sequence[Column], sort: listing.Sort, sorts: Sequence[listing.Sort]) -> list[Head]:
    by_key = {each.key: each for each in sorts}
    return [_head(column, sort, by_key) for column in columns]


def _head(column: Column, sort: listing.Sort, by_key: dict[str, listing.Sort]) -> Head:
    usual = by_key.get(column.sort)
    if usual is None:
        return Head(column, None, "")
    is_shown = sort.key in {usual.key, usual.opposite}
    opposite = by_key.get(sort.opposite)
    return Head(column, sort if is_shown else None, opposite.key if is_shown and opposite else usual.key)


def _selected(drawn: Drawn, typed: Mapping[str, Any]) -> Mapping[str, str]:
    """The one-click selection these filters are, told by what selections set."""
    names = {name for _label, setting in drawn.selections for name in setting}
    set_now = {name: str(typed[name]) for name in names if name in typed}
    return next((setting for _label, setting in drawn.selections if setting == set_now), {"": ""})


def tabs(drawn: Drawn, typed: Mapping[str, Any], given: QueryDict, whole: str) -> list[dict[str, Any]]:
    current, counts = _selected(drawn, typed), drawn.counts or {}
    names = {name for _label, setting in drawn.selections for name in setting}
    return [
        {
            "label": label,
            "current": setting == current,
            "query": _selection_query(given, names, setting) or whole.lstrip("?"),
            "count": counts.get(label, ""),
        }
        for label, setting in drawn.selections
    ]


def _selection_query(given: QueryDict, names: set[str], setting: Mapping[str, str]) -> str:
    query = clean(given)
    for name in (*names, "page", "inactive", "all"):
        query.pop(name, None)
    query.update(setting)
    return query.urlencode()


def chips(form: forms.Form, typed: Mapping[str, Any], selection: Mapping[str, str]) -> list[dict[str, Any]]:
    """The filters that are set, besides the text and those that a selection already shows."""
    return [
        {"without": {name: None}, "label": form.fields[name].label, "value": _shown(form, name, value)}
        for name, value in typed.items()
        if name != "text" and name not in selection
    ]


def _shown(form: forms.Form, name: str, value: Any) -> str:
    field: Any = form.fields[name]
    choices = getattr(field, "choices", None)
    if field.widget.is_hidden and choices:  # switched on by its address: its label says it all
        return ""
    if isinstance(value, date):
        return phrases.written_day(value, weekday=False)
    return str(dict(choices).get(value, value)) if choices and isinstance(value, str) else str(value)


def _carried(form: forms.Form, query: QueryDict) -> list[tuple[str, str]]:
    names = {*CARRIED, *(field.name for field in form.hidden_fields())}
    return [(name, value) for name, value in query.items() if name in names and isinstance(value, str) and value]
