"""The settings' page of the lists: types of customer, price types, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs, staff
from core.locks import Gone
from customers import choices
from customers.forms import ChoiceForm
from customers.models import CustomerType, Label, PriceType

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEPS = {"up": -1, "down": 1}
NAMELESS = {"stop", "offer", "remove", *STEPS}


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_lists(request: HttpRequest) -> HttpResponse:
    """One form a line: save its name, offer it or not, move it, remove it; and one for a new line."""
    if request.method != "POST":
        return _page(request)
    do = request.POST.get("do")
    form = ChoiceForm(request.POST, needs_name=do not in NAMELESS)
    if not form.is_valid():
        return _page(request, form)
    try:
        said = _write(form.cleaned_data, do=do, request=request)
    except choices.NameTaken:
        form.add_error("name", _("The list has this name already."))
        return _page(request, form)
    except Gone:
        messages.error(request, _("This line is not in the list any more."))
        return redirect("customer_lists")
    messages.success(request, said)
    return redirect("customer_lists")


def _write(typed: dict[str, Any], *, do: str | None, request: HttpRequest) -> str:
    """Do it, and say what was done."""
    of, key, by = typed["of"], typed["key"], staff(request)
    if key is None:
        choices.add_choice(of=of, name=typed["name"], form=typed["form"], by=by)
    elif do in {"stop", "offer"}:
        choices.offer_choice(of=of, key=key, is_offered=do == "offer", by=by)
    elif do in STEPS:
        choices.move_choice(of=of, key=key, step=STEPS[do], by=by)
    elif do == "remove":
        went = choices.remove_choice(of=of, key=key, by=by)
        return _("Removed from the list") if went else _("Somebody has it: it stays there and is no longer offered")
    else:
        choices.rename_choice(of=of, key=key, name=typed["name"], by=by)
    return _("List saved")


def _page(request: HttpRequest, sent: ChoiceForm | None = None) -> HttpResponse:
    lists = [
        ("type", _("Types of customer"), CustomerType.objects.all()),
        ("price_type", _("Price types"), PriceType.objects.all()),
        ("label", _("Labels"), Label.objects.all()),
    ]
    shown = [(of, title, [(str(row.pk), row) for row in rows]) for of, title, rows in lists]
    context = {"lists": shown, "wrong": _wrong(sent, shown) if sent is not None else None}
    return render(request, "customers/customer_lists.html", context)


def _wrong(sent: ChoiceForm, shown: list[Any]) -> dict[str, Any]:
    """What was sent and why it is not right, to stand in its line; on top of the page when there is no such line."""
    of, key, name = (str(sent.data.get(field, "")) for field in ("of", "key", "name"))
    places = {(each, line) for each, _title, rows in shown for line in ("", *(key for key, _row in rows))}
    error = next((errors[0] for errors in sent.errors.values()), "")
    return {"of": of, "key": key, "name": name, "error": error, "is_loose": (of, key) not in places}
