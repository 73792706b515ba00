from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from repairs import stepper
from repairs.actions import move_order
from repairs.states import Status
from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_it_works(client: Client) -> None:
    made = order(person(), promised_at=None, estimated_cost=Decimal(950))
    page = client.get(made.get_absolute_url())
    text = page.content.decode()
    for part in (
        made.number,
        made.slip_code,
        "Apple iPhone 13",
        "35 104463 048273 8",
        "Andrei Popescu",
        "Screen broken",
    ):
        assert part in text
    assert "950.00" in text
    assert reverse("document_pdf", args=[Document.objects.get().number]) in text
    assert "Apple iPhone 13 received on" in text


def test_only_allowed_moves_are_offered(client: Client) -> None:
    made = order(person())
    page = client.get(made.get_absolute_url())
    assert [move.to for move in page.context["moves"]] == ["diagnosis", "in_repair", "cancelled"]
    assert 'value="ready"' not in page.content.decode()


def test_a_move_back_says_so(client: Client) -> None:
    made = order(person())
    for seen, to in (("received", Status.DIAGNOSIS), ("diagnosis", Status.AWAITING_PARTS)):
        move_order(number=made.number, seen=seen, to=to, by=staff("technician"))
    assert "Back to “Diagnosis”" in client.get(made.get_absolute_url()).content.decode()


def test_steps(client: Client) -> None:
    made = order(person())
    for seen, to in (("received", Status.IN_REPAIR), ("in_repair", Status.READY)):
        move_order(number=made.number, seen=seen, to=to, by=staff("technician"))
    steps = client.get(made.get_absolute_url()).context["steps"]
    assert [step.state for step in steps] == [
        "skipped", "done", "skipped", "skipped", "skipped", "done", "skipped", "current", "",
    ]  # fmt: skip


def test_a_cancelled_order_has_no_current_point() -> None:
    assert {step.state for step in stepper.steps("cancelled", [])} == {"skipped"}


def test_a_technician_may_look_but_not_hand_over_or_edit() -> None:
    shop()
    made = order(person())
    for seen, to in (("received", Status.IN_REPAIR), ("in_repair", Status.READY)):
        move_order(number=made.number, seen=seen, to=to, by=staff("technician"))
    client = Client()
    client.force_login(staff("technician"))
    text = client.get(made.get_absolute_url()).content.decode()
    assert reverse("hand_over", args=[made.number]) not in text
    assert reverse("order_edit", args=[made.number]) not in text


def test_who_may_not() -> None:
    made = order(person())
    client = Client()
    assert client.get(made.get_absolute_url()).status_code == 302
    client.force_login(staff("front_desk", username="nobody"))
    client.get(made.get_absolute_url())
    staff("front_desk", username="nobody").groups.clear()
    assert client.get(made.get_absolute_url()).status_code == 403


def test_not_there(client: Client) -> None:
    assert client.get(reverse("order_page", args=["WO-2026-999999"])).status_code == 404


def test_hostile_text_is_escaped(client: Client) -> None:
    made = order(person("<script>", "x"), reported_fault="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(made.get_absolute_url()).content.decode()


def test_wrong_method(client: Client) -> None:
    assert client.post(order(person()).get_absolute_url()).status_code == 405


def test_costs_the_same_whatever_happened(client: Client, django_assert_max_num_queries: object) -> None:
    made = order(person(), device(person("Ana", "Pop", "+40 722 000 111")))
    client.get(made.get_absolute_url())
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        client.get(made.get_absolute_url())
