"""Form fields that every app's forms share, and what a form says when somebody else saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model

LONGEST_TEXT = 4000
MOST_LINES = 400
LARGEST_VERSION = 2**31 - 1


class NonceField(forms.UUIDField):
    """Makes sending a form twice harmless. One that is missing or unreadable is as good as a new one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid4)

    def clean(self, value: Any) -> UUID:
        try:
            return super().clean(value) or uuid4()
        except ValidationError:
            return uuid4()


class VersionField(forms.IntegerField):
    """Which state of the record was edited; an unreadable one is older than every state."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class LinesField(forms.CharField):
    """Several lines of text, no more than paper carries."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.count("\n") >= MOST_LINES:
            raise ValidationError(_("Write at most %(most)d lines."), params={"most": MOST_LINES}, code="lines")
        return text


class LongSelect(forms.Select):
    """A choice of hundreds: Django draws every option by a template of its own, which takes 0.1 seconds for a thousand."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if str(code) == chosen else "", label) for code, label in self.choices),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


def carry(form: forms.BaseForm, **values: object) -> None:
    """Put these values into what was sent, for showing the form again: a new version, a new nonce."""
    sent: Any = form.data.copy()  # type: ignore[attr-defined]
    for name, value in values.items():
        sent[name] = str(value)
    form.data = sent


@dataclass(frozen=True)
class Difference:
    label: str
    now: str


def differences(form: forms.BaseForm, current: Model) -> list[Difference]:
    """For every field in which the saved record differs from what was typed: what stands there now."""
    found = []
    for name, field in form.fields.items():
        if hasattr(current, name) and not field.widget.is_hidden:
            now = getattr(current, name)
            if now != form.cleaned_data.get(name):
                found.append(Difference(capfirst(str(field.label)), _shown(field, now)))
    return found


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    labels = {
        str(code): str(label) for code, label in getattr(field, "choices", None) or [] if isinstance(label, object)
    }
    return labels.get(str(value), "" if value is None else str(value))
