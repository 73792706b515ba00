from __future__ import annotations

import pytest

from core import phones


@pytest.mark.parametrize(
    ("typed", "country", "shown"),
    [
        ("0722 418 905", "RO", "+40 722 418 905"),
        ("+7 (908) 4944434", "RU", "+7 908 494-44-34"),
        ("021 312 3456 ext. 12", "RO", "+40 21 312 3456 int 12"),
        ("(5) 555-4729", "MX", "(5) 555-4729"),
        ("call my wife", "RO", "call my wife"),
        ("", "RO", ""),
    ],
)
def test_shown(typed: str, country: str, shown: str) -> None:
    read = phones.read(typed, country)
    assert phones.shown(read.raw, read.e164) == shown


def test_national_digits_are_what_people_dial() -> None:
    assert phones.national_digits("+40722418905") == "0722418905"
    assert phones.national_digits("+79084944434") == "89084944434"
    assert phones.national_digits("") == ""
