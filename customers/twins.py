"""Who may be in the book already: the same phone in any spelling, the same e-mail address, the same tax number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from core import phones, search
from core.folding import compact
from core.shop import current_shop
from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 3
LEAST_LETTERS = 5  # of a tax number: shorter ones are still being typed


@dataclass(frozen=True)
class Twin:
    customer: Customer
    reason: str


def twins(*, typed_phones: Iterable[str], email: str, tax_number: str, country: str, but: str = "") -> list[Twin]:
    """At most three customers that share one of these; `but` is the number of the customer being edited."""
    country = country or current_shop().country
    found = [
        *_by_phone([phones.read(phone, country).e164 for phone in typed_phones], but),
        *_by_email(email.strip(), but),
        *_by_tax_number(_bare(tax_number), but),
    ]
    once = {twin.customer.pk: twin for twin in reversed(found)}
    return list(once.values())[::-1][:MOST]


def _by_phone(numbers: list[str], but: str) -> list[Twin]:
    wanted = [number for number in numbers if number]
    if not wanted:
        return []
    rows = Customer.objects.filter(phones__e164__in=wanted).exclude(number=but).distinct()[:MOST]
    return [Twin(customer, _("has the same phone")) for customer in rows]


def _by_email(email: str, but: str) -> list[Twin]:
    if "@" not in email:
        return []
    rows = _likely(email, but).filter(email__iexact=email)[:MOST]
    return [Twin(customer, _("has the same e-mail address")) for customer in rows]


def _by_tax_number(number: str, but: str) -> list[Twin]:
    if len(number) < LEAST_LETTERS:
        return []
    rows = [
        customer
        for customer in _likely(number, but).exclude(tax_number="")[:50]
        if _bare(customer.tax_number) == number
    ]
    return [Twin(customer, _("has the same tax number")) for customer in rows[:MOST]]


def _bare(tax_number: str) -> str:
    """Without spaces, dashes and the two letters of the country, which some write and some do not."""
    return re.sub(r"^[A-Z]{2}(?=\d)", "", compact(tax_number))


def _likely(text: str, but: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a queryset of customers
    looked_for = search.words(text)
    return Customer.objects.filter(search.condition(looked_for) if looked_for else Q(pk=None)).exclude(number=but)
