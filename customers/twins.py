"""Who may be in the book already: the same phone in any spelling, mail, tax number, or a similar name in any alphabet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.db.models import Func, Q
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from core import phones, search
from core.folding import compact
from core.shop import current_shop
from customers.models import Customer, Phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

MOST = 3
LEAST_DIGITS = 8  # of a phone looked for by its digits: fewer are many people's
LEAST_LETTERS = 5  # of a tax number or a name: shorter ones are still being typed
ALIKE = 0.45  # of the groups of three letters in both names, how many they share
VERY_ALIKE = 0.6  # where all names there are would be compared: one slip in a name of two words keeps more
LATELY = 4000
MOST_SAME = 300  # of one name, among whom the most recent are told
MOST_WITH_ONE_PHONE = 20
PATIENCE_MS = 25
PHONE_PATIENCE_MS = 100


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
        *_by_contact_or_raw_phone(list(typed_phones), country, but),
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
    with_phone = Phone.objects.filter(e164__in=wanted).order_by().values("customer")[:MOST_WITH_ONE_PHONE]
    rows = Customer.objects.filter(pk__in=with_phone).exclude(number=but).defer("search")[:MOST]
    return [Twin(customer, _("has the same phone")) for customer in rows]


def _by_contact_or_raw_phone(typed: list[str], country: str, but: str) -> list[Twin]:
    """The same phone with somebody who speaks for the customer; or in a spelling that no country has, digit by digit."""
    found = []
    for phone in typed:
        e164, digits = phones.read(phone, country).e164, _digits(phone)
        wanted = phones.national_digits(e164) or digits
        if len(wanted) < LEAST_DIGITS:
            continue
        around = ("phones", "contact_links__contact")
        for customer in _in_time(_likely(wanted, but).prefetch_related(*around).defer("search")[:MOST_WITH_ONE_PHONE]):
            people = [link.contact for link in customer.contact_links.all()]
            if any(_same(each.phone_raw, each.phone_e164, digits, e164) for each in people):
                found.append(Twin(customer, _("has a contact with the same phone")))
            elif any(_same(each.raw, each.e164, digits, e164) for each in customer.phones.all()):
                found.append(Twin(customer, _("has the same phone")))
    return found


def _in_time(rows: QuerySet[Customer]) -> list[Customer]:
    """The rows; none when finding them takes long: a hint is never in the way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PHONE_PATIENCE_MS}")
            found = list(rows)
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
            return found
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return []


def _same(raw: str, standing: str, digits: str, e164: str) -> bool:
    return standing == e164 if standing or e164 else _digits(raw) == digits


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())


def _by_email(email: str, but: str) -> list[Twin]:
    if "@" not in email:
        return []
    rows = (
        Customer.objects.exclude(email="")
        .alias(key=Func("email", function="pg_catalog.lower"))
        .filter(key=email.lower())
    )
    rows = rows.exclude(number=but).defer("search")[:MOST]
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
    """The same name, in any order of its parts and with more after it; else a like one: accents, alphabets and slips are ignored."""
    if not names or not all(names) or len("".join(names)) < LEAST_LETTERS:
        return []
    keys = _named(names, but)
    for ask in (_alike_lately, _alike_anywhere):
        keys += ask(" ".join(names), but) if len(keys) < MOST else []
    found = Customer.objects.defer("search").in_bulk(dict.fromkeys(keys))
    return [Twin(found[key], _("has a similar name")) for key in dict.fromkeys(keys) if key in found][:MOST]


def _named(names: list[str], but: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH wanted AS (SELECT btrim(public.shop_words(name)) AS name FROM unnest(%(orders)s::text[]) name),
              same AS (
                SELECT found.* FROM wanted, LATERAL (
                  SELECT id, last_activity_at FROM customers_customer
                   WHERE sort_name >= wanted.name AND sort_name < wanted.name || chr(1114111) AND number <> %(but)s LIMIT %(most_same)s
                ) found WHERE wanted.name <> ''
              )
            SELECT id FROM same ORDER BY last_activity_at DESC LIMIT %(most)s
            """,
            {"orders": [" ".join(names), " ".join(reversed(names))], "but": but, "most": MOST, "most_same": MOST_SAME},
        )
        return [key for (key,) in cursor.fetchall()]


def _alike_lately(name: str, but: str) -> list[int]:
    """Among the customers that were active last: looked through one by one, whatever their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM (
              SELECT id, number, last_activity_at, similarity(sort_name, btrim(public.shop_words(%(name)s))) AS likeness
                FROM customers_customer ORDER BY is_active DESC, last_activity_at DESC, id DESC LIMIT %(lately)s
            ) lately
            WHERE likeness >= %(alike)s AND number <> %(but)s ORDER BY likeness DESC, last_activity_at DESC LIMIT %(most)s
            """,
            {"name": name, "but": but, "lately": LATELY, "alike": ALIKE, "most": MOST},
        )
        return [key for (key,) in cursor.fetchall()]


def _alike_anywhere(name: str, but: str) -> list[int]:
    """In the whole book by its index of groups of three letters; given up where the name is too common: a hint is never in the way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL pg_trgm.similarity_threshold = {VERY_ALIKE}; SET LOCAL statement_timeout = {PATIENCE_MS}"
            )
            cursor.execute(
                """
                SELECT id FROM customers_customer WHERE sort_name %% btrim(public.shop_words(%(name)s)) AND number <> %(but)s
                 ORDER BY similarity(sort_name, btrim(public.shop_words(%(name)s))) DESC, last_activity_at DESC LIMIT %(most)s
                """,
                {"name": name, "but": but, "most": MOST},
            )
            return [key for (key,) in cursor.fetchall()]
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return []


def _bare(tax_number: str) -> str:
    """Without spaces, dashes and the two letters of the country, which some write and some do not."""
    return re.sub(r"^[A-Z]{2}(?=\d)", "", compact(tax_number))


def _likely(text: str, but: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a queryset of customers
    looked_for = search.words(text)
    return Customer.objects.filter(search.condition(looked_for) if looked_for else Q(pk=None)).exclude(number=but)
