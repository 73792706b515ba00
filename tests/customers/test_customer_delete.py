from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from core.models import BinEntry, Event
from customers.models import Customer
from devices.models import Device
from documents.models import Document
from repairs.models import WorkOrder
from repairs.payments import Paying, take_payment
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
DELETE = "/customers/CLT-000001/delete/"
BIN = "/customers/deleted/"
RESTORE = "/customers/deleted/CLT-000001/restore/"


@pytest.fixture
def manager() -> Client:
    shop()
    order(person("Andrei", "Popescu", "0722 418 905"))
    client = Client()
    client.force_login(staff("manager"))
    return client


def order_number() -> str:
    return WorkOrder.objects.get().number


def test_the_sheet_says_what_goes_and_what_stays(manager: Client) -> None:
    context = manager.get(DELETE).context
    assert [(str(count.label), count.number) for count in context["counts"]] == [
        ("contacts", 0),
        ("phone", 1),
        ("device", 1),
        ("work order", 1),
    ]
    assert [row.number for row in context["goes"]] == [order_number(), "DVC-000001"]
    assert context["stays_count"] == 1
    assert [blocker.key for blocker in context["blockers"]] == [order_number()]
    part = manager.get(DELETE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Delete Andrei Popescu?" in part


def test_ticked_and_named_it_goes_and_documents_stay(manager: Client) -> None:
    response = manager.post(DELETE, {"tick": order_number(), "name": " andrei  popescu "})
    assert response.headers["Location"] == "/customers/"
    assert (Customer.objects.count(), Device.objects.count(), WorkOrder.objects.count()) == (0, 0, 0)
    assert Document.objects.count() == 1
    assert Event.objects.filter(verb="customer_deleted", actor=staff("manager")).count() == 1
    assert "Andrei Popescu" in manager.get(BIN).content.decode()


@pytest.mark.parametrize(
    ("name", "tick", "sentence"),
    [
        ("Andrei", True, "The name is not typed as it is."),
        ("Andrei Popescu", False, "One box is not ticked."),
        ("", False, "One box is not ticked and the name is not typed as it is."),
        ("x" * 100_000, True, "The name is not typed as it is."),
    ],
)
def test_what_is_missing_is_said_and_nothing_goes(manager: Client, name: str, tick: bool, sentence: str) -> None:
    response = manager.post(DELETE, {"name": name, **({"tick": order_number()} if tick else {})})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert ("checked" in response.content.decode()) is tick
    assert Customer.objects.count() == 1


def test_restored_it_is_all_back(manager: Client) -> None:
    number = order_number()
    manager.post(DELETE, {"tick": number, "name": "Andrei Popescu"})
    assert manager.post(RESTORE).headers["Location"] == "/customers/CLT-000001/"
    assert (Customer.objects.get().name, order_number(), Device.objects.count()) == ("Andrei Popescu", number, 1)
    assert not BinEntry.objects.exists()
    assert manager.post(RESTORE).headers["Location"] == BIN
    assert "CLT-000001 is not in the bin any more." in manager.get(BIN).content.decode()


def test_an_old_number_given_away_meanwhile_stays_with_the_living(manager: Client) -> None:
    Customer.objects.update(external_number="A-17")
    manager.post(DELETE, {"tick": order_number(), "name": "Andrei Popescu"})
    person("Ana", "Pop", "0733 000 000", external_number="A-17")
    assert manager.post(RESTORE).headers["Location"] == "/customers/CLT-000001/"
    numbers = dict(Customer.objects.values_list("number", "external_number"))
    assert numbers == {"CLT-000001": "", "CLT-000002": "A-17"}


def test_deleted_by_two_at_once_it_is_gone_in_words(manager: Client) -> None:
    sent = {"tick": order_number(), "name": "Andrei Popescu"}
    manager.post(DELETE, sent)
    assert manager.post(DELETE, sent).status_code == 404


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_only_managers_and_administrators_delete(manager: Client, role: str) -> None:
    manager.force_login(staff(role))
    sent = {"tick": order_number(), "name": "Andrei Popescu"}
    answers = [manager.get(DELETE), manager.post(DELETE, sent), manager.get(BIN), manager.post(RESTORE)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert Customer.objects.count() == 1


def test_wrong_methods(manager: Client) -> None:
    answers = [manager.put(DELETE), manager.post(BIN), manager.get(RESTORE)]
    assert [answer.status_code for answer in answers] == [405, 405, 405]


def test_the_sheet_counts_all_and_shows_another_way(manager: Client) -> None:
    customer = Customer.objects.get()
    customer.notes.create(text="Rings first", by=staff("manager"))
    take_payment(number=order_number(), paying=Paying(Decimal("50.00"), "cash"), by=staff("manager"))
    page = manager.get(DELETE)
    assert [(str(count.label), count.number) for count in page.context["counts"]] == [
        ("contacts", 0),
        ("phone", 1),
        ("note", 1),
        ("device", 1),
        ("work order", 1),
        ("payment", 1),
    ]
    body = page.content.decode()
    assert "Asked to be forgotten?" in body
    assert 'href="/customers/CLT-000001/anonymise/"' in body
    assert 'form="take-along"' in body
