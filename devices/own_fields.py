"""The fields a shop gives its kinds of device: five simple types, kept on the device as text by key."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from core import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from devices.models import DeviceKind

TYPES = {
    "text": _("text"),
    "number": _("number"),
    "date": _("date"),
    "choice": _("choice"),
    "yes_no": _("yes or no"),
}
PREFIX = "own_"
LONGEST = 200
YES_NO = (("", "—"), ("yes", _("yes")), ("no", _("no")))
NUMBER = re.compile(r"^-?[0-9]{1,15}([.,][0-9]{1,6})?$")


class NumberText(forms.CharField):
    """A number as text, with a point."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace(" ", "").replace("\xa0", "")
        if text and not NUMBER.match(text):
            raise ValidationError(_("Write a number like 12 or 12.5."), code="invalid")
        return text.replace(",", ".")


class DateText(forms.DateField):
    def clean(self, value: Any) -> str:
        found: date | None = super().clean(value)
        return found.isoformat() if found else ""


def form_fields(kind: DeviceKind, own: Mapping[str, str]) -> dict[str, forms.Field]:
    """The fields of the kind by name, filled with what stands on the device."""
    return {PREFIX + each["key"]: _field(each, own.get(each["key"], "")) for each in kind.own_fields}


def values(kind: DeviceKind, cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What a valid form says, by key; empty ones are left out."""
    given = {each["key"]: cleaned.get(PREFIX + each["key"], "") for each in kind.own_fields}
    return {key: str(value) for key, value in given.items() if value}


def shown(kind: DeviceKind, own: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of every filled field, in the reader's form of writing."""
    return [(each["label"], _words(each, own[each["key"]])) for each in kind.own_fields if own.get(each["key"])]


def _field(each: Mapping[str, Any], value: str) -> forms.Field:
    field = _of_type(each, value)
    field.group_class = "w-4"  # type: ignore[attr-defined]
    field.widget.attrs.setdefault("autocomplete", "off")
    return field


def _of_type(each: Mapping[str, Any], value: str) -> forms.Field:
    options: dict[str, Any] = {"label": each["label"], "required": False, "initial": value}
    match each["type"]:
        case "number":
            attrs = {"inputmode": "decimal", "maxlength": 30}
            return NumberText(**options, max_length=30, widget=forms.TextInput(attrs=attrs))
        case "date":
            return DateText(**options, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case "yes_no":
            return forms.ChoiceField(**options, choices=YES_NO)
        case "choice":
            offered = list(each["choices"])
            if value and value not in offered:  # no longer offered, and yet what stands there
                offered.append(value)
            return forms.ChoiceField(**options, choices=[("", "—"), *((choice, choice) for choice in offered)])
    return forms.CharField(**options, max_length=LONGEST)


def _words(each: Mapping[str, Any], value: str) -> str:
    if each["type"] == "yes_no":
        return str(dict(YES_NO).get(value, value))
    if each["type"] == "date" and (day := _day(value)):
        return phrases.written_day(day, weekday=False)
    if each["type"] == "number" and NUMBER.match(value):
        return str(format_decimal(Decimal(value), locale=phrases.language()))
    return value


def _day(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
