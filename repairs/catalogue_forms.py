from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import VersionField
from core.shop import current_shop
from repairs.fields import AmountField
from repairs.models import CatalogueItem, ItemKind, TaxRate
from repairs.money_fields import RateField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from customers.models import PriceType

ITEM = ("kind", "code", "text", "unit_price", "tax_rate", "is_active")
RATE = ("name", "rate", "is_default", "is_active")
LARGEST_KEY = 2**63 - 1


class ItemForm(forms.Form):
    version = VersionField()
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=ItemKind.choices, widget=forms.RadioSelect, initial=ItemKind.PART
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=300, error_messages={"required": gettext_lazy("Write what it is.")}
    )
    code = forms.CharField(label=gettext_lazy("Code"), max_length=60, required=False)
    unit_price = AmountField(
        label=gettext_lazy("Price"), required=True, error_messages={"required": gettext_lazy("Write the price.")}
    )
    tax_rate = RateField(
        label=gettext_lazy("Tax"), required=False, help_text=gettext_lazy("Empty: the shop's usual rate.")
    )
    is_active = forms.BooleanField(label=gettext_lazy("Offered while typing"), required=False, initial=True)

    def __init__(
        self, *args: Any, item: CatalogueItem | None = None, price_types: Sequence[PriceType] = (), **options: Any
    ) -> None:
        if item:
            options["initial"] = {name: getattr(item, name) for name in (*ITEM, "version")}
            options["initial"] |= {f"price_{each.price_type_id}": each.unit_price for each in item.prices.all()}
        super().__init__(*args, **options)
        self.item, self.price_types = item, price_types
        for price_type in price_types:
            self.fields[f"price_{price_type.pk}"] = AmountField(label=price_type.name)
        for name, field in self.fields.items():
            if name.startswith(("price_", "unit_price")):
                field.unit = current_shop().currency  # type: ignore[attr-defined]
        self.fields["tax_rate"].unit = "%"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        twins = CatalogueItem.objects.filter(code=code).exclude(pk=self.item.pk if self.item else 0)
        if code and twins.exists():
            raise forms.ValidationError(_("Another item has this code already."), code="twin")
        return code

    @property
    def price_fields(self) -> list[forms.BoundField]:
        return [self[f"price_{price_type.pk}"] for price_type in self.price_types]

    def to_save(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ITEM}

    def prices(self) -> dict[PriceType, Decimal | None]:
        return {price_type: self.cleaned_data[f"price_{price_type.pk}"] for price_type in self.price_types}


class RateForm(forms.Form):
    """One rate of tax, known by its key; the form of a new one has none."""

    version = VersionField()
    key_of = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, error_messages={"required": gettext_lazy("Write a name.")}
    )
    rate = RateField(label=gettext_lazy("Rate"))
    is_default = forms.BooleanField(label=gettext_lazy("For new lines"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, rate: TaxRate | None = None, **options: Any) -> None:
        if rate:
            options["initial"] = {name: getattr(rate, name) for name in (*RATE, "version")} | {"key_of": rate.pk}
        options["auto_id"] = f"id_rate_{rate.pk if rate else 'new'}_%s"
        super().__init__(*args, **options)
        self.fields["rate"].unit = "%"  # type: ignore[attr-defined]
        if self.key is not None:
            self.auto_id = f"id_rate_{self.key}_%s"

    @property
    def key(self) -> int | None:
        sent = str(self.data.get("key_of", "") if self.is_bound else self.initial.get("key_of", ""))
        return int(sent) if sent.isdecimal() and sent.isascii() and int(sent) <= LARGEST_KEY else None

    def clean_rate(self) -> Decimal:
        rate: Decimal = self.cleaned_data["rate"]
        if TaxRate.objects.filter(rate=rate).exclude(pk=self.key or 0).exists():
            raise forms.ValidationError(_("The list has this rate already."), code="twin")
        return rate

    def to_save(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RATE}
