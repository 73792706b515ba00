"""The one place that knows how phones are spelled."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import phonenumbers


class Read(NamedTuple):
    raw: str
    e164: str  # "" when the number fits no country


def read(text: str, country: str) -> Read:
    """The number as typed (spaces tidied) and in E.164 by the given country's rules (ISO 3166, two letters)."""
    raw = " ".join(text.split())
    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        return Read(raw, "")
    if not phonenumbers.is_valid_number(number):
        return Read(raw, "")
    return Read(raw, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class Whole(NamedTuple):
    raw: str
    e164: str
    national: str


def read_whole(text: str, country: str) -> Whole:
    """As read() and national_digits() together, at half their cost: for lists of many thousands."""
    raw = " ".join(text.split())
    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        return Whole(raw, "", "")
    if not phonenumbers.is_valid_number(number):
        return Whole(raw, "", "")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    number.extension = None
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return Whole(raw, e164, "".join(character for character in national if character.isdigit()))


@lru_cache(maxsize=2048)  # lists are full of them, and the recent ones come again and again
def shown(raw: str, e164: str) -> str:
    """Spaced internationally, with its extension if it has one; as typed where no country fits."""
    if not e164:
        return raw
    number = phonenumbers.parse(e164)
    if not raw.replace(" ", "").lstrip("+").isdigit():  # E.164 has no room for an extension: what was typed has it
        number.extension = _extension(raw, phonenumbers.region_code_for_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _extension(raw: str, country: str | None) -> str | None:
    try:
        return phonenumbers.parse(raw, country).extension
    except phonenumbers.NumberParseException:
        return None


def national_digits(e164: str) -> str:
    """The digits as dialled inside the country, with its trunk prefix: what people remember and type."""
    if not e164:
        return ""
    national = phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(character for character in national if character.isdigit())
