"""What looks wrong in a customer's data and may stay: warnings, never refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stdnum
from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.fr import siren, siret, tva
from stdnum.lv import pvn
from stdnum.ro import cf, cnp
from stdnum.ru import inn

from core import phones
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.models import Customer

# What each country writes on a bill: name of the number, and the forms that pass.
OF_COUNTRY: dict[str, tuple[str, tuple[Any, ...]]] = {
    "RO": ("CUI", (cf, cnp)),
    "LV": ("PVN", (pvn,)),
    "FR": ("SIRET, SIREN, TVA", (siret, siren, tva)),
    "RU": ("ИНН", (inn,)),
}


def phone_warning(typed: str, country: str) -> str:
    if not typed or phones.read(typed, country or current_shop().country).e164:
        return ""
    return _("%(phone)s fits no country's numbers. Check it, or save it as it is.") % {"phone": typed}


def tax_warning(typed: str, country: str) -> str:
    country = (country or current_shop().country).upper()
    known = _known(country)
    if not typed or known is None:
        return ""
    name, forms = known
    if any(form.is_valid(typed) for form in forms) or eu_vat.is_valid(typed):
        return ""
    return _("%(number)s does not have the form of a %(name)s. Check it, or save it as it is.") % {
        "number": typed,
        "name": name,
    }


def _known(country: str) -> tuple[str, tuple[Any, ...]] | None:
    if country in OF_COUNTRY:
        return OF_COUNTRY[country]
    if country.lower() not in eu_vat.MEMBER_STATES:
        return None
    national = stdnum.get_cc_module("gr" if country == "EL" else country.lower(), "vat")
    return (_("VAT number"), (national,)) if national else None


def warnings(phones_typed: Iterable[str], tax_number: str, country: str) -> list[str]:
    every = [*(phone_warning(phone, country) for phone in phones_typed), tax_warning(tax_number, country)]
    return [warning for warning in every if warning]


def warnings_of(customer: Customer) -> list[str]:
    """Of a saved customer; its phones were read when they were saved."""
    odd = [phone.raw for phone in customer.phones.all() if not phone.e164]
    return warnings(odd, customer.tax_number, customer.country)
