from __future__ import annotations

import pytest

from customers.twins import twins
from tests.factories import company, person, shop

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
