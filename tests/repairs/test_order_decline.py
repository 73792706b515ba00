"""A "no" to the price told at the intake."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import history
from core.models import Event
from repairs.actions import hand_over, move_order
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.talking import ask_question
from tests.factories import order, person, shop, staff
from tests.repairs.money import estimate, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person(), estimated_cost=Decimal(950), diagnosis_fee=Decimal(60))


def post(client: Client, made: WorkOrder, **body: Any) -> str:
    standing = {"seen": "received", "answered_by": "Andrei Popescu", "how": "phone"}
    url = reverse("order_decline", args=[made.number])
    return str(client.post(url, {**standing, **body}, follow=True).content.decode())


def test_the_fee_is_charged_and_it_is_ready_not_repaired(client: Client, made: WorkOrder) -> None:
    url = reverse("order_decline", args=[made.number])
    assert f'href="{url}"' in client.get(made.get_absolute_url()).content.decode()
    assert "The diagnosis is charged instead of the repair" in client.get(url).content.decode()
    page = post(client, made)
    assert [f"Repair of {made.number} declined" in page, f'href="{url}"' in page] == [True, False]
    made.refresh_from_db()
    assert (made.status, made.outcome, str(made.total), str(made.approved_total)) == (
        "ready",
        "declined",
        "60.00",
        "60.00",
    )
    assert [each.after for each in made.moves.all()] == ["received", "diagnosis", "ready"]
    told = history.lines([Event.objects.get(verb="repair_declined")])[0]
    sentence = f"Repair of {made.number} declined, 60.00\N{NO-BREAK SPACE}RON for the diagnosis"
    assert (told.text, told.note) == (sentence, "Andrei Popescu, By phone")
    hand_over(number=made.number, seen="ready", pays_all=True, method="cash", by=staff("front_desk"))
    made.refresh_from_db()
    assert (made.outcome, str(made.paid), made.warranty_until) == ("declined", "60.00", None)


def test_without_a_fee_the_guess_is_no_price_any_more(client: Client) -> None:
    made = order(person(), estimated_cost=Decimal(950))
    post(client, made)
    assert 'value="950.00"' not in client.get(reverse("hand_over", args=[made.number])).content.decode()
    made.refresh_from_db()
    assert (made.status, str(made.cost), made.lines.count()) == ("ready", "0.00", 0)


def test_an_open_question_comes_first(client: Client, made: WorkOrder) -> None:
    ask_question(number=made.number, text="Which colour?", by=staff("technician"))
    page = post(client, made, answered_by="Maria Ene")
    assert ["A question is still open: answer it first." in page, 'value="Maria Ene"' in page] == [True, True]
    made.refresh_from_db()
    assert (made.status, made.lines.count(), made.outcome) == ("received", 0, "")


def test_what_is_offered_is_answered_instead(client: Client, made: WorkOrder) -> None:
    line(made)
    assert "There is nothing to decline here" in post(client, made)
    estimate(made)
    assert "There is nothing to decline here" in post(client, made, seen="awaiting_approval")


def test_twice_declines_once_and_a_move_meanwhile_is_said(client: Client, made: WorkOrder) -> None:
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))
    assert "stands at “Diagnosis” meanwhile." in post(client, made)
    post(client, made, seen="diagnosis")
    assert "There is nothing to decline here" in post(client, made, seen="diagnosis")
    assert made.lines.count() == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"answered_by": ""}, "Write who said so."),
        ({"answered_by": "x" * 201}, "at most 200 characters"),
        ({"answered_by": "a\0b"}, "Null characters are not allowed."),
        ({"how": "link"}, "link is not one of the available choices"),
    ],
)
def test_bad_input(client: Client, made: WorkOrder, body: dict[str, str], sentence: str) -> None:
    assert sentence in post(client, made, **body)
    assert WorkOrder.objects.get(pk=made.pk).status == "received"


def test_who_may_not_not_there_and_wrong_method(client: Client, made: WorkOrder) -> None:
    url = reverse("order_decline", args=[made.number])
    assert client.put(url).status_code == 405
    assert client.get(reverse("order_decline", args=["WO-2026-999999"])).status_code == 404
    nobody = staff("technician", username="nobody")
    nobody.groups.clear()
    client.force_login(nobody)
    assert [client.get(url).status_code, client.post(url).status_code] == [403, 403]
