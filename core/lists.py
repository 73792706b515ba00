"""What each person keeps for a list: its columns and its saved filters. One address for all lists that take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core import saved
from core.http import for_all_staff, staff
from core.locks import Gone
from core.saved import LISTS, Listed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from core.models import ListChoice

PINNED = 4  # saved filters that stand beside the field; all are in the menu


class FilterNameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    is_shared = forms.BooleanField(label=gettext_lazy("For everybody"), required=False)


def menus(user: User, choice: ListChoice, query: QueryDict) -> dict[str, Any]:
    """For templates/core/_list_menus.html: the columns and the saved filters of this person's list."""
    kept = saved.kept_query(query)
    filters = saved.filters_for(user, choice.page)
    return {
        "list_page": choice.page,
        "columns": saved.columns_for(choice),
        "column_menu": column_menu(choice),
        "saved_filters": [{"filter": each, "current": each.query == kept} for each in filters],
        "pinned": [{"filter": each, "current": each.query == kept} for each in filters[:PINNED]],
        "kept_query": kept,
        "whole": "?all=1" if choice.opens_with_id else "",
        "may_share": user.has_perm(saved.MAY_SHARE),
    }


def opening(choice: ListChoice, query: QueryDict) -> str:
    """Where a list asked for without any filter opens: the query of the person's own choice, or nothing."""
    if query:
        return ""
    opened = choice.opens_with
    usable = opened is not None and (opened.is_shared or opened.owner_id == choice.user_id)
    return opened.query if usable and opened else ""


@for_all_staff
@require_POST
def list_columns(request: HttpRequest, page: str) -> HttpResponse:
    listed, typed = _listed(request, page), request.POST
    chosen = typed.getlist("column")[:100]
    if "reset" in typed:
        chosen = []
    for way, step in (("up", -1), ("down", 1)):
        chosen = _moved(chosen, typed.get(way, ""), step)
    saved.keep_columns(page=listed.page, columns=chosen, by=staff(request))
    return _back(listed, typed.get("query", ""))


@for_all_staff
@require_http_methods(["GET", "HEAD", "POST"])
def list_filters(request: HttpRequest, page: str) -> HttpResponse:
    """All saved filters of a list; saving the current one is posted here too."""
    listed, user = _listed(request, page), staff(request)
    if request.method != "POST":
        return _filters_page(request, listed)
    form = FilterNameForm(request.POST)
    query = saved.kept_query(QueryDict(request.POST.get("query", "")[: saved.LONGEST_QUERY * 4]))
    if len(query) > saved.LONGEST_QUERY:
        form.add_error(None, _("These filters are too long to be kept."))
    if not form.is_valid():
        return _filters_page(request, listed, form=form, query=query)
    try:
        kept = saved.save_filter(page=page, query=query, by=user, **form.cleaned_data)
    except (saved.NotYours, saved.TooMany) as refused:
        form.add_error(None, _words(refused))
        return _filters_page(request, listed, form=form, query=query)
    messages.success(request, _("Filter “%(name)s” saved") % {"name": kept.name})
    return _back(listed, query)


@for_all_staff
@require_POST
def list_filter(request: HttpRequest, page: str, pk: int) -> HttpResponse:
    """Rename, share, delete one saved filter, or let the list open with it."""
    listed = _listed(request, page)
    try:
        said = _do(request, page, pk)
    except saved.NameTaken as refused:
        return _filters_page(
            request,
            listed,
            refused={"pk": pk, "name": request.POST.get("name", "")[:200], "error": _words(refused)},
        )
    except (Gone, saved.NotYours) as refused:
        messages.error(request, _words(refused))
    else:
        messages.success(request, said)
    return redirect("list_filters", listed.page)


def _do(request: HttpRequest, page: str, pk: int) -> str:
    by, typed = staff(request), request.POST
    if "delete" in typed:
        saved.delete_filter(pk=pk, page=page, by=by)
        return _("Filter deleted")
    if "open" in typed:
        saved.open_with(page=page, filter_pk=pk, by=by)
        return _("The list opens with this filter now")
    if "usual" in typed:
        saved.open_with(page=page, filter_pk=None, by=by)
        return _("The list opens as usual now")
    form = FilterNameForm(typed)
    if not form.is_valid():
        raise saved.NameTaken
    saved.change_filter(pk=pk, page=page, by=by, **form.cleaned_data)
    return _("Filter saved")


def _filters_page(
    request: HttpRequest,
    listed: Listed,
    *,
    form: FilterNameForm | None = None,
    query: str = "",
    refused: dict[str, Any] | None = None,
) -> HttpResponse:
    user = staff(request)
    rows = [
        {"filter": each, "may_change": saved.may_change(each, user)} for each in saved.filters_for(user, listed.page)
    ]
    context = {
        "listed": listed,
        "rows": rows,
        "form": form,
        "query": query,
        "refused": refused,
        "opens_with": saved.choice_of(user, listed.page).opens_with_id,
        "may_share": user.has_perm(saved.MAY_SHARE),
        "back": reverse(listed.page),
    }
    return render(request, "core/list_filters.html", context)


def _listed(request: HttpRequest, page: str) -> Listed:
    listed = LISTS.get(page)
    if listed is None:
        raise Http404
    if not request.user.has_perm(listed.permission):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    return listed


def column_menu(choice: ListChoice) -> list[dict[str, Any]]:
    """Those that are shown in their order, then the others."""
    columns = LISTS[choice.page].columns
    shown = [column for column in saved.columns_for(choice) if not column.is_fixed]
    others = [column for column in columns if column not in shown and not column.is_fixed]
    return [{"column": each, "on": each in shown} for each in (*shown, *others)]


def _moved(keys: list[str], key: str, step: int) -> list[str]:
    if key not in keys:
        return keys
    at = keys.index(key)
    others = [each for each in keys if each != key]
    return [*others[: max(0, at + step)], key, *others[max(0, at + step) :]]


def _back(listed: Listed, query: str) -> HttpResponse:
    return redirect(f"{reverse(listed.page)}?{QueryDict(query[: saved.LONGEST_QUERY * 4]).urlencode() or 'all=1'}")


def _words(refused: Exception) -> str:
    if isinstance(refused, Gone):
        return _("This filter was deleted meanwhile.")
    if isinstance(refused, saved.NotYours):
        return _("Only a manager changes or shares what everybody sees.")
    if isinstance(refused, saved.TooMany):
        return _("There are too many saved filters. Delete one first.")
    return _("Write a name that no other filter of yours has, of at most 60 letters.")
