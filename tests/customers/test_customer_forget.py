"""Removing for good who lies in the bin: as gone as whoever is anonymised."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import BinEntry, Event
from customers.actions import (
    delete_customer,
)
from customers.anonymising import forget_customer
from customers.models import Customer
from devices.models import Device
from documents.models import Document
from tests.customers.canaries import nest, tables_with_canaries
from tests.factories import device, handed_over, person, shop, staff

pytestmark = pytest.mark.django_db
FORGET = "/customers/deleted/CLT-000001/forget/"


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def binned() -> Customer:
    customer = person("Andrei", "Popescu")
    handed_over(customer)
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))
    return customer


@pytest.mark.parametrize("seller_goes", ["first", "last", "never"])
def test_no_canary_is_left_of_one_who_lay_in_the_bin(manager: Client, seller_goes: str) -> None:
    """A device of theirs stays with another's orders, or lies in that one's bin too."""
    customer, by = nest("person"), staff("manager")
    seller = Customer.objects.get(last_name="Owner")
    going = {"first": [seller, customer], "last": [customer, seller], "never": [customer]}[seller_goes]
    for each in going:
        delete_customer(number=each.number, typed_name=each.name, ticked=[], by=by)
    assert "core_binentry" in tables_with_canaries()
    forget = f"/customers/deleted/{customer.number}/forget/"
    assert customer.name in manager.get(forget).content.decode()
    answer = manager.post(forget, {"name": customer.name}, follow=True)
    assert answer.redirect_chain == [("/customers/deleted/", 302)]
    assert tables_with_canaries() == {}
    assert Document.objects.count() == 8


def test_whoever_was_removed_for_good_is_restored_no_more_and_the_documents_stay(manager: Client) -> None:
    binned()
    assert "The name is not typed as it is." in manager.post(FORGET, {"name": "Andrei"}).content.decode()
    manager.post(FORGET, {"name": "Andrei Popescu"})
    assert not BinEntry.objects.exists()
    assert Document.objects.count() == 2
    assert Event.objects.get(verb="customer_forgotten").customer_number == "CLT-000001"
    answer = manager.post("/customers/deleted/CLT-000001/restore/", follow=True)
    assert "is not in the bin any more." in answer.content.decode()
    assert manager.get(FORGET).headers["Location"] == "/customers/deleted/"


def test_a_device_that_somebody_else_has_now_keeps_what_it_is(manager: Client) -> None:
    customer = person("Andrei", "Popescu")
    thing = device(customer, imei="351044630482738")
    handed_over(customer, thing=thing)
    handed_over(person("Ana", "Ionescu", "0733 222 111"), thing=thing)
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))
    forget_customer(number=customer.number, typed_name=customer.name, by=staff("manager"))
    assert Device.objects.get().imei == "351044630482738"


def test_only_managers_remove_for_good(manager: Client) -> None:
    binned()
    manager.force_login(staff("front_desk"))
    assert [manager.get(FORGET).status_code, manager.post(FORGET).status_code] == [403, 403]
    assert BinEntry.objects.exists()
