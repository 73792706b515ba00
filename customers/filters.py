"""How the list of customers is narrowed. A value that is not understood shows its error and no rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf, StrIndex, Trim
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core import search
from core.models import Event
from customers.models import Customer, CustomerType, Form, Label, Note
from customers.relations import work_orders

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import Promise

NEW_FOR = timedelta(days=30)
MOST_COUNTED = 1000
STATUSES = [("active", _("Active")), ("inactive", _("Inactive")), ("prospect", _("Prospect"))]
ORDERS = [("open", _("Open")), ("in_service", _("In service")), ("ready", _("Awaiting pick-up"))]
MONEY = [("debt", _("In debt")), ("deposits", _("Paid in advance"))]
FORMS = [(value, capfirst(label)) for value, label in Form.choices]
PERIODS = [
    ("7", _("last 7 days")),
    ("30", _("last 30 days")),
    ("90", _("last 90 days")),
    ("365", _("last 365 days")),
]
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


GIVEN = {"label": "offered", "staff": "here"}  # what of a list can be given to customers


def kept_lists() -> dict[str, list[tuple[str, str]]]:
    """What stands on the lists that the shop keeps, all asked at once: they are on every page of the list.

    Of labels both all of them (to filter by) and those "offered" (to give); of staff everybody, and who is "here" still.
    """
    place, offered = Value(0, output_field=IntegerField()), F("is_offered")
    name = Trim(Concat(F("first_name"), Value(" "), F("last_name")))
    asked = [
        ("label", Label.objects.annotate(shown=F("name"), place=F("position"), given=offered)),
        ("type", CustomerType.objects.annotate(shown=F("name"), place=F("position"), given=offered)),
        (
            "staff",
            User.objects.annotate(
                shown=Coalesce(NullIf(name, Value("")), "username"), place=place, given=F("is_active")
            ),
        ),
    ]
    one, *others = [
        rows.order_by().annotate(kind=Value(kind)).values_list("kind", "pk", "shown", "place", "given")
        for kind, rows in asked
    ]
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in ("label", "type", "staff", "offered", "here")}
    rows = sorted(one.union(*others, all=True).order_by("pk"), key=lambda row: (row[3], row[2].casefold()))
    for kind, key, shown, _place, given in rows:
        found[kind].append((str(key), shown))
        if given and kind in GIVEN:
            found[GIVEN[kind]].append((str(key), shown))
    return found


def day_filter(label: str | Promise) -> filters.DateFilter:
    between = _("Write a year from 1900 to 2199.")
    return filters.DateFilter(
        label=label,
        method="by_day",
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        validators=[MinValueValidator(EARLIEST, between), MaxValueValidator(LATEST, between)],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write a date like 2026-11-19.")},
    )


def listed(label: str | Promise, method: str) -> filters.ChoiceFilter:
    """One of a list that the shop keeps; each set of filters asks once what stands on it."""
    return filters.ChoiceFilter(label=label, choices=(), method=method, empty_label="—")


# One click each: the label and the one filter it sets; none for the whole list.
SELECTIONS: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (pgettext_lazy("customers", "Active"), {"status": "active"}),
    (_("Only mine"), {"mine": "1"}),
    (_("In service"), {"orders": "in_service"}),
    (_("Awaiting pick-up"), {"orders": "ready"}),
    (_("With open orders"), {"orders": "open"}),
    (_("In debt"), {"money": "debt"}),
    (_("Prospects"), {"status": "prospect"}),
    (_("All"), {}),
)


FEW = 3000  # customers; fewer are looked up by their keys, more are met while the list is read in its order


class CustomerFilter(filters.FilterSet):  # type: ignore[misc]  # the package has no types
    text = filters.CharFilter(label=_("Filter"), method="by_text")
    status = filters.ChoiceFilter(label=_("Status"), choices=STATUSES, method="by_status", empty_label="—")
    form = filters.ChoiceFilter(label=_("Person or company"), choices=FORMS, empty_label="—")
    type = listed(_("Type"), "by_key")
    responsible = listed(_("Responsible"), "by_key")
    label = listed(_("Label"), "by_label")
    not_label = listed(_("Without the label"), "by_label")
    active_in = filters.ChoiceFilter(label=_("Activity"), choices=PERIODS, method="by_period", empty_label="—")
    since = day_filter(_("Activity from"))
    until = day_filter(_("Activity to"))
    city = filters.CharFilter(label=_("City"), method="by_city")
    orders = filters.ChoiceFilter(label=_("Work orders"), choices=ORDERS, method="by_orders", empty_label="—")
    money = filters.ChoiceFilter(label=_("Money"), choices=MONEY, method="by_money", empty_label="—")
    mine = filters.ChoiceFilter(
        label=_("Only mine"), choices=[("1", _("yes"))], method="by_mine", widget=forms.HiddenInput, empty_label=None
    )
    inactive = filters.ChoiceFilter(
        label=_("Inactive too"),
        choices=[("1", _("yes"))],
        method="as_it_is",
        widget=forms.HiddenInput,
        empty_label=None,
    )

    class Meta:
        model = Customer
        fields = (
            "text", "status", "form", "type", "responsible", "label", "not_label", "active_in", "since", "until", "city", "orders",
            "money", "mine", "inactive",
        )  # fmt: skip

    def __init__(self, data: QueryDict, *, user: User, queryset: QuerySet[Customer] | None = None) -> None:
        self.user = user
        super().__init__(data, queryset=Customer.objects.all() if queryset is None else queryset)
        kept = kept_lists()
        self.labels, self.offered_labels, self.staff, self.staff_here, self.types = (
            kept[name] for name in ("label", "offered", "staff", "here", "type")
        )
        lists = {"type": self.types, "responsible": self.staff, "label": self.labels, "not_label": self.labels}
        for name, choices in lists.items():
            self.filters[name].extra["choices"] = choices

    @property
    def typed(self) -> dict[str, Any]:
        """What is set and understood."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_valid() else {}

    @cached_property
    def words(self) -> list[search.Word]:
        text: str = self.form.cleaned_data.get("text") or ""
        return search.words(text) if text else []

    def matching(self) -> QuerySet[Customer]:
        """All that the filters let through; none at all when one of them is not understood."""
        return self.qs if self.is_valid() else Customer.objects.none()

    def rows(self) -> QuerySet[Customer]:
        """What the list shows: without the long inactive ones, unless they were asked for or something is searched."""
        return self.matching().filter(shown_at_first()) if self.hides_inactive else self.matching()

    @property
    def hides_inactive(self) -> bool:
        asked = {"text", "status", "orders", "money", "inactive", "active_in", "since", "until"}
        return not asked & set(self.typed)

    def hidden_count(self) -> int:
        """How many stand behind "and N inactive", counted up to one more than a thousand."""
        if not self.hides_inactive:
            return 0
        return self.matching().exclude(shown_at_first())[: MOST_COUNTED + 1].count()

    def by_text(self, rows: QuerySet[Customer], _name: str, _value: str) -> QuerySet[Customer]:
        return rows.filter(search.condition(self.words)) if self.words else rows.none()

    def by_status(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        chosen = {"active": Q(is_active=True), "inactive": Q(is_active=False, is_prospect=False)}
        return rows.filter(chosen.get(value, Q(is_active=False, is_prospect=True)))

    def by_key(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(**{f"{name}_id": value})

    def by_label(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        labelled = Exists(Customer.labels.through.objects.filter(customer=OuterRef("pk"), label=int(value)))
        return rows.filter(labelled if name == "label" else ~labelled)

    def by_period(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(last_activity_at__gte=timezone.now() - timedelta(days=int(value)))

    def by_day(self, rows: QuerySet[Customer], name: str, value: date) -> QuerySet[Customer]:
        """From the beginning of a day, or to the end of one, as the shop's clock has it."""
        if name == "since":
            return rows.filter(last_activity_at__gte=_midnight(value))
        return rows.filter(last_activity_at__lt=_midnight(value + timedelta(days=1)))

    def by_city(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        """By the city's own index, whose statistics also say how common a city is.

        Folding a city takes as long as fifty looks into the search column, which holds it too: so that is looked into first.
        """
        looked_for = search.words(value)
        if not looked_for:
            return rows.none()
        folded = Func(F("city"), function="shop_words", output_field=TextField())
        seen = {f"seen{place}": StrIndex("search", Value(word.text)) for place, word in enumerate(looked_for)}
        somewhere = rows.alias(city_words=folded, **seen).filter(**{f"{name}__gt": 0 for name in seen})
        return somewhere.filter(search.condition(looked_for, "city_words"))

    def by_orders(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        orders = work_orders()
        chosen = {"open": orders.open, "in_service": orders.in_service, "ready": orders.awaiting_pickup}[value]()
        return rows.filter(Exists(chosen.filter(customer=OuterRef("pk"))))

    def by_money(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(debt__gt=0) if value == "debt" else rows.filter(deposits__gt=0)

    def by_mine(self, rows: QuerySet[Customer], _name: str, _value: str) -> QuerySet[Customer]:
        """Responsible for the customer, or author or technician of an order, note or event of it."""
        keys = self._mine()
        if keys is not None:
            return rows.filter(pk__in=keys)
        orders = work_orders().filter(customer=OuterRef("pk"))
        notes = Note.objects.filter(customer=OuterRef("pk"), by=self.user)
        events = Event.objects.filter(customer_number=OuterRef("number"), actor=self.user).exclude(customer_number="")
        is_of_order = Exists(orders.filter(Q(technician=self.user) | Q(received_by=self.user)))
        return rows.filter(Q(responsible=self.user) | is_of_order | Exists(notes) | Exists(events))

    def _mine(self) -> list[int] | None:
        """Whose customers' rows they are; None when there are so many that they are met soon in any order of the list."""
        events = Event.objects.filter(actor=self.user).exclude(customer_number="").order_by()
        sources = [
            Customer.objects.filter(responsible=self.user).order_by().values_list("pk"),
            work_orders().filter(technician=self.user).order_by().values_list("customer"),
            work_orders().filter(received_by=self.user).order_by().values_list("customer"),
            Note.objects.filter(by=self.user).order_by().values_list("customer"),
            Customer.objects.filter(number__in=events.values("customer_number")[:FEW]).order_by().values_list("pk"),
        ]
        first, *others = [each[: FEW + 1] for each in sources]
        keys = [key for (key,) in first.union(*others, all=True)[: FEW + 1]]  # the dearest are asked only if need be
        return list(set(keys)) if len(keys) <= FEW else None

    def as_it_is(self, rows: QuerySet[Customer], _name: str, _value: str) -> QuerySet[Customer]:
        return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def shown_at_first() -> Q:
    return Q(is_active=True) | Q(is_prospect=True) | Q(created_at__gte=timezone.now() - NEW_FOR)
