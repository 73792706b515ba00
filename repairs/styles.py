"""The shop's own names and colours of the statuses. The codes, their shapes and their moves stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.fields import VersionField
from core.shapes import GROUP_OF, GROUPS, USUAL
from repairs.states import PATIENCE, Status

if TYPE_CHECKING:
    from core.models import Shop

LONGEST_LABEL = 30
COLOURS = {
    "planned": _("Slate"),
    "intake": _("Teal"),
    "waiting": _("Amber"),
    "work": _("Violet"),
    "ready": _("Green"),
    "closed": _("Grey"),
    "cancelled": _("Brown"),
}


class StatusesForm(forms.Form):
    """Per status: its colour, and a label in each language; an empty label is the usual one."""

    version = VersionField()

    def __init__(self, sent: Any, *, shop: Shop) -> None:
        super().__init__(sent, initial={"version": shop.version})
        for code in Status.values:
            chosen = shop.statuses.get(code, {})
            self.fields[f"{code}-colour"] = forms.ChoiceField(
                label=_("Colour"),
                choices=[(group, COLOURS[group]) for group in GROUPS],
                initial=chosen.get("colour", GROUP_OF[code]),
            )
            if code in PATIENCE:
                self.fields[f"{code}-days"] = forms.IntegerField(
                    label=_("Stuck after, days"),
                    min_value=1,
                    max_value=365,
                    initial=chosen.get("days", PATIENCE[Status(code)]),
                )
            for language, name in settings.LANGUAGES:
                self.fields[f"{code}-{language}"] = forms.CharField(
                    label=name,
                    required=False,
                    max_length=LONGEST_LABEL,
                    initial=chosen.get("labels", {}).get(language, ""),
                    widget=forms.TextInput(attrs={"autocomplete": "off", "lang": language}),
                )

    def rows(self) -> list[dict[str, Any]]:
        """One a status, as the page draws them."""
        return [
            {
                "code": code,
                "usual": USUAL[code],
                "colour": self[f"{code}-colour"],
                "days": self[f"{code}-days"] if code in PATIENCE else None,
                "labels": [self[f"{code}-{language}"] for language, _name in settings.LANGUAGES],
            }
            for code in Status.values
        ]

    def to_save(self) -> dict[str, Any]:
        """Only what differs from the usual."""
        return {code: own for code in Status.values if (own := self._own(code))}

    def _own(self, code: str) -> dict[str, Any]:
        typed = self.cleaned_data
        labels = {language: text for language, _name in settings.LANGUAGES if (text := typed[f"{code}-{language}"])}
        chosen = {"labels": labels, "colour": typed[f"{code}-colour"], "days": typed.get(f"{code}-days")}
        usual: dict[str, Any] = {"labels": {}, "colour": GROUP_OF[code], "days": PATIENCE.get(Status(code))}
        return {name: value for name, value in chosen.items() if value != usual[name]}
