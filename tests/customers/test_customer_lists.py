"""The lists a shop edits itself: types of customer, price types, labels."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import Event
from customers.models import CustomerType, Label, PriceType
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db
LISTS = "/settings/customers/"


def signed_in(role: str = "manager") -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def test_added_renamed_offered_no_more_and_again() -> None:
    manager = signed_in()
    manager.post(LISTS, {"of": "type", "name": " School ", "form": "company"})
    manager.post(LISTS, {"of": "price_type", "name": "List B"})
    manager.post(LISTS, {"of": "label", "name": "VIP"})
    kind = CustomerType.objects.get()
    assert (kind.name, kind.form, PriceType.objects.get().name, Label.objects.get().name) == (
        "School", "company", "List B", "VIP",
    )  # fmt: skip
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "save", "name": "Schools"})
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "stop", "name": ""})
    kind.refresh_from_db()
    assert (kind.name, kind.is_offered) == ("Schools", False)
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "offer"})
    assert CustomerType.objects.get().is_offered
    assert Event.objects.filter(verb="list_changed").count() == 6
    assert "Schools" in manager.get(LISTS).content.decode()


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not(role: str) -> None:
    assert signed_in(role).get(LISTS).status_code == 403
    assert signed_in(role).post(LISTS, {"of": "label", "name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"of": "label", "name": "vip"}, "The list has this name already."),
        ({"of": "label", "name": " "}, "Write a name."),
        ({"of": "label", "name": "x" * 41}, "at most 40 characters"),
        ({"of": "type", "name": "x" * 61}, "at most 60 characters"),
        ({"of": "label", "name": "a\0"}, "Null characters"),
        ({"of": "type", "name": "x", "form": "ghost"}, "Select a valid choice"),
        ({"of": "party", "name": "x"}, "Select a valid choice"),
        ({"of": "label", "key": "x", "name": "x"}, "Enter a whole number."),
        ({}, "This field is required."),
    ],
)
def test_bad_input_is_refused_in_words(sent: dict[str, str], words: str) -> None:
    manager = signed_in()
    Label.objects.create(name="VIP")
    response = manager.post(LISTS, sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert (Label.objects.count(), CustomerType.objects.count()) == (1, 0)


def test_a_line_that_is_no_more() -> None:
    assert signed_in().post(LISTS, {"of": "label", "key": "77", "name": "x"}).status_code == 302
