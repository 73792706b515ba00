"""How the list of work orders may be narrowed. An invalid value shows its error and no rows; it never widens the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import search
from core.listing import Sort
from repairs.fields import technicians
from repairs.models import OrderKind, WorkOrder, WorkOrderQuerySet
from repairs.states import Status

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import Promise

    from accounts.models import User

ME = "me"
NEWEST = Sort(key="newest", label=_("Newest first"), columns=("received_at", "id"), descending=True)
OLDEST = Sort(key="oldest", label=_("Oldest first"), columns=("received_at", "id"))
PROMISE = Sort(key="promise", label=_("Promised first"), columns=("promised_at", "id"))
WAITING = Sort(key="waiting", label=_("Waiting longest first"), columns=("status_since", "id"))


@dataclass(frozen=True)
class Selection:
    """A tab. Every overdue order has a promise, so only there may the promise be a sort: a key has no empty values."""

    key: str
    label: str | Promise
    sorts: tuple[Sort, ...] = (NEWEST, OLDEST)


SELECTIONS = (
    Selection("open", pgettext_lazy("work orders", "Open")),
    Selection("mine", _("My work")),
    Selection("overdue", _("Overdue"), (PROMISE, NEWEST, OLDEST)),
    Selection("pickup", _("Awaiting pick-up"), (WAITING, NEWEST, OLDEST)),
    Selection("all", pgettext_lazy("work orders", "All")),
)


def selection(query: QueryDict) -> Selection:
    """What ?show= asks for; without it the open orders, or all when a closed status is asked for."""
    usual = SELECTIONS[-1] if query.get("status") in {Status.HANDED_OVER, Status.CANCELLED} else SELECTIONS[0]
    return next((each for each in SELECTIONS if each.key == query.get("show")), usual)


def selected(rows: WorkOrderQuerySet, key: str, user: User) -> WorkOrderQuerySet:
    narrowed = {
        "open": rows.open,
        "mine": lambda: rows.open().filter(technician=user),
        "overdue": rows.overdue,
        "pickup": rows.awaiting_pickup,
    }
    return narrowed[key]() if key in narrowed else rows


def counts(user: User) -> dict[str, int]:
    """How many each tab of open orders holds: one question instead of four, in the words of WorkOrderQuerySet."""
    late = Q(promised_at__lt=timezone.now()) & ~Q(status=Status.READY)
    return WorkOrder.objects.open().aggregate(
        open=Count("pk"),
        mine=Count("pk", filter=Q(technician=user)),
        overdue=Count("pk", filter=late),
        pickup=Count("pk", filter=Q(status=Status.READY)),
    )


class OrderFilter(forms.Form):
    text = forms.CharField(required=False, max_length=search.LONGEST_QUERY, label=_("Text"))
    status = forms.ChoiceField(required=False, label=_("Status"), choices=[("", _("Any status")), *Status.choices])
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("Any kind")), *OrderKind.choices])
    technician = forms.ChoiceField(required=False, label=_("Technician"))

    def __init__(self, query: QueryDict, *, user: User) -> None:
        super().__init__(query)
        self.user = user
        names = [(str(each.pk), str(each)) for each in technicians()]
        choice: Any = self.fields["technician"]
        choice.choices = [("", _("Any technician")), (ME, _("Me")), *names]
        for name in ("status", "kind", "technician"):
            self.fields[name].widget.attrs |= {"class": "input", "aria-label": self.fields[name].label}

    def narrow(self, rows: WorkOrderQuerySet) -> WorkOrderQuerySet:
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        exact = {name: wanted[name] for name in ("status", "kind", "technician") if wanted[name]}
        if wanted["technician"] == ME:
            exact["technician"] = self.user
        looked_for = search.words(wanted["text"])
        if wanted["text"] and not looked_for:  # signs only, which nothing is found by
            return rows.none()
        return rows.filter(search.condition(looked_for), **exact)

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
