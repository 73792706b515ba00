from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import LinesField, NonceField, VersionField
from devices import catalogue, identifiers
from devices.actions import EDITABLE, DeviceDraft, same_identifier
from devices.models import Device, Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_MILEAGE = 2_147_483_647
WIDTHS = {
    "kind": "w-4", "brand": "w-4", "model": "w-4", "colour": "w-4", "imei": "w-6", "imei2": "w-6", "serial": "w-4", "vin": "w-6",
    "plate": "w-3", "mileage": "w-3", "external_number": "w-4",
}  # fmt: skip


class DeviceForm(forms.ModelForm[Device]):
    """A device as typed. Identifiers are warned about, never refused; the model may come from the IMEI's type code."""

    note = LinesField(label=_("Note"), required=False)
    mileage = forms.IntegerField(
        label=_("Mileage"),
        required=False,
        min_value=0,
        max_value=LONGEST_MILEAGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 20}),
    )
    nonce = NonceField()
    version = VersionField()
    field_order = ("kind", "brand", "model", "imei", "imei2", "serial", "colour", "plate", "vin", "mileage", "note")

    class Meta:
        model = Device
        fields = EDITABLE
        help_texts: ClassVar = {
            "imei": _("Dial *#06#, or look in Settings, on the SIM tray or on the box."),
            "serial": _("On the label below or behind, or in Settings, About."),
            "vin": _("On the windscreen's lower edge, or in the registration papers."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].required = False  # asked for in clean, when the IMEI does not tell it
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, capfirst(each.label)) for each in Kind]
        self.fields["mileage"].unit = gettext("km")  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.group_class = WIDTHS.get(name, "")  # type: ignore[attr-defined]
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not typed.get("model") and "model" not in self.errors:
            known = catalogue.by_imei(typed.get("imei", ""))
            if known is None:
                self.add_error("model", _("Write the model."))
            else:
                typed["model"], typed["brand"] = known.model, typed.get("brand") or known.brand
        return typed

    def draft(self) -> DeviceDraft:
        return DeviceDraft({name: self.cleaned_data[name] for name in EDITABLE})

    @property
    def warnings(self) -> dict[str, str]:
        typed = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        return warnings_of(typed.get("imei", ""), typed.get("imei2", ""), typed.get("vin", ""))


def warnings_of(imei: str, imei2: str, vin: str) -> dict[str, str]:
    found = {
        "imei": identifiers.imei_warning(imei),
        "imei2": identifiers.imei_warning(imei2),
        "vin": identifiers.vin_warning(vin),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def twins_of(device: Device) -> QuerySet[Device]:
    """Other devices that carry the same IMEI or VIN: one of the two is written wrong, or it is one and the same."""
    same = same_identifier(imei=device.imei, vin=device.vin) | same_identifier(imei=device.imei2)
    return same.exclude(pk=device.pk)
