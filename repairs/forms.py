"""What is asked for at intake, at hand-over, and when an order is edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.fields import LinesField, VersionField
from core.shop import current_shop
from customers.models import Contact
from repairs.fields import AmountField, MomentField, TechnicianField, contacts_of, technicians
from repairs.models import OrderKind, WorkOrder

JOB_FIELDS = (
    "kind", "reported_fault", "condition", "accessories", "bench_note", "promised_at", "technician", "estimated_cost",
    "diagnosis_fee",
)  # fmt: skip


def text(
    label: Any, most: int, *, group: str = "", attrs: dict[str, str] | None = None, **options: Any
) -> forms.CharField:
    """One line of free text; a blank placeholder lets the stylesheet see that a field is empty."""
    standing = {"autocomplete": "off", "placeholder": " ", **(attrs or {})}
    field = forms.CharField(
        label=label, max_length=most, required=False, widget=forms.TextInput(attrs=standing), **options
    )
    field.group_class = group  # type: ignore[attr-defined]
    return field


class JobForm(forms.Form):
    """What is to be done, by whom, until when, for how much."""

    kind = forms.ChoiceField(
        label=gettext_lazy("kind of order"), choices=OrderKind.choices, widget=forms.RadioSelect, initial=OrderKind.PAID
    )
    reported_fault = LinesField(
        label=gettext_lazy("Reported fault"),
        error_messages={"required": gettext_lazy("Write what the customer reports.")},
    )
    condition = LinesField(label=gettext_lazy("Condition"), required=False, rows=1)
    accessories = forms.CharField(
        label=gettext_lazy("Left with us"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bench_note = LinesField(label=gettext_lazy("Note for the bench"), required=False, rows=1)
    promised_at = MomentField(label=gettext_lazy("Promised for"))
    technician = TechnicianField(label=gettext_lazy("Technician"))
    estimated_cost = AmountField(label=pgettext_lazy("amount", "Estimate"))
    diagnosis_fee = AmountField(label=gettext_lazy("If declined"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shop = current_shop()
        for name in ("estimated_cost", "diagnosis_fee"):
            self.fields[name].unit = self.shop.currency  # type: ignore[attr-defined]
        self.fields["bench_note"].aside = gettext_lazy("stays in the shop")  # type: ignore[attr-defined]

    def job(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in JOB_FIELDS}


class OrderForm(JobForm):
    """An order as it stands, with the version it was opened at."""

    contact = forms.ModelChoiceField[Contact](
        label=gettext_lazy("Contact"), queryset=Contact.objects.none(), required=False, empty_label=gettext_lazy("none")
    )
    may_collect = text(gettext_lazy("May collect"), 200)
    version = VersionField()

    def __init__(self, *args: Any, order: WorkOrder, **options: Any) -> None:
        standing = {name: getattr(order, name) for name in (*JOB_FIELDS, "contact", "may_collect", "version")}
        super().__init__(*args, initial=standing, **options)
        contacts: Any = self.fields["contact"]
        contacts.queryset = contacts_of(order)
        technician: Any = self.fields["technician"]
        technician.queryset = technicians(or_still=order.technician_id)

    def fields_to_save(self) -> dict[str, Any]:
        return self.job() | {name: self.cleaned_data[name] for name in ("contact", "may_collect")}
