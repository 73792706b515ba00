"""Form fields of lines: how much of it, at what discount and tax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from repairs.fields import AMOUNT

QUANTITY = re.compile(r"^[0-9]{1,5}([.,][0-9]{1,3})?$")
PERCENT = re.compile(r"^([0-9]{1,3}([.,][0-9]{1,2})?)%$")
NOT_A_QUANTITY = _("Write a number above 0 and below 100,000, with at most three decimals.")
HUNDRED = Decimal(100)


def _line(**attrs: object) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 30, **attrs})


def _packed(value: Any) -> str:
    return re.sub(r"\s", "", "" if value is None else str(value))


class QuantityField(forms.CharField):
    """ "1", "1.5" or "0,125": above nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_line(), error_messages={"required": NOT_A_QUANTITY}, **options)

    def clean(self, value: Any) -> Decimal:
        text = _packed(super().clean(value))
        quantity = Decimal(text.replace(",", ".")) if QUANTITY.match(text) else Decimal(0)
        if not quantity:
            raise ValidationError(NOT_A_QUANTITY, code="quantity")
        return quantity

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Discount:
    """Either a percentage or an amount; the other is nothing."""

    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


class DiscountField(forms.CharField):
    """ "10 %" or "25.00"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=_line(), **options)

    def clean(self, value: Any) -> Discount:
        text = _packed(super().clean(value))
        if not text:
            return Discount()
        if found := PERCENT.match(text):
            percent = Decimal(found[1].replace(",", "."))
            if percent <= HUNDRED:
                return Discount(percent=percent)
        elif AMOUNT.match(text):
            return Discount(amount=Decimal(text.replace(",", ".")))
        raise ValidationError(_("Write a discount like 10 % or 25.00."), code="discount")


class RateField(forms.CharField):
    """A percentage from 0 to 100."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_line(), **options)

    def clean(self, value: Any) -> Decimal | None:
        text = _packed(super().clean(value)).rstrip("%")
        if not text and not self.required:
            return None
        found = PERCENT.match(f"{text}%")
        rate = Decimal(found[1].replace(",", ".")) if found else HUNDRED + 1
        if rate > HUNDRED:
            raise ValidationError(_("Write a percentage from 0 to 100."), code="rate")
        return rate

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value
