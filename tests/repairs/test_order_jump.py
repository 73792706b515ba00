"""Moves: the whole table, jumps, reopening, and many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.locks import Gone
from core.models import Event
from documents.models import Document
from repairs import moving
from repairs.actions import Intake, NotAllowed, ReasonMissing, move_order, receive_device
from repairs.gates import Barred
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status, allowed, jumps
from tests.factories import device, handed_over, order, person, ready_order, shop, staff

# Written out once more, by hand: the table in the code is compared with it row by row.
TABLE = {
    "booked": "received cancelled",
    "received": "diagnosis in_repair cancelled",
    "diagnosis": "awaiting_approval awaiting_parts in_repair ready cancelled",
    "awaiting_approval": "in_repair awaiting_parts ready diagnosis cancelled",
    "awaiting_parts": "in_repair diagnosis cancelled",
    "in_repair": "quality_check ready awaiting_parts awaiting_approval cancelled",
    "quality_check": "ready in_repair cancelled",
    "ready": "handed_over in_repair cancelled",
    "handed_over": "",
    "cancelled": "",
}


@pytest.mark.parametrize("status", Status.values)
def test_the_table_of_moves(status: str) -> None:
    assert set(allowed(status)) == set(TABLE[status].split())


@pytest.mark.parametrize("status", Status.values)
def test_a_jump_leads_anywhere_but_to_what_is_a_deed_of_its_own(status: str) -> None:
    offered = set(jumps(status)) | set(TABLE[status].split()) | {status}
    left = {"booked", "handed_over"} if status != "cancelled" else {"handed_over"}
    if status in {"handed_over", "cancelled"}:
        left = left | {"handed_over", "cancelled"} - {status}
    assert offered >= set(Status.values) - left
    assert not set(jumps(status)) & {"handed_over", "cancelled", status}


@pytest.mark.django_db
def test_every_pair_moves_or_says_no() -> None:
    """Ten by ten, posted by hand: what the table offers happens, nothing else does, and nothing breaks."""
    shop()
    client = Client()
    client.force_login(staff("technician"))
    made = order(person())
    for before, after in product(Status.values, Status.values):
        closed_at = made.received_at if before in {"handed_over", "cancelled"} else None
        WorkOrder.objects.filter(pk=made.pk).update(status=before, closed_at=closed_at)
        body = {"to": after, "seen": before, "note": "Because"}
        page = client.post(reverse("order_move", args=[made.number]), body)
        assert page.status_code == 302, (before, after)
        moves = after in TABLE[before].split() and after != "handed_over"  # handing over has a page of its own
        assert WorkOrder.objects.get().status == (after if moves else before), (before, after)


@pytest.fixture
def made(db: None) -> WorkOrder:
    shop()
    return order(person())


@pytest.fixture
def client(made: WorkOrder) -> Client:
    client = Client()
    client.force_login(staff("manager"))
    return client


def jump(client: Client, made: WorkOrder, **body: str) -> Any:
    sent = {"seen": "received", "to": "quality_check", "note": "Was mended at the door", **body}
    return client.post(reverse("order_jump", args=[made.number]), sent, follow=True)


def standing(made: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=made.pk).status


def test_a_manager_jumps_with_a_reason(client: Client, made: WorkOrder) -> None:
    question = client.get(reverse("order_jump", args=[made.number])).content.decode()
    assert "Where does" in question
    page = jump(client, made)
    assert f"{made.number} moved to Quality check" in page.content.decode()
    last = StatusMove.objects.latest("pk")
    assert (last.before, last.after, last.note, last.by) == (
        "received",
        "quality_check",
        "Was mended at the door",
        staff("manager"),
    )
    event = Event.objects.latest("pk")
    assert (event.verb, event.order_number, event.device_number) == ("order_jumped", made.number, made.device.number)
    assert event.facts == {"before": "received", "after": "quality_check"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"note": " "}, "Write the reason."),
        ({"note": "x" * 4001}, "Write at most 4000 characters."),
        ({"to": ""}, "Choose where the order goes."),
        ({"to": "nonsense"}, "Choose where the order goes."),
        ({"to": "handed_over"}, "stands at “Received” meanwhile."),
        ({"to": "booked"}, "stands at “Received” meanwhile."),
        ({"seen": "diagnosis"}, "stands at “Received” meanwhile."),
    ],
)
def test_a_bad_jump_is_said_and_moves_nothing(
    client: Client, made: WorkOrder, body: dict[str, str], words: str
) -> None:
    assert words in jump(client, made, **body).content.decode()
    assert standing(made) == "received"


def test_a_closed_order_is_opened_again(client: Client, made: WorkOrder) -> None:
    out = handed_over(person(last="Ionescu", phone="+40 722 111 222"))
    closed = WorkOrder.objects.get(status="handed_over")
    page = jump(client, closed, seen="handed_over", to="in_repair", note="Came back the same day")
    assert f"{closed.number} moved to In repair" in page.content.decode()
    closed.refresh_from_db()
    assert (closed.status, closed.closed_at) == ("in_repair", None)
    assert Event.objects.latest("pk").verb == "order_reopened"
    assert Document.objects.filter(number=out.number).exists()


def test_a_booking_that_jumps_in_gets_its_receipt(made: WorkOrder) -> None:
    customer = person(last="Ionescu", phone="+40 722 111 222")
    intake = Intake(customer.number, device(customer, imei="").number, {"reported_fault": "Dead"}, Status.BOOKED)
    booked = receive_device(intake=intake, by=staff("front_desk"))
    moving.jump_order(number=booked.number, seen="booked", to=Status.IN_REPAIR, note="Urgent", by=staff("manager"))
    assert Document.objects.filter(kind="intake_receipt").count() == 2
    with pytest.raises(ReasonMissing):
        moving.jump_order(number=booked.number, seen="in_repair", to=Status.RECEIVED, note="", by=staff("manager"))
    with pytest.raises(NotAllowed):
        moving.reopen_order(number=booked.number, seen="in_repair", to=Status.RECEIVED, note="x", by=staff("manager"))
    with pytest.raises(Gone):
        moving.jump_order(number="WO-2000-1", seen="", to=Status.READY, note="x", by=staff("manager"))


def test_who_may_not_jump_or_reopen(made: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("technician"))
    assert client.get(reverse("order_jump", args=[made.number])).status_code == 403
    assert jump(client, made).status_code == 403
    assert standing(made) == "received"


def test_wrong_method(client: Client, made: WorkOrder) -> None:
    assert client.put(reverse("order_jump", args=[made.number])).status_code == 405
    assert client.get(reverse("order_bulk")).status_code == 405


def many(client: Client, *orders: WorkOrder, **body: str) -> Any:
    return client.post(reverse("order_bulk"), {"row": [each.number for each in orders], **body}, follow=True)


def test_many_move_and_the_others_say_why(client: Client, made: WorkOrder) -> None:
    ready = ready_order(made.customer, thing=made.device)
    asked = order(made.customer, made.device)
    moved = many(client, made, asked, to="diagnosis").content.decode()
    assert "2 orders moved to Diagnosis" in moved
    asked.questions.create(text="Keep True Tone?")
    page = many(client, made, asked, ready, to="ready").content.decode()
    assert (standing(made), standing(asked)) == ("ready", "diagnosis")
    assert "A question is still open: answer it first." in page
    assert "From “Ready” it does not go there." in page
    assert "1 order moved to Ready" in page
    assert Event.objects.filter(verb="order_moved", facts__after="diagnosis").count() == 2


def test_many_are_cancelled_with_one_reason(client: Client, made: WorkOrder) -> None:
    assert "Reason" in many(client, made, to="cancelled").content.decode()
    assert "Write the reason." in many(client, made, to="cancelled", note=" ").content.decode()
    assert standing(made) == "received"
    many(client, made, to="cancelled", note="Shop is closed")
    assert standing(made) == "cancelled"
    assert StatusMove.objects.latest("pk").note == "Shop is closed"


def test_many_are_given_to_a_technician(client: Client, made: WorkOrder) -> None:
    technician = staff("technician")
    page = many(client, made, technician=str(technician.pk))
    assert "1 order given to Ioana Pop" in page.content.decode()
    made.refresh_from_db()
    assert (made.technician, made.version) == (technician, 2)
    many(client, made, technician="nobody")
    made.refresh_from_db()
    assert made.technician is None


def test_the_ticked_ones_are_exported(client: Client, made: WorkOrder) -> None:
    other = order(made.customer, made.device)
    file = client.post(reverse("order_bulk"), {"row": [made.number], "export": "1"})
    text = b"".join(file).decode()
    assert made.number in text
    assert other.number not in text
    client.force_login(staff("technician"))
    assert client.post(reverse("order_bulk"), {"row": [made.number], "export": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("rows", "body", "words"),
    [
        ([], {"to": "diagnosis"}, "Tick the work orders first."),
        (["WO-1"], {"to": "nonsense"}, "Choose where the orders go."),
        (["WO-1"], {}, "Choose where the orders go."),
        (["WO-1"], {"technician": "x"}, "There is no such technician."),
        (["WO-1"] * 201, {"to": "ready"}, "Tick at most 200 work orders at once."),
        (["WO-2000-000001"], {"to": "ready"}, "It was deleted meanwhile."),
        (["a\0b"], {"to": "ready"}, "It was deleted meanwhile."),
    ],
)
def test_bad_input_for_many_is_said(client: Client, rows: list[str], body: dict[str, str], words: str) -> None:
    page = client.post(reverse("order_bulk"), {"row": rows, **body}, follow=True)
    assert words in page.content.decode()


def test_who_may_not_move_many(made: WorkOrder) -> None:
    client = Client()
    user = staff("technician", username="looker")
    user.groups.clear()
    client.force_login(user)
    assert client.post(reverse("order_bulk")).status_code == 403


def test_an_open_question_bars_the_jump_too(made: WorkOrder) -> None:
    made.questions.create(text="Which colour?")
    with pytest.raises(Barred, match="A question is still open"):
        moving.jump_order(number=made.number, seen="received", to=Status.READY, note="x", by=staff("manager"))


def test_twenty_people_make_one_move(own_database: str) -> None:
    shop()
    made = order(person())
    people = [staff("technician", username=f"technician{place}") for place in range(20)]

    def push(by: Any) -> bool:
        try:
            move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=by)
        except NotAllowed as refused:
            return bool(refused.status != "diagnosis")
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        moved = list(pool.map(push, people))
    assert sum(moved) == 1
    assert made.moves.count() == 2
    assert Event.objects.filter(verb="order_moved").count() == 1
