"""The form of a kind of device: its words, what identifies such a thing, its own fields and its intake checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.fields import LinesField, NonceField, VersionField
from devices import own_fields
from devices.kinds import key_of
from devices.models import check_label
from devices.standing import CHECKS, ICONS, IDENTIFIERS, Kind

if TYPE_CHECKING:
    from devices.models import DeviceKind

MOST_FIELDS = 20
MOST_CHECKS = 30
LONGEST_CHECK = 60
MOST_CHOICES = 40
LONGEST_KEY = 30


class KindForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, required=False, widget=forms.TextInput())
    icon = forms.ChoiceField(label=_("Picture"), choices=[(name, name) for name in ICONS], widget=forms.RadioSelect)
    is_offered = forms.BooleanField(label=_("Offered at intake"), required=False)
    identifiers = forms.MultipleChoiceField(
        label=_("What identifies it"),
        choices=list(IDENTIFIERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    checklist = LinesField(label=_("Checked at intake"), required=False, rows=8, help_text=_("One line for each."))
    nonce = NonceField()
    version = VersionField()

    def __init__(self, data: Any = None, *, kind: DeviceKind) -> None:
        self.kind = kind
        super().__init__(data, initial=_standing(kind))
        self.is_standing = kind.code in Kind.values
        if self.is_standing:
            self.fields["name"].widget.attrs["placeholder"] = capfirst(kind.label)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name and not self.is_standing:
            raise ValidationError(_("Write the name."), code="required")
        return name

    def clean_checklist(self) -> list[str]:
        """A line that is a word of ours is kept as its code, so that others read it in their own language."""
        codes = {str(label).casefold(): code for code, label in CHECKS.items()}
        lines = [" ".join(line.split()) for line in self.cleaned_data["checklist"].split("\n")]
        items = list(dict.fromkeys(codes.get(line.casefold(), line) for line in lines if line))
        if len(items) > MOST_CHECKS:
            raise ValidationError(_("Write at most %(most)d lines."), params={"most": MOST_CHECKS}, code="many")
        if any(len(item) > LONGEST_CHECK for item in items):
            raise ValidationError(
                _("Write at most %(most)d characters a line."), params={"most": LONGEST_CHECK}, code="long"
            )
        return items

    def fields_to_save(self, own: OwnFields) -> dict[str, Any]:
        names = ("name", "icon", "is_offered", "identifiers", "checklist")
        return {name: self.cleaned_data[name] for name in names} | {"own_fields": own.definitions()}


def _standing(kind: DeviceKind) -> dict[str, Any]:
    lines = "\n".join(check_label(item) for item in kind.checklist)
    return {
        "name": kind.name, "icon": kind.icon, "is_offered": kind.is_offered, "identifiers": kind.identifiers, "checklist": lines,
        "version": kind.version,
    }  # fmt: skip


class OwnFieldForm(forms.Form):
    """One own field; without a label it is none. A standing one keeps its key, so that what is written in it stays found."""

    key = forms.RegexField(r"^[a-z][a-z0-9_]{0,39}$", required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Label"), max_length=60, required=False)
    type = forms.ChoiceField(label=_("Type"), choices=list(own_fields.TYPES.items()), required=False)
    choices = forms.CharField(label=_("Choices, parted by commas"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("label") and typed.get("type") == "choice" and not self.offered():
            self.add_error("choices", _("Write what can be chosen, parted by commas."))
        if len(self.offered()) > MOST_CHOICES:
            self.add_error("choices", _("Write at most %(most)d.") % {"most": MOST_CHOICES})
        return typed

    def offered(self) -> list[str]:
        parts = [part.strip() for part in self.cleaned_data.get("choices", "").split(",")]
        return list(dict.fromkeys(part for part in parts if part))


class OwnFields(forms.BaseFormSet[OwnFieldForm]):
    def definitions(self) -> list[dict[str, Any]]:
        """As kept on the kind: {"key", "label", "type", "choices"}."""
        rows = [form for form in self.forms if form.cleaned_data.get("label")]
        taken = {form.cleaned_data["key"] for form in rows if form.cleaned_data.get("key")}
        found: list[dict[str, Any]] = []
        for form in rows:
            typed = form.cleaned_data
            key = typed.get("key") or key_of(typed["label"], taken, most=LONGEST_KEY)
            taken.add(key)
            if key not in {each["key"] for each in found}:
                kind = typed.get("type") or "text"
                offered = form.offered() if kind == "choice" else []
                found.append({"key": key, "label": typed["label"], "type": kind, "choices": offered})
        return found


OwnFieldSet = forms.formset_factory(
    OwnFieldForm, formset=OwnFields, extra=2, max_num=MOST_FIELDS, absolute_max=MOST_FIELDS
)


def own_fields_of(kind: DeviceKind, data: Any = None) -> OwnFields:
    initial = [{**each, "choices": ", ".join(each["choices"])} for each in kind.own_fields]
    own: Any = OwnFieldSet(data, initial=initial, prefix="field")
    return own  # type: ignore[no-any-return]
