"""Whose shop it is: the first-run page, and the settings ever after."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_currency_name
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.actions import EDITABLE
from core.fields import LinesField, LongSelect, VersionField
from core.models import Shop
from customers.forms import countries
from repairshop import logo

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGES = [code for code, _label in settings.LANGUAGES]
# What a shop that speaks the language most likely has; only where one country is meant.
GUESSES = {
    "ro": {"country": "RO", "currency": "RON", "time_zone": "Europe/Bucharest"},
    "lv": {"country": "LV", "currency": "EUR", "time_zone": "Europe/Riga"},
    "fr": {"country": "FR", "currency": "EUR", "time_zone": "Europe/Paris"},
    "ru": {"country": "RU", "currency": "RUB", "time_zone": "Europe/Moscow"},
}
REQUIRED = {
    "name": _("Write the shop's name."),
    "country": _("Choose the country."),
    "currency": _("Choose the currency."),
    "time_zone": _("Choose the time zone."),
}
ELSEWHERE = {"statuses", "accent", "paper_sizes", "terms_by_kind"}  # settings with a page of their own
WIDTHS = {
    "name": "w-6 full-phone", "legal_name": "w-6 full-phone", "street": "w-6 full-phone", "postal_code": "w-2", "city": "w-4", "region": "w-6", "country": "w-6",
    "tax_number": "w-6", "registration_number": "w-6", "phone": "w-6", "email": "w-6 full-phone", "currency": "w-4", "time_zone": "w-4 full-phone",
    "language": "w-4", "active_days": "w-4",
    "prices_include_tax": "w-4 full-phone", "warranty_months": "w-4", "estimate_days": "w-4",
}  # fmt: skip


@cache
def currencies(language: str) -> list[tuple[str, str]]:
    """The currencies in use today, by name."""
    today = {
        code
        for used in get_global("territory_currencies").values()
        for code, _since, until, tender in used
        if not until and tender
    }
    named = [(code, f"{code} · {get_currency_name(code, locale=language)}") for code in sorted(today)]
    return [("", "—"), *named]


@cache
def time_zones() -> list[tuple[str, str]]:
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("", "—"), *((zone, zone.replace("_", " ")) for zone in [*places, "UTC"])]


class AddressField(forms.CharField):
    """The address at which customers reach the shop's pages; a host inside the shop's own network counts too."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).rstrip("/")
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            fits = False
        if not fits or parts.query or parts.fragment or any(letter.isspace() for letter in text):
            raise ValidationError(_("Write an address like https://repair.example."), code="address")
        return text


class LogoField(forms.FileField):
    """A picture, as the PNG that is kept; None when none was sent."""

    def clean(self, value: Any, initial: Any = None) -> bytes | None:
        sent = super().clean(value, initial)
        if not sent:
            return None
        if sent.size > logo.MOST_BYTES:
            raise ValidationError(_("Choose a picture of at most 2 MB."), code="size")
        try:
            return logo.as_png(sent)
        except logo.NotALogo:
            raise ValidationError(_("Choose a PNG, JPEG or WebP picture of ordinary size."), code="format") from None


class ShopForm(forms.ModelForm[Shop]):
    country = forms.ChoiceField(label=_("Country"), widget=LongSelect)
    currency = forms.ChoiceField(label=_("Currency"), widget=LongSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=LongSelect)
    public_url = AddressField(
        label=_("Public address"),
        required=False,
        max_length=200,
        help_text=_("Where customers open the page of their slip. It stands in the QR code of every receipt."),
    )
    logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Print no logo"), required=False)
    prices_include_tax = forms.ChoiceField(
        label=_("Prices are typed"),
        choices=[("yes", _("with tax")), ("no", _("without tax"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("For new work orders; standing ones stay as they are."),
    )
    version = VersionField()

    class Meta:
        model = Shop
        fields = tuple(
            name
            for name in EDITABLE
            if name not in {"public_url", "logo", "terms", "country", "currency", "time_zone", *ELSEWHERE}
        )

    def __init__(self, *args: Any, currency_is_locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en").split("-")[0]
        for name, choices in (
            ("country", countries()),
            ("currency", currencies(language)),
            ("time_zone", time_zones()),
        ):
            self._choose(name, choices)
        for code, label in settings.LANGUAGES:
            self.fields[f"terms_{code}"] = LinesField(label=label, required=False, rows=3)
            self.initial.setdefault(f"terms_{code}", self.instance.terms.get(code, ""))
        for name in ("active_days", "warranty_months", "estimate_days"):
            self.fields[name].required = False
        self.initial["prices_include_tax"] = "yes" if self.instance.prices_include_tax else "no"
        self.currency_is_locked = currency_is_locked
        if currency_is_locked:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = gettext("Amounts are written already: the currency stays.")
        self._dress()

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        standing = getattr(self.instance, name)
        if standing and standing not in dict(choices):
            choices = [*choices, (standing, standing)]
        field: Any = self.fields[name]
        field.choices = choices
        self.initial.setdefault(name, standing)

    def clean_active_days(self) -> int:
        return self.cleaned_data["active_days"] or self.instance.active_days

    def clean_warranty_months(self) -> int:
        months: int | None = self.cleaned_data["warranty_months"]
        return self.instance.warranty_months if months is None else months

    def clean_estimate_days(self) -> int:
        days: int | None = self.cleaned_data["estimate_days"]
        return self.instance.estimate_days if days is None else days

    def clean_prices_include_tax(self) -> bool:
        """Not sent, it stays as it is."""
        sent = self.cleaned_data["prices_include_tax"]
        return sent == "yes" if sent else self.instance.prices_include_tax

    def _dress(self) -> None:
        self.initial.setdefault("public_url", self.instance.public_url)
        self.fields["name"].widget.attrs["data-autofocus"] = ""
        self.fields["reach_rule"].label = gettext("A customer must have")
        for name, field in self.fields.items():
            field.group_class = WIDTHS.get(name, "")  # type: ignore[attr-defined]
            field.error_messages |= {"required": REQUIRED[name]} if name in REQUIRED else {}

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        return [self[f"terms_{code}"] for code in LANGUAGES]

    def to_save(self) -> dict[str, Any]:
        """What save_shop writes. No logo sent means the standing one stays."""
        typed = self.cleaned_data
        fields = {name: typed[name] for name in EDITABLE if name in typed and name != "logo"}
        fields["terms"] = {code: text for code in LANGUAGES if (text := typed[f"terms_{code}"].strip())}
        if typed["logo"] or typed["remove_logo"]:
            fields["logo"] = typed["logo"] or b""
        if self.currency_is_locked:
            del fields["currency"]
        return fields


def guess(request: HttpRequest, language: str) -> dict[str, str]:
    """What the first-run page is filled with: nearly always right, and nothing is saved before somebody looked."""
    address = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return {**GUESSES.get(language, {}), "language": language, "public_url": address}
