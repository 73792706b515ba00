from __future__ import annotations

import pytest
from django.test import Client

from core.models import Event
from customers.actions import CustomerDraft, TypedPhone, delete_customer, update_customer
from customers.models import Customer
from tests.customers.typing import typed
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db
EDIT = "/customers/CLT-000001/edit/"


@pytest.fixture
def desk() -> Client:
    shop()
    person("Andrei", "Popescu", "0722 418 905", city="Cluj-Napoca")
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def as_it_is(**changed: str) -> dict[str, str]:
    return typed(
        "0722 418 905",
        **{"first_name": "Andrei", "last_name": "Popescu", "city": "Cluj-Napoca", "version": "1", **changed},
    )


def test_what_changed_is_saved_and_written_down(desk: Client) -> None:
    assert 'value="Cluj-Napoca"' in desk.get(EDIT).content.decode()
    assert desk.post(EDIT, as_it_is(city="Iași")).headers["Location"] == "/customers/CLT-000001/"
    customer = Customer.objects.get()
    assert (customer.city, customer.version) == ("Iași", 2)
    event = Event.objects.get(verb="customer_changed")
    assert "city" in event.facts["fields"]
    assert event.detail.data["before"]["city"] == "Cluj-Napoca"


def test_who_comes_second_is_shown_what_the_first_saved(desk: Client) -> None:
    fields = {"form": "person", "first_name": "Andrei", "last_name": "Popescu-Rus"}
    draft = CustomerDraft(fields, [TypedPhone("0722 418 905"), TypedPhone("0264 590 117")])
    update_customer(number="CLT-000001", draft=draft, version=1, by=staff("manager"))
    response = desk.post(EDIT, as_it_is(city="Iași"))
    assert {each.label: each.now for each in response.context["saved_meanwhile"]} == {
        "Last name": "Popescu-Rus",
        "City": "Cluj-Napoca",
        "Country": "—",
        "Language of documents": "English",
        "Phones": "0722 418 905; 0264 590 117",
    }
    body = response.content.decode()
    assert "A colleague saved this customer meanwhile." in body
    assert 'value="Iași"' in body
    assert Customer.objects.get().last_name == "Popescu-Rus"
    version = response.context["form"]["version"].value()
    assert desk.post(EDIT, as_it_is(city="Iași", version=version)).status_code == 302
    assert (Customer.objects.get().last_name, Customer.objects.get().city) == ("Popescu", "Iași")


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_an_unreadable_version_is_an_old_one(desk: Client, version: str) -> None:
    assert "A colleague saved" in desk.post(EDIT, as_it_is(version=version)).content.decode()


def test_who_was_deleted_meanwhile_is_gone_in_words(desk: Client) -> None:
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    for response in (desk.post(EDIT, as_it_is()), desk.get(EDIT), desk.get("/customers/CLT-000001/")):
        assert response.status_code == 404
        assert "This customer was deleted." in response.content.decode()


def test_who_came_without_a_phone_may_be_edited_without_one(desk: Client) -> None:
    customer = Customer.objects.get()
    customer.phones.all().delete()
    Customer.objects.update(first_name="")
    data = typed(last_name="Popescu", version="1", note="Imported")
    assert desk.post(EDIT, data).status_code == 302
    assert "Write the last name." in desk.post(EDIT, {**data, "last_name": "", "version": "2"}).content.decode()


def test_one_external_number_is_one_customer(desk: Client) -> None:
    person("Ana", "Pop", "0733 000 000", external_number="A-17")
    said = desk.post(EDIT, as_it_is(external_number="A-17")).content.decode()
    assert "Ana Pop, CLT-000002 has this number already. Write another, or none." in said


def test_a_technician_may_not(desk: Client) -> None:
    desk.force_login(staff("technician"))
    assert desk.get(EDIT).status_code == 403
    assert desk.post(EDIT, as_it_is(city="Iași")).status_code == 403
    assert Customer.objects.get().city == "Cluj-Napoca"


def test_only_get_and_post(desk: Client) -> None:
    assert desk.put(EDIT).status_code == 405
