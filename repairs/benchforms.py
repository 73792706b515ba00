"""What is asked for at the bench: notes, questions, times, loan devices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import LinesField, NonceField, VersionField
from repairs.fields import MomentField, passcode_field
from repairs.models import Loan, LoanDevice


class NoteForm(forms.Form):
    text = LinesField(label=gettext_lazy("Note"), rows=2, error_messages={"required": gettext_lazy("Write the note.")})
    is_public = forms.BooleanField(label=gettext_lazy("The customer sees it on the status page"), required=False)
    nonce = NonceField()


class PasscodeForm(forms.Form):
    """What is told by telephone is read back: it is seen while it is typed."""

    passcode = passcode_field(
        required=True,
        error_messages={"required": gettext_lazy("Write the passcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-autofocus": True}),
    )


class QuestionForm(forms.Form):
    text = LinesField(
        label=gettext_lazy("Question"), rows=2, error_messages={"required": gettext_lazy("Write the question.")}
    )
    nonce = NonceField()


class AnswerForm(forms.Form):
    answer = LinesField(
        label=gettext_lazy("Answer"), rows=2, error_messages={"required": gettext_lazy("Write the answer.")}
    )


class SessionForm(forms.Form):
    """When somebody began and stopped working."""

    started_at = MomentField(label=gettext_lazy("From"))
    stopped_at = MomentField(label=gettext_lazy("To"))
    version = VersionField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("started_at", "stopped_at"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Choose the day and the time.")


class LoanForm(forms.Form):
    device = forms.ModelChoiceField(
        LoanDevice.objects.none(),
        label=gettext_lazy("Loan device"),
        error_messages={"required": gettext_lazy("Choose the device.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        devices: Any = self.fields["device"]
        devices.queryset = free_devices()
        devices.empty_label = None


class LoanDeviceForm(forms.Form):
    key = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, error_messages={"required": gettext_lazy("Write a name.")}
    )
    identifiers = forms.CharField(label=gettext_lazy("IMEI, serial number"), max_length=200, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    is_active = forms.BooleanField(label=gettext_lazy("Is lent"), required=False)
    version = VersionField()

    def fields_to_save(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "identifiers", "note", "is_active")}


def free_devices() -> Any:
    """Those of the shop's own devices that are in use and at home."""
    out = Loan.objects.filter(loan_device=OuterRef("pk"), back_at=None)
    return LoanDevice.objects.filter(~Exists(out), is_active=True)
