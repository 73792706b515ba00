"""How the list of customers is narrowed. A value that is not understood shows its error and no rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import search
from core.models import Event
from customers.models import Customer, Form
from customers.relations import work_orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict
    from django.utils.functional import Promise

NEW_FOR = timedelta(days=30)
MOST_COUNTED = 1000
STATUSES = [("active", _("Active")), ("inactive", _("Inactive")), ("prospect", _("Prospect"))]
ORDERS = [("open", _("Open")), ("in_service", _("In service")), ("ready", _("Awaiting pick-up"))]
FORMS = [(value, capfirst(label)) for value, label in Form.choices]

# One click each: the label and the one filter it sets; none for the whole list.
SELECTIONS: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (_("Active"), {"status": "active"}),
    (_("Only mine"), {"mine": "1"}),
    (_("In service"), {"orders": "in_service"}),
    (_("Awaiting pick-up"), {"orders": "ready"}),
    (_("With open orders"), {"orders": "open"}),
    (_("Prospects"), {"status": "prospect"}),
    (_("All"), {}),
)


class CustomerFilter(filters.FilterSet):  # type: ignore[misc]  # the package has no types
    text = filters.CharFilter(label=_("Filter"), method="by_text")
    status = filters.ChoiceFilter(label=_("Status"), choices=STATUSES, method="by_status", empty_label="—")
    form = filters.ChoiceFilter(label=_("Person or company"), choices=FORMS, empty_label="—")
    responsible = filters.ModelChoiceFilter(label=_("Responsible"), queryset=User.objects.all(), empty_label="—")
    city = filters.CharFilter(label=_("City"), method="by_city")
    orders = filters.ChoiceFilter(label=_("Work orders"), choices=ORDERS, method="by_orders", empty_label="—")
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
        fields = ("text", "status", "form", "responsible", "city", "orders", "mine", "inactive")

    def __init__(self, data: QueryDict, *, user: User, queryset: QuerySet[Customer] | None = None) -> None:
        self.user = user
        super().__init__(data, queryset=Customer.objects.all() if queryset is None else queryset)

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
        return not {"text", "status", "orders", "inactive"} & set(self.typed)

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

    def by_city(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        """The search column narrows by its index; the city itself then decides."""
        looked_for = search.words(value)
        if not looked_for:
            return rows.none()
        folded = Func(F("city"), function="shop_words", output_field=TextField())
        return rows.alias(city_words=folded).filter(
            search.condition(looked_for), search.condition(looked_for, "city_words")
        )

    def by_orders(self, rows: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        orders = work_orders()
        chosen = {"open": orders.open, "in_service": orders.in_service, "ready": orders.awaiting_pickup}[value]()
        return rows.filter(Exists(chosen.filter(customer=OuterRef("pk"))))

    def by_mine(self, rows: QuerySet[Customer], _name: str, _value: str) -> QuerySet[Customer]:
        """Responsible for the customer, or author or technician of an order, or author of an event of it."""
        orders = work_orders().filter(Q(technician=self.user) | Q(received_by=self.user))
        events = Event.objects.filter(actor=self.user).exclude(customer_number="")
        return rows.filter(
            Q(responsible=self.user)
            | Q(pk__in=orders.values("customer"))
            | Q(number__in=events.order_by().values("customer_number"))
        )

    def as_it_is(self, rows: QuerySet[Customer], _name: str, _value: str) -> QuerySet[Customer]:
        return rows


def shown_at_first() -> Q:
    return Q(is_active=True) | Q(is_prospect=True) | Q(created_at__gte=timezone.now() - NEW_FOR)


def selection_of(typed: Mapping[str, Any]) -> dict[str, str]:
    """The one-click selection these filters are, told by what selections set."""
    setting = {name: str(typed[name]) for name in ("status", "orders", "mine") if name in typed}
    return next((filters for _label, filters in SELECTIONS if filters == setting), {"": ""})
