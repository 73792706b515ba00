"""How the list of work orders may be narrowed. An invalid value shows its error and no rows; it never widens the list."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import search
from repairs import arrivals
from repairs.fields import EARLIEST, LATEST, technicians
from repairs.models import OrderKind, WorkOrder, WorkOrderQuerySet
from repairs.models.order import WAITING_LONG, day_of, stuck
from repairs.states import CLOSED, OPEN, Status

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict
    from django.utils.functional import Promise

    from accounts.models import User

ME, NOBODY = "me", "nobody"
OPEN_TAB = pgettext_lazy("work orders", "Open")
# A tab by what it sets; the first sets nothing.
SHOWN: dict[str, str | Promise] = {
    "": OPEN_TAB,
    "mine": _("Only mine"),
    "overdue": _("Overdue"),
    "today": _("Promised today"),
    "stuck": _("Stuck"),
    "service": _("In service"),
    "pickup": _("Awaiting pick-up"),
    "waiting": _("Not collected"),
    "booked": _("Booked today"),
    "answer": _("Waiting for an answer"),
    "running": _("In warranty"),
    "warranty": _("Warranty returns"),
    "all": pgettext_lazy("work orders", "All"),
}
SELECTIONS = tuple((label, {"show": key} if key else {}) for key, label in SHOWN.items())
OF_OPEN = frozenset({"", "mine", "overdue", "stuck", "today", "service", "pickup", "waiting", "booked", "answer"})


def selected(rows: WorkOrderQuerySet, key: str, user: User) -> WorkOrderQuerySet:
    narrowed: dict[str, Any] = {
        "": rows.open,
        "mine": lambda: rows.open().filter(technician=user),
        "overdue": rows.overdue,
        "today": rows.promised_today,
        "stuck": rows.stuck,
        "service": rows.in_service,
        "pickup": rows.awaiting_pickup,
        "waiting": rows.not_collected,
        "booked": rows.booked_today,
        "answer": lambda: arrivals.asked(rows),
        "running": rows.in_warranty,
        "warranty": rows.warranty_returns,
    }
    found: WorkOrderQuerySet = narrowed.get(key, rows.all)()
    return found


def counts(user: User) -> dict[str | Promise, int]:
    """How many each tab of open orders holds: one question for all, in the words of WorkOrderQuerySet."""
    today, is_booked, is_ready = day_of("promised_at"), Q(status=Status.BOOKED), Q(status=Status.READY)
    late = Q(promised_at__lt=timezone.now()) & ~is_ready
    counted = WorkOrder.objects.open().aggregate(
        open=Count("pk"),
        mine=Count("pk", filter=Q(technician=user)),
        overdue=Count("pk", filter=late),
        today=Count("pk", filter=~is_booked & today),
        stuck=Count("pk", filter=stuck()),
        service=Count("pk", filter=~is_booked & ~is_ready),
        pickup=Count("pk", filter=is_ready),
        waiting=Count("pk", filter=is_ready & Q(status_since__lt=timezone.now() - WAITING_LONG)),
        booked=Count("pk", filter=is_booked & today),
        answer=Count("pk", filter=arrivals.waits()),
    )
    return {SHOWN["" if key == "open" else key]: count for key, count in counted.items()}


class OrderFilter(forms.Form):
    text = forms.CharField(required=False, max_length=search.LONGEST_QUERY, label=_("Text"))
    show = forms.ChoiceField(required=False, label=_("Show"), choices=list(SHOWN.items()), widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False, label=_("Status"), choices=[("", _("Any status")), *Status.choices])
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("Any kind")), *OrderKind.choices])
    technician = forms.ChoiceField(required=False, label=_("Technician"))
    since = forms.DateField(required=False, label=_("In since"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label=_("In until"), widget=forms.DateInput(attrs={"type": "date"}))
    unpaid = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("money", "Paid"),
        choices=[("", _("Paid or not")), ("1", _("Something is owed"))],
    )
    customer = forms.RegexField(r"^[A-Z0-9-]{1,40}$", required=False, label=_("Customer"), widget=forms.HiddenInput)

    def __init__(self, query: QueryDict, *, user: User) -> None:
        super().__init__(query)
        self.user = user
        self.people = list(technicians())
        names = [(str(each.pk), str(each)) for each in self.people]
        choice: Any = self.fields["technician"]
        choice.choices = [("", _("Any technician")), (ME, _("Me")), (NOBODY, _("Nobody yet")), *names]
        for name in ("status", "kind", "technician", "unpaid"):
            self.fields[name].widget.attrs |= {"class": "input"}

    def clean_since(self) -> date | None:
        return _of_this_century(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _of_this_century(self.cleaned_data["until"])

    @property
    def shown(self) -> str:
        """The tab: what ?show= asks for; without it the open orders, or all when only among all something can be found."""
        typed = self.cleaned_data if self.is_valid() else {}
        among_all = typed.get("status") in CLOSED or typed.get("customer")
        return typed.get("show") or ("all" if among_all else "")

    @property
    def is_of_open(self) -> bool:
        return self.shown in OF_OPEN or self.cleaned_data.get("status") in OPEN

    def rows(self) -> WorkOrderQuerySet:
        if not self.is_valid():
            return WorkOrder.objects.none()
        # A status is open or not by itself: asked twice, the database takes them for few and sorts them all.
        shown = "all" if self.shown == "" and self.cleaned_data["status"] else self.shown
        return self.narrow(selected(WorkOrder.objects.all(), shown, self.user))

    def narrow(self, rows: WorkOrderQuerySet) -> WorkOrderQuerySet:
        wanted = self.cleaned_data
        looked_for = search.words(wanted["text"])
        if wanted["text"] and not looked_for:  # signs only, which nothing is found by
            return rows.none()
        rows = rows.unpaid() if wanted["unpaid"] else rows
        return rows.filter(search.condition(looked_for), **self._exactly(wanted))

    def _exactly(self, wanted: dict[str, Any]) -> dict[str, Any]:
        exact: dict[str, Any] = {name: wanted[name] for name in ("status", "kind") if wanted[name]}
        technician = wanted["technician"]
        if technician == NOBODY:
            exact["technician"] = None
        elif technician:
            exact["technician"] = self.user if technician == ME else technician
        if wanted["customer"]:
            exact["customer__number"] = wanted["customer"]
        if wanted["since"]:
            exact["received_at__gte"] = _midnight(wanted["since"])
        if wanted["until"]:
            exact["received_at__lt"] = _midnight(wanted["until"] + timedelta(days=1))
        return exact

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "show")


def _of_this_century(day: date | None) -> date | None:
    if day and not EARLIEST.date() <= day < LATEST.date():
        raise forms.ValidationError(_("Write a day of this century."), code="century")
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
