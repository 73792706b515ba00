from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from documents.models import Document
from repairs.actions import move_order
from repairs.gates import Barred
from repairs.states import Status
from tests.factories import order, person, shop, staff
from tests.repairs.money import answer, estimate, line

if TYPE_CHECKING:
    from repairs.models import WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    made = order(person())
    line(made, "Display", "620.00")
    return made


def withdraw(client: Client, made: WorkOrder, edition: int = 1) -> str:
    url = reverse("estimate_withdraw", args=[made.number, edition])
    return client.post(url, follow=True).content.decode()


def ready(made: WorkOrder) -> WorkOrder:
    return move_order(number=made.number, seen="awaiting_approval", to=Status.READY, by=staff("technician"))


def test_it_asks_the_customer_nothing_more(client: Client, made: WorkOrder) -> None:
    estimate(made)
    with pytest.raises(Barred):
        ready(made)
    assert "Withdraw estimate" in client.get(reverse("estimate_answer", args=[made.number, 1])).content.decode()
    page = withdraw(client, made)
    assert ["Estimate v1 withdrawn" in page, ": withdrawn." in page, "waits for an answer" in page] == [
        True,
        True,
        False,
    ]
    assert "Send answer" not in Client().get(f"/r/{made.secret}").content.decode()
    assert (Document.objects.filter(kind="estimate").count(), ready(made).status) == (1, "ready")
    event = Event.objects.get(verb="estimate_withdrawn")
    assert event.facts == {"edition": 1, "amount": "620.00", "approved": "0.00"}


def test_the_one_answered_before_holds_again(client: Client, made: WorkOrder) -> None:
    answer(made, estimate(made), "approved")
    line(made, "Battery", "100.00")
    estimate(made)
    page = withdraw(client, made, 2)
    assert ["Above the approved price" in page, ": withdrawn." in page, ": replaced." in page] == [True, True, False]
    assert [(each.edition, each.is_replaced) for each in made.estimates.all()] == [(2, True), (1, False)]
    assert estimate(made).edition == 3


def test_what_was_answered_is_not_withdrawn(client: Client, made: WorkOrder) -> None:
    answer(made, estimate(made), "approved")
    assert "It was answered or replaced meanwhile." in withdraw(client, made)
    assert "Withdraw estimate" not in client.get(reverse("estimate_answer", args=[made.number, 1])).content.decode()


def test_not_there_closed_who_may_not_and_wrong_method(client: Client, made: WorkOrder) -> None:
    estimate(made)
    url = reverse("estimate_withdraw", args=[made.number, 1])
    assert [client.get(url).status_code, client.post(url.replace("/1/", "/9/")).status_code] == [405, 404]
    move_order(number=made.number, seen="awaiting_approval", to=Status.CANCELLED, note="Sold", by=staff("technician"))
    assert "stands at “Cancelled”" in withdraw(client, made)
    nobody = staff("technician", username="nobody")
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.post(url).status_code == 403
