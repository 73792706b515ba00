from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import LinesField, NonceField, VersionField
from devices import filling, identifiers, own_fields
from devices.actions import EDITABLE, DeviceDraft, same_identifier
from devices.models import Device, kind_of, kinds
from devices.standing import Alert
from devices.where import imei_hint

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_MILEAGE = 2_147_483_647
WIDTHS = {
    "kind": "w-4", "brand": "w-4", "model": "w-4", "trim": "w-4", "colour": "w-4", "imei": "w-6", "imei2": "w-6", "serial": "w-4",
    "vin": "w-6", "plate": "w-3", "body_number": "w-4", "engine": "w-4", "mileage": "w-3", "purchased_on": "w-4", "warranty_until": "w-4",
    "external_number": "w-4",
}  # fmt: skip
OF_IDENTIFIER = {
    "imei": ("imei", "imei2"),
    "serial": ("serial",),
    "plate": ("plate",),
    "vin": ("vin", "body_number", "engine", "mileage"),
}
REDRAWN = {
    "hx-post": "",
    "hx-vals": '{"redraw": "1"}',
    "hx-trigger": "input changed delay:300ms",
    "hx-sync": "this:replace",
}  # what they tell is filled in
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
BRAND_LIST = {"list": "known-brands", "data-suggests": "brand"}
MODEL_LIST = {"list": "known-models", "data-suggests": "model"}


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not EARLIEST <= day < LATEST:
            raise ValidationError(_("Write a day of this or the last century."), code="century")
        return day


class DeviceForm(forms.ModelForm[Device]):
    """A device as typed. Identifiers are warned about, never refused; the model may come from the IMEI's type code."""

    note = LinesField(label=_("Note"), required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    mileage = forms.IntegerField(
        label=_("Mileage"),
        required=False,
        min_value=0,
        max_value=LONGEST_MILEAGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 20}),
    )
    purchased_on = DayField(label=_("Bought on"))
    warranty_until = DayField(label=_("Maker's warranty until"))
    is_another = forms.BooleanField(required=False, widget=forms.HiddenInput)
    filled = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    nonce = NonceField()
    version = VersionField()
    field_order = (
        "kind", "brand", "model", "imei", "imei2", "serial", "plate", "vin", "body_number", "engine", "mileage", "trim", "colour",
        "purchased_on", "warranty_until", "external_number", "note",
    )  # fmt: skip

    class Meta:
        model = Device
        fields: ClassVar = [name for name in EDITABLE if name != "own"]
        help_texts: ClassVar = {
            "serial": _("On the label below or behind, or in Settings, About."),
            "vin": _("On the windscreen's lower edge, or in the registration papers."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device_kind = kind_of(self._typed("kind") or self.instance.kind)
        self.fields["model"].required = False  # asked for in clean, when the IMEI does not tell it
        kind: Any = self.fields["kind"]
        kind.choices = kind_choices(self.instance.kind if self.instance.pk else "")
        self.fields["mileage"].unit = gettext("km")  # type: ignore[attr-defined]
        self.fields["imei"].help_text = imei_hint(self._typed("brand"))
        self.fields["vin"].help_text = filling.of_vin(self._typed("vin")) or self.fields["vin"].help_text
        self.fields["brand"].widget.attrs |= BRAND_LIST
        self.fields["model"].widget.attrs |= MODEL_LIST
        for name, field in self.fields.items():
            field.group_class = WIDTHS.get(name, "")  # type: ignore[attr-defined]
            field.widget.attrs.setdefault("autocomplete", "off")
        for name in ("imei", "vin"):
            self.fields[name].widget.attrs |= REDRAWN
        self.fields |= own_fields.form_fields(self.device_kind, self.instance.own or {})

    def _typed(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))[:80]
        return str(self.initial.get(name) or "")

    def shown_fields(self) -> list[forms.BoundField]:
        """Those such a thing has, and whatever is filled in."""
        hidden = {
            name for of, names in OF_IDENTIFIER.items() if of not in self.device_kind.identifiers for name in names
        }
        fields = self.visible_fields()
        return [field for field in fields if field.name not in hidden or field.value() or field.errors]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        told = filling.fill({name: typed.get(name) or "" for name in ("brand", "model", "imei", "vin")})
        typed |= {name: value for name, value in told.items() if name not in self.errors}
        if not typed.get("model") and "model" not in self.errors:
            self.add_error("model", _("Write the model."))
        return typed

    def draft(self) -> DeviceDraft:
        typed = self.cleaned_data
        fields = {name: typed[name] for name in EDITABLE if name != "own"}
        kept = {key: value for key, value in self.instance.own.items() if own_fields.PREFIX + key not in self.fields}
        own = kept | own_fields.values(self.device_kind, typed)
        return DeviceDraft({**fields, "own": own}, is_another=typed["is_another"])

    @property
    def warnings(self) -> dict[str, str]:
        typed = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        return warnings_of(typed.get("imei", ""), typed.get("imei2", ""), typed.get("vin", ""))


class AlertForm(forms.Form):
    """Whether the device is said to be stolen or lost, and what is known of it."""

    alert = forms.ChoiceField(
        label=_("The device is"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("not missing")), *((code, label) for code, label in Alert.choices)],
    )
    note = forms.CharField(label=_("Who said so, and when"), required=False, max_length=400)


def kind_choices(standing: str = "") -> list[tuple[str, str]]:
    """The kinds that are offered, and the one that stands there."""
    return [(each.code, capfirst(each.label)) for each in kinds().values() if each.is_offered or each.code == standing]


def warnings_of(imei: str, imei2: str, vin: str) -> dict[str, str]:
    found = {
        "imei": identifiers.imei_warning(imei),
        "imei2": identifiers.imei_warning(imei2),
        "vin": identifiers.vin_warning(vin),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def twins_of(device: Device) -> QuerySet[Device]:
    """Other devices that carry the same IMEI or VIN: one of the two is written wrong, or it is one and the same."""
    same = same_identifier(imei=device.imei, imei2=device.imei2, vin=device.vin)
    return same.exclude(pk=device.pk)
