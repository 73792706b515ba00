from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from repairs import board as boards
from repairs.actions import move_order
from repairs.models import WorkOrder
from repairs.states import OPEN, Status
from tests.factories import handed_over, order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person())


def cards(client: Client, **query: Any) -> dict[str, list[str]]:
    page = client.get(reverse("board"), query)
    assert page.status_code == 200
    return {
        column.status: [card.order.number for card in column.cards]
        for column in page.context["columns"]
        if column.cards
    }


def test_a_column_for_every_open_status_with_the_late_first(client: Client, made: WorkOrder) -> None:
    now, thing = timezone.now(), made.device
    soon = order(made.customer, thing, promised_at=now + timedelta(hours=3))
    late = order(made.customer, thing, promised_at=now - timedelta(hours=3))
    ready = ready_order(made.customer, thing=thing)
    handed_over(made.customer, thing=thing)
    assert cards(client) == {"received": [late.number, soon.number, made.number], "ready": [ready.number]}
    page = client.get(reverse("board"))
    assert [column.status for column in page.context["columns"]] == list(OPEN)
    folded = {column.status for column in page.context["columns"] if column.is_folded}
    assert folded == set(OPEN) - {"received", "ready"}
    assert 'data-moves="diagnosis in_repair cancelled"' in page.content.decode()


def test_cards_say_how_long_and_how_much_and_escape_what_was_typed(client: Client, made: WorkOrder) -> None:
    """The pattern of a card is HTML, what stands in it is not."""
    ready = ready_order(made.customer, thing=made.device, reported_fault="<b>Broken</b>", estimated_cost=Decimal(950))
    WorkOrder.objects.filter(pk=made.pk).update(
        status="awaiting_parts", status_since=timezone.now() - timedelta(days=20), technician=staff("technician")
    )
    text = client.get(reverse("board")).content.decode()
    assert '<span class="danger">20 days</span>' in text
    assert "<span>950.00</span>" in text
    assert "&lt;b&gt;Broken&lt;/b&gt;" in text
    assert "&lt;span" not in text
    assert f'id="card-{ready.number}"' in text


def test_it_is_narrowed(client: Client, made: WorkOrder) -> None:
    me, now, thing = staff("technician"), timezone.now(), made.device
    mine = order(made.customer, thing, technician=me)
    late = order(made.customer, thing, promised_at=now - timedelta(days=1))
    urgent = order(made.customer, thing, kind="urgent")
    assert cards(client, technician="me") == {"received": [mine.number]}
    assert cards(client, technician=str(me.pk)) == {"received": [mine.number]}
    assert cards(client, late="1") == {"received": [late.number]}
    assert cards(client, urgent="1") == {"received": [urgent.number]}
    assert sorted(cards(client, kind="phone")["received"]) == sorted(each.number for each in (made, mine, late, urgent))
    assert cards(client, kind="car") == {}


@pytest.mark.parametrize("query", [{"technician": "x"}, {"technician": "9" * 30}, {"kind": "<b>"}, {"kind": "x" * 60}])
def test_what_is_on_no_list_shows_no_card(client: Client, made: WorkOrder, query: dict[str, str]) -> None:
    page = client.get(reverse("board"), query)
    assert page.context["columns"] == []
    assert "There is no such" in page.content.decode()


def test_no_more_cards_than_somebody_looks_at(client: Client, made: WorkOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "MOST_CARDS", 2)
    technician = staff("technician")
    WorkOrder.objects.update(technician=technician)
    for _each in range(2):
        order(made.customer, made.device, technician=technician)
    page = client.get(reverse("board"))
    assert len(page.context["columns"][1].cards) == 2
    assert '<a class="board-rest" href="/repairs/?status=received">and 1 more</a>' in page.content.decode()
    for headers in ({}, LIVE):
        mine = client.get(reverse("board"), {"technician": "me"}, headers=headers).content.decode()
        assert '<a class="board-rest" href="/repairs/?status=received&amp;technician=me">and 1 more</a>' in mine


def test_it_is_asked_again_only_when_something_changed(client: Client, made: WorkOrder) -> None:
    mark = client.get(reverse("board")).context["mark"]
    same = client.get(reverse("board"), {"mark": mark}, headers=LIVE)
    assert (same.status_code, same.content) == (204, b"")
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))
    page = client.get(reverse("board"), {"mark": mark}, headers=LIVE)
    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert page.context["mark"] != mark


@pytest.mark.parametrize("name", ["promised_at", "technician", "kind", "reported_fault"])
def test_whatever_changes_on_a_card_changes_the_mark(client: Client, made: WorkOrder, name: str) -> None:
    mark = boards.look().mark
    values = {
        "promised_at": timezone.now() + timedelta(days=1), "technician": staff("technician"), "kind": "urgent",
        "reported_fault": "Other",
    }  # fmt: skip
    WorkOrder.objects.filter(pk=made.pk).update(**{name: values[name]})
    assert boards.look().mark != mark


def board_move(client: Client, made: WorkOrder, to: str, **body: str) -> Any:
    headers = {"HX-Request": "true", "HX-Target": "board"}
    sent = {"to": to, "seen": "received", **body}
    return client.post(reverse("order_move", args=[made.number]), sent, headers=headers)


def test_a_move_from_the_board_is_answered_with_a_word(client: Client, made: WorkOrder) -> None:
    said = board_move(client, made, "diagnosis").content.decode()
    assert f"{made.number} moved to Diagnosis" in said
    assert "<html" not in said
    refused = board_move(client, made, "in_repair").content.decode()
    assert f"{made.number} stands at “Diagnosis” meanwhile." in refused


def test_without_script_a_card_leads_to_its_moves(client: Client, made: WorkOrder) -> None:
    url = reverse("order_move", args=[made.number])
    assert f"{url}?choose=1&amp;next=/repairs/board/" in client.get(reverse("board")).content.decode()
    page = client.get(url, {"choose": "1", "next": "/repairs/board/"}).content.decode()
    assert "Start diagnosis" in page
    moved = client.post(url, {"to": "diagnosis", "seen": "received", "next": "/repairs/board/"})
    assert moved.headers["Location"] == "/repairs/board/"
    evil = client.get(url, {"choose": "1", "next": "javascript:alert(1)"}).content.decode()
    assert "javascript:" not in evil


def test_it_asks_as_often_for_three_as_for_one(client: Client, made: WorkOrder) -> None:
    counts = []
    for more in (1, 2):
        for _each in range(more):
            order(made.customer, made.device, technician=staff("technician"))
            ready_order(made.customer, thing=made.device, estimated_cost=Decimal(100))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("board"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_who_may_not(made: WorkOrder) -> None:
    user = staff("technician", username="nobody")
    user.groups.clear()
    client = Client()
    client.force_login(user)
    assert client.get(reverse("board")).status_code == 403


def test_wrong_method(client: Client) -> None:
    assert client.post(reverse("board")).status_code == 405
