"""What is asked for when a device comes in: one form for the customer, the device and the job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import NonceField
from core.models import ReachRule
from customers.actions import CustomerDraft, TypedPhone
from customers.models import Form
from devices import own_fields
from devices.actions import DeviceDraft
from devices.forms import BRAND_LIST, MODEL_LIST, kind_choices
from devices.models import kind_of
from repairs import checklists
from repairs.actions import Intake
from repairs.codes import Method
from repairs.fields import AmountField, MileageField, SignatureField, passcode_field, technicians
from repairs.forms import JobForm, text
from repairs.payments import Paying
from repairs.states import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.models import Shop
    from devices.models import Device
    from repairs.models import WorkOrder

DEVICE_FIELDS = (
    "brand", "model", "imei", "imei2", "serial", "vin", "plate", "body_number", "engine", "trim", "colour", "mileage",
)  # fmt: skip
LATE = timedelta(hours=12)  # a promise this far in the past was mistyped; less may be a clock that goes wrong


class IntakeForm(JobForm):
    """The whole intake: who, what, and what is wrong with it. `customer` and `device` are numbers of standing records;
    empty, they are made from what is typed.
    """

    nonce = NonceField()
    draft = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    shown_device = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    is_another = forms.BooleanField(required=False, widget=forms.HiddenInput)
    signature = SignatureField()
    deposit = AmountField(label=gettext_lazy("Deposit now"))
    deposit_method = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Method.choices, initial=Method.CASH, required=False
    )
    passcode = passcode_field(required=False)
    customer = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    device = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    booking = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    warranty_of = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
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
    brand = text(gettext_lazy("Brand"), 80, attrs=BRAND_LIST)
    model = text(gettext_lazy("Model"), 120, attrs=MODEL_LIST)
    imei = text(gettext_lazy("IMEI"), 40)
    imei2 = text(gettext_lazy("Second IMEI"), 40)
    serial = text(gettext_lazy("Serial number"), 80)
    vin = text(gettext_lazy("VIN"), 40)
    plate = text(gettext_lazy("Plate"), 20)
    body_number = text(gettext_lazy("Body number"), 40)
    engine = text(gettext_lazy("Engine"), 60)
    trim = text(gettext_lazy("Trim"), 60)
    colour = text(gettext_lazy("Colour"), 60)
    mileage = MileageField(label=gettext_lazy("Mileage"))

    def __init__(
        self,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        standing: Device | None = None,
        booked: WorkOrder | None = None,
    ) -> None:
        super().__init__(data, initial=initial or {})
        self.standing = standing
        self.typed: Mapping[str, Any] = data if data is not None else initial or {}
        self.thing_kind = kind_of(self.typed.get("device_kind") or (standing.kind if standing else "phone"))
        kind: Any = self.fields["device_kind"]
        kind.choices = kind_choices(self.thing_kind.code)
        self.fields |= own_fields.form_fields(self.thing_kind, standing.own if standing else {})
        for each in self.own():
            each.field.widget.attrs.setdefault("placeholder", " ")
        ask = {
            "hx-post": reverse("intake_device"),
            "hx-trigger": "change",
            "hx-target": "#seen",
            "hx-swap": "innerHTML",
        }
        if booked:
            self._complete(booked)
        self.fields["deposit"].unit = self.shop.currency  # type: ignore[attr-defined]
        self.fields["brand"].widget.attrs |= ask
        self.fields["mileage"].unit = gettext_lazy("km")  # type: ignore[attr-defined]
        self.fields["mileage"].widget.attrs["placeholder"] = " "

    def _complete(self, booked: WorkOrder) -> None:
        """What a booking has already stays choosable, though nobody would be offered it anew."""
        technician: Any = self.fields["technician"]
        technician.queryset = technicians(or_still=booked.technician_id)
        if booked.passcode:
            self.fields["passcode"].help_text = _("One was written down with the booking. Leave this empty to keep it.")

    def own(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(own_fields.PREFIX)]

    @property
    def checks_kind(self) -> Any:
        """The kind whose checklist was shown; of a page sent without one, the device's."""
        shown = str(self.typed.get("checks_of") or "")
        return kind_of(shown) if shown else self.thing_kind

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

    def clean_promised_at(self) -> Any:
        promised = self.cleaned_data["promised_at"]
        if promised and promised < timezone.now() - LATE:
            raise forms.ValidationError(_("Choose a time that is still to come."), code="past")
        return promised

    def intake(self, *, draft: int | None) -> Intake:
        """What the valid form says, for the deed; `draft` is the key of the person's own draft."""
        data = self.cleaned_data
        known = self._known() if data["device"] and data["device"] == data["shown_device"] and self.standing else {}
        job = self.job() | {"checklist": checklists.answered(self.checks_kind, self.typed)}
        return Intake(
            customer=data["customer"] or self._customer_draft(),
            device=data["device"] or self._device_draft(),
            job=job,
            status=Status.BOOKED if "as_booking" in self.typed else Status.RECEIVED,
            known=known,
            is_another=data["is_another"],
            passcode=data["passcode"],
            signature=data["signature"],
            draft=draft,
            deposit=Paying(data["deposit"], data["deposit_method"] or Method.CASH) if data["deposit"] else None,
            warranty_of=data["warranty_of"],
        )

    def _known(self) -> dict[str, Any]:
        """The standing device as the form has it now: its model is never emptied, and what was not asked stays."""
        data = self.cleaned_data
        standing: Any = self.standing
        asked = [name for name in DEVICE_FIELDS if name in self.typed]
        known = {name: data[name] for name in asked if name != "model" or data["model"]}
        kept = {key: value for key, value in standing.own.items() if own_fields.PREFIX + key not in self.fields}
        return {**known, "kind": self.thing_kind.code, "own": kept | own_fields.values(self.thing_kind, data)}

    def _customer_draft(self) -> CustomerDraft:
        data = self.cleaned_data
        form = data["form"] or Form.PERSON
        fields = {"form": form, "email": data["email"], "language": self.shop.language, "country": self.shop.country}
        names = ("legal_name",) if form == Form.COMPANY else ("first_name", "last_name")
        fields |= {name: data[name] for name in names}
        return CustomerDraft(fields, [TypedPhone(data["phone"])] if data["phone"] else [])

    def _device_draft(self) -> DeviceDraft:
        data = self.cleaned_data
        fields = {name: data[name] for name in DEVICE_FIELDS}
        own = own_fields.values(self.thing_kind, data)
        return DeviceDraft({"kind": self.thing_kind.code, **fields, "own": own}, is_another=data["is_another"])
