from __future__ import annotations

import pytest

from customers.actions import TypedContact
from customers.contacts import add_contact
from customers.twins import twins
from tests.factories import company, person, shop, staff

pytestmark = pytest.mark.django_db


def alike(*names: str, but: str = "") -> list[str]:
    found = twins(typed_phones=[], email="", tax_number="", country="", names=names, but=but)
    return [f"{twin.customer} {twin.reason}" for twin in found]


@pytest.mark.parametrize(
    "names", [("Ștefan", "Popescu"), ("popescu", "stefan"), ("Штефан", "Попеску"), ("Stefan", "Popesku")]
)
def test_a_similar_name_is_named_in_any_spelling(names: tuple[str, str]) -> None:
    shop()
    person("Ștefan", "Popescu", "0722 418 905")
    person("Ion", "Rus", "0722 418 906")
    assert alike(*names) == ["Ștefan Popescu has a similar name"]


def test_companies_too_and_never_the_one_being_edited() -> None:
    shop()
    kept = company("SIA Baltijas Kurjers")
    assert alike("Baltijas kurjers") == ["SIA Baltijas Kurjers has a similar name"]
    assert alike("Baltijas kurjers", but=kept.number) == []


@pytest.mark.parametrize("names", [(), ("", ""), ("Ștefan", ""), ("A", "B"), ("%", "_____"), ("x" * 200, "🦄🦄🦄")])
def test_half_a_name_or_none_is_like_nobody(names: tuple[str, ...]) -> None:
    shop()
    person("Ștefan", "Popescu", "0722 418 905")
    assert alike(*names) == []


def same_phone(*typed: str) -> list[str]:
    found = twins(typed_phones=typed, email="", tax_number="", country="RO", names=())
    return [f"{twin.customer} {twin.reason}" for twin in found]


def test_the_phone_of_somebody_who_speaks_for_a_customer_is_told_too() -> None:
    shop()
    kurjers = company()
    contact = TypedContact(first_name="Ilze", phone="+40 722 418 905")
    add_contact(number=kurjers.number, typed=contact, by=staff("front_desk"))
    assert same_phone("+40722418905") == ["SIA Baltijas Kurjers has a contact with the same phone"]
    assert same_phone("0722 418") == []


def test_a_number_that_no_country_has_is_the_same_in_any_spelling() -> None:
    shop()
    person("Ana", "Pop", "00 1234-5678 99")
    assert same_phone("001234 567899") == ["Ana Pop has the same phone"]
