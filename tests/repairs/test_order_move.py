from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from repairs.models import WorkOrder
from tests.factories import order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person())


def move(client: Client, made: WorkOrder, to: str, **more: Any) -> Any:
    body = {"to": to, "seen": "received", **more}
    return client.post(reverse("order_move", args=[made.number]), body, follow=True)


def status(made: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=made.pk).status


def test_it_works(client: Client, made: WorkOrder) -> None:
    page = move(client, made, "diagnosis", note="Opened it")
    assert page.redirect_chain == [(made.get_absolute_url(), 302)]
    assert f"{made.number} moved to Diagnosis" in page.content.decode()
    last = WorkOrder.objects.get().moves.last()
    assert last is not None
    assert (last.before, last.after, last.note, last.by) == ("received", "diagnosis", "Opened it", staff("technician"))


def test_in_a_list_the_row_comes_back(client: Client, made: WorkOrder) -> None:
    page = client.post(
        reverse("order_move", args=[made.number]),
        {"to": "diagnosis", "seen": "received"},
        headers={"HX-Request": "true", "HX-Target": f"row-{made.number}"},
    )
    text = page.content.decode()
    assert f'<tr id="row-{made.number}"' in text
    assert "Diagnosis" in text
    assert "moved to Diagnosis" in text
    assert "<html" not in text


def test_in_a_list_with_a_column_of_its_own_the_row_has_it_too(client: Client, made: WorkOrder) -> None:
    heads = {"HX-Request": "true", "HX-Target": f"row-{made.number}"}
    urls = ["https://shop.example/repairs/", "https://shop.example/repairs/?show=stuck"]
    url, body = reverse("order_move", args=[made.number]), {"to": "diagnosis", "seen": "received"}
    rows = [client.post(url, body, headers=heads | {"HX-Current-URL": each}).content.decode() for each in urls]
    assert [row.count("<td") for row in rows] == [8, 9]


def test_without_script_the_list_comes_back(client: Client, made: WorkOrder) -> None:
    page = move(client, made, "diagnosis", next="/repairs/?show=open")
    assert page.redirect_chain == [("/repairs/?show=open", 302)]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", "x"])
def test_never_leads_elsewhere(client: Client, made: WorkOrder, back: str) -> None:
    assert move(client, made, "diagnosis", next=back).redirect_chain == [(made.get_absolute_url(), 302)]


def test_moved_meanwhile(client: Client, made: WorkOrder) -> None:
    move(client, made, "diagnosis")
    page = move(client, made, "in_repair")
    assert f"{made.number} stands at “Diagnosis” meanwhile." in page.content.decode()
    assert status(made) == "diagnosis"


@pytest.mark.parametrize("to", ["ready", "booked", "received", "", "x", "\0", "x" * 5000])
def test_not_allowed(client: Client, made: WorkOrder, to: str) -> None:
    page = move(client, made, to).content.decode()
    assert ("it does not go there" in page) == (to in {"ready", "booked", "received"})
    assert "meanwhile" not in page
    assert status(made) == "received"


def test_cancelling_asks_for_the_reason(client: Client, made: WorkOrder) -> None:
    question = client.get(reverse("order_move", args=[made.number]), {"to": "cancelled"})
    assert f"Cancel {made.number}?" in question.content.decode()
    assert "Keep order" in question.content.decode()
    assert "Write the reason." in move(client, made, "cancelled", note=" ").content.decode()
    assert status(made) == "received"
    move(client, made, "cancelled", note="Changed his mind")
    assert status(made) == "cancelled"


def test_the_question_is_a_sheet_over_the_page(client: Client, made: WorkOrder) -> None:
    url = reverse("order_move", args=[made.number])
    page = client.get(url, {"to": "cancelled"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


@pytest.mark.parametrize("note", ["a\0b", "x" * 4001])
def test_bad_note_is_asked_again(client: Client, made: WorkOrder, note: str) -> None:
    page = move(client, made, "cancelled", note=note)
    assert "Write " in page.content.decode()
    assert note.replace("\0", "")[:100] in page.content.decode().replace("\0", "")
    assert status(made) == "received"


def test_handing_over_is_a_page_of_its_own(client: Client) -> None:
    ready = ready_order(person())
    response = client.post(reverse("order_move", args=[ready.number]), {"to": "handed_over", "seen": "ready"})
    assert response.headers["Location"] == reverse("hand_over", args=[ready.number])
    assert status(ready) == "ready"


def test_who_may_not(made: WorkOrder) -> None:
    other = Client()
    assert other.post(reverse("order_move", args=[made.number])).status_code == 302
    user = staff("technician", username="nobody")
    user.groups.clear()
    other.force_login(user)
    assert other.post(reverse("order_move", args=[made.number]), {"to": "diagnosis"}).status_code == 403


def test_not_there(client: Client) -> None:
    assert client.post(reverse("order_move", args=["WO-2026-999999"]), {"to": "diagnosis"}).status_code == 404


def test_get_moves_nothing(client: Client, made: WorkOrder) -> None:
    assert client.get(reverse("order_move", args=[made.number]), {"to": "diagnosis"}).status_code == 302
    assert client.put(reverse("order_move", args=[made.number])).status_code == 405
    assert status(made) == "received"
