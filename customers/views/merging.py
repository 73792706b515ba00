from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core import dossier, phrases, search
from core.http import needs, staff
from core.locks import Gone
from core.patience import NARROW_THE_FILTER, Slow
from customers import anonymising, merging
from customers.models import Alias, Customer, Merge
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.db.models import Field
    from django.http import HttpRequest, HttpResponse

MOST_HITS = 20
LONGEST_NUMBER = 40
IDENTITY = frozenset({"id_card_series", "id_card_number"})
WORDS = {
    "itself": gettext_lazy("A customer cannot be merged with itself. Choose another one."),
    "anonymised": gettext_lazy("One of the two is anonymised. An anonymised customer is not merged."),
    "nameless": gettext_lazy(
        "A person needs a name, a company its legal name. Choose the names that belong to the form."
    ),
    "merged_on": gettext_lazy("The customer was merged into another one since. Undo that first."),
    "kept_gone": gettext_lazy("The customer was deleted since. Restore it first."),
    "undone": gettext_lazy("This merge is undone already."),
    "too_late": gettext_lazy("This merge can be undone no more."),
}


@dataclass(frozen=True)
class Choice:
    """One field in which the two differ."""

    name: str
    label: str
    kept: str
    other: str
    takes_other: bool


@needs("customers.merge_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_merge(request: HttpRequest, number: str) -> HttpResponse:
    kept = Customer.objects.filter(number=number).first()
    if kept is None:
        return gone(request, number)
    wanted = (
        (request.POST.get("with") or request.GET.get("with") or "").replace("\0", " ").strip().upper()[:LONGEST_NUMBER]
    )
    other = _other(wanted)
    if other is None:
        return _chooser(request, kept, _("There is no customer %(number)s.") % {"number": wanted} if wanted else "")
    if other == kept:
        return _chooser(request, kept, str(WORDS["itself"]))
    return _merged(request, kept, other) if request.method == "POST" else _preview(request, kept, other)


@needs("customers.merge_customer")
@require_POST
def customer_merge_undo(request: HttpRequest, key: int) -> HttpResponse:
    merge = Merge.objects.filter(pk=min(key, 2**63 - 1)).defer("undo").first()
    if merge is None:
        return gone(request, "")
    try:
        other, missing = merging.undo_merge(key=merge.pk, by=staff(request))
    except (Gone, merging.Refused) as refusal:
        messages.error(request, str(WORDS[getattr(refusal, "code", "undone")]))
        return redirect("customer_profile", merge.kept_number)
    messages.success(request, _("%(customer)s is a customer of its own again") % {"customer": other})
    if missing:
        messages.warning(request, _("Not there any more, so not handed back: %(what)s") % {"what": ", ".join(missing)})
    return redirect(other)


def _other(number: str) -> Customer | None:
    alias = Alias.objects.select_related("customer").filter(number=number).first()
    return alias.customer if alias else Customer.objects.filter(number=number).first()


def _chooser(request: HttpRequest, kept: Customer, error: str = "") -> HttpResponse:
    query = request.GET.get("who", "").strip()[: search.LONGEST_QUERY]
    rows = Customer.objects.prefetch_related("phones").exclude(pk=kept.pk).filter(anonymised_at=None)
    try:
        found = search.find(rows, search.words(query), search.GROUPS["customers"].order, MOST_HITS) if query else []
    except Slow:
        found, error = [], str(NARROW_THE_FILTER)
    context = {"kept": kept, "query": query, "found": found, "error": error}
    return render(request, "customers/customer_merge_with.html", context)


def _preview(request: HttpRequest, kept: Customer, other: Customer, error: str = "") -> HttpResponse:
    names = {choice.name for choice in _choices(request, kept, other)}
    taken = _taken(request, kept, other) if request.method == "POST" else merging.suggested(kept, other)
    moves = [count for part in dossier.parts() for count in part.moves(other) if count.number]
    context = {
        "kept": kept,
        "other": other,
        "choices": _choices(request, kept, other, taken & names),
        "moves": moves,
        "money": _money(kept, other) if request.user.has_perm("repairs.view_workorder") else [],
        "both_open": _has_open_work(kept) and _has_open_work(other),
        "days": merging.UNDOABLE_FOR.days,
        "error": error,
    }
    return render(request, "customers/customer_merge.html", context)


def _has_open_work(customer: Customer) -> bool:
    return bool({blocker.key for blocker in dossier.blockers(customer)} - anonymising.MONEY)


def _money(kept: Customer, other: Customer) -> list[dict[str, str]]:
    """What either of them brought, owes or has left with the shop; together it is the kept customer's."""
    labels = {"turnover": _("Turnover"), "debt": _("Debt"), "deposits": _("Deposits held")}
    return [
        {"label": label, "kept": phrases.price(getattr(kept, name)), "other": phrases.price(getattr(other, name))}
        for name, label in labels.items()
        if getattr(kept, name) or getattr(other, name)
    ]


def _merged(request: HttpRequest, kept: Customer, other: Customer) -> HttpResponse:
    taken = _taken(request, kept, other)
    try:
        merging.merge_customers(kept=kept.number, other=other.number, taken=taken, by=staff(request))
    except Gone as lost:
        return _lost(request, kept, str(lost))
    except merging.Refused as refusal:
        return _preview(request, kept, other, str(WORDS[refusal.code]))
    said = _("%(number)s is merged into this customer. It can be undone for %(days)d days.")
    messages.success(request, said % {"number": other.number, "days": merging.UNDOABLE_FOR.days})
    return redirect(kept)


def _lost(request: HttpRequest, kept: Customer, lost: str) -> HttpResponse:
    """A colleague deleted or merged one of the two while the preview stood open."""
    if lost == kept.number:
        return gone(request, lost)
    return _chooser(request, kept, _("%(number)s was deleted or merged by a colleague meanwhile.") % {"number": lost})


def _taken(request: HttpRequest, kept: Customer, other: Customer) -> set[str]:
    """What was chosen; of a field that was not shown, what would be suggested."""
    usual = merging.suggested(kept, other)
    chosen = {field.name: request.POST.get(f"take_{field.name}") for field in merging.choosable()}
    return {name for name, value in chosen.items() if value == "other" or (value is None and name in usual)}


def _choices(
    request: HttpRequest, kept: Customer, other: Customer, taken: set[str] | frozenset[str] = frozenset()
) -> list[Choice]:
    hidden: frozenset[str] = frozenset() if request.user.has_perm("customers.view_identity") else IDENTITY
    return [
        Choice(field.name, str(field.verbose_name), _shown(kept, field), _shown(other, field), field.name in taken)
        for field in merging.choosable()
        if field.value_from_object(kept) != field.value_from_object(other) and field.name not in hidden
    ]


def _shown(customer: Customer, field: Field[Any, Any]) -> str:
    value = getattr(customer, f"get_{field.name}_display")() if field.choices else getattr(customer, field.name)
    return str(value or "")
