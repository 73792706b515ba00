"""What is asked for at intake, at hand-over, and when an order is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.fields import LinesField, NonceField, VersionField
from core.models import ReachRule
from core.shop import current_shop
from customers.actions import CustomerDraft, TypedPhone
from customers.models import Contact, Form
from devices.actions import DeviceDraft
from devices.forms import kind_choices
from repairs.actions import Intake
from repairs.fields import AmountField, MileageField, MomentField, TechnicianField, contacts_of, technicians
from repairs.models import OrderKind, WorkOrder

if TYPE_CHECKING:
    from core.models import Shop

DEVICE_FIELDS = ("brand", "model", "imei", "imei2", "serial", "vin", "plate", "colour", "mileage")
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


class IntakeForm(JobForm):
    """The whole intake: who, what, and what is wrong with it. `customer` and `device` are numbers of standing records;
    empty, they are made from what is typed.
    """

    nonce = NonceField()
    customer = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    device = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    filled = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    form = forms.ChoiceField(
        label=gettext_lazy("The customer is"),
        choices=[(Form.PERSON, gettext_lazy("Person")), (Form.COMPANY, gettext_lazy("Company"))],
        widget=forms.RadioSelect,
        initial=Form.PERSON,
        required=False,
    )
    first_name = text(gettext_lazy("First name"), 120)
    last_name = text(gettext_lazy("Last name"), 120)
    legal_name = text(gettext_lazy("Legal name"), 200)
    phone = text(gettext_lazy("Phone"), 60, attrs={"inputmode": "tel"})
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write an address like name@example.com.")},
    )
    device_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=kind_choices,
        initial="phone",
        required=False,
    )
    brand = text(gettext_lazy("Brand"), 80)
    model = text(gettext_lazy("Model"), 120)
    imei = text(gettext_lazy("IMEI"), 40, help_text=gettext_lazy("Dial *#06#, or Settings › General › About"))
    imei2 = text(gettext_lazy("Second IMEI"), 40)
    serial = text(gettext_lazy("Serial number"), 80)
    vin = text(gettext_lazy("VIN"), 40)
    plate = text(gettext_lazy("Plate"), 20)
    colour = text(gettext_lazy("Colour"), 60)
    mileage = MileageField(label=gettext_lazy("Mileage"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mileage"].unit = gettext_lazy("km")  # type: ignore[attr-defined]
        self.fields["mileage"].widget.attrs["placeholder"] = " "

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("customer"):
            self._check_customer(self.shop)
        if not self.cleaned_data.get("device") and not self.cleaned_data.get("model"):
            self._miss("model", _("Write the model, as far as it is known."))
        return self.cleaned_data

    def _check_customer(self, shop: Shop) -> None:
        if self.cleaned_data.get("form") == Form.COMPANY:
            self._need("legal_name", _("Write the legal name."))
        else:
            self._need("first_name", _("Write the first name."))
            self._need("last_name", _("Write the last name."))
        if shop.reach_rule == ReachRule.PHONE:
            self._need("phone", _("Write a phone number."))
        if shop.reach_rule == ReachRule.PHONE_OR_EMAIL and not self.cleaned_data.get("email"):
            self._need("phone", _("Write a phone number or an e-mail address."))

    def _need(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name):
            self._miss(name, sentence)

    def _miss(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def intake(self) -> Intake:
        """What the valid form says, for the deed."""
        data = self.cleaned_data
        return Intake(
            customer=data["customer"] or self._customer_draft(),
            device=data["device"] or self._device_draft(),
            job=self.job(),
        )

    def _customer_draft(self) -> CustomerDraft:
        data = self.cleaned_data
        form = data["form"] or Form.PERSON
        fields = {"form": form, "email": data["email"], "language": self.shop.language, "country": self.shop.country}
        names = ("legal_name",) if form == Form.COMPANY else ("first_name", "last_name")
        fields |= {name: data[name] for name in names}
        return CustomerDraft(fields, [TypedPhone(data["phone"])] if data["phone"] else [])

    def _device_draft(self) -> DeviceDraft:
        fields = {name: self.cleaned_data[name] for name in DEVICE_FIELDS}
        return DeviceDraft({"kind": self.cleaned_data["device_kind"] or "other", **fields})


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
