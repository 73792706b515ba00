"""Who may be in the book already: the same phone in any spelling, mail, tax number, or a similar name in any alphabet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Trim
from django.utils.translation import gettext as _

from core import phones, search
from core.folding import compact
from core.shop import current_shop
from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 3
LEAST_LETTERS = 5  # of a tax number or a name: shorter ones are still being typed
ALIKE = 0.45  # of the groups of three letters in both names, how many they share
PATIENCE_MS = 400


@dataclass(frozen=True)
class Twin:
    customer: Customer
    reason: str


def twins(  # noqa: PLR0913 - each is another way to be the same customer
    *,
    typed_phones: Iterable[str],
    email: str,
    tax_number: str,
    country: str,
    names: Sequence[str] = (),
    but: str = "",
) -> list[Twin]:
    """At most three customers that share one of these; `but` is the number of the customer being edited.

    `names` are a person's first and last name, or a company's one.
    """
    country = country or current_shop().country
    found = [
        *_by_phone([phones.read(phone, country).e164 for phone in typed_phones], but),
        *_by_email(email.strip(), but),
        *_by_tax_number(_bare(tax_number), but),
        *_by_name([name.strip() for name in names], but),
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


def _by_name(names: list[str], but: str) -> list[Twin]:
    """By shared groups of three letters, word by word: accents, alphabets, the order of names and a slip of a finger are ignored."""
    if not names or not all(names) or len("".join(names)) < LEAST_LETTERS:
        return []
    typed: Any = Trim(Func(Value(" ".join(names)), function="shop_words", output_field=TextField()))
    rows = Customer.objects.annotate(likeness=TrigramSimilarity("sort_name", typed)).exclude(number=but)
    rows = rows.filter(TrigramSimilar(F("sort_name"), typed)).order_by("-likeness", "-last_activity_at").defer("search")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {ALIKE}")
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            return [Twin(customer, _("has a similar name")) for customer in rows[:MOST]]
    except OperationalError:  # too common a name to wait for: this is a hint, never in the way
        return []


def _bare(tax_number: str) -> str:
    """Without spaces, dashes and the two letters of the country, which some write and some do not."""
    return re.sub(r"^[A-Z]{2}(?=\d)", "", compact(tax_number))


def _likely(text: str, but: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a queryset of customers
    looked_for = search.words(text)
    return Customer.objects.filter(search.condition(looked_for) if looked_for else Q(pk=None)).exclude(number=but)
