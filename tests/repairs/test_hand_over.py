from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from core.models import Event
from documents.models import Document, DocumentContent
from repairs.models import WorkOrder
from repairs.moving import reopen_order
from repairs.payments import allow_credit
from repairs.states import Status
from repairs.working import start_work
from tests.factories import order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def ready(client: Client) -> WorkOrder:
    return ready_order(person(), estimated_cost=Decimal(950))


def post(client: Client, made: WorkOrder, **body: Any) -> Any:
    return client.post(reverse("hand_over", args=[made.number]), {"seen": "ready", **body}, follow=True)


def test_it_works(client: Client, ready: WorkOrder) -> None:
    page = post(
        client,
        ready,
        collected_by="Ana Pop",
        work_done="New screen",
        final_cost="1120,50",
        pays="1120.50",
        note="Paid by card",
    )
    ready.refresh_from_db()
    assert (ready.status, ready.work_done, str(ready.final_cost)) == ("handed_over", "New screen", "1120.50")
    report = Document.objects.get(kind="handover_report")
    content = json.loads(DocumentContent.objects.get(number=report.number).content)
    assert (content["order"]["collected_by"], content["order"]["final_cost"]) == ("Ana Pop", "1120.50")
    link = reverse("document_pdf", args=[report.number])
    assert f'Apple iPhone 13 handed over <a href="{link}">Report</a>' in page.content.decode()
    assert ready.moves.last().note == "Paid by card"  # type: ignore[union-attr]


def test_the_form_starts_with_customer_and_estimate(client: Client, ready: WorkOrder) -> None:
    text = client.get(reverse("hand_over", args=[ready.number])).content.decode()
    assert 'value="Andrei Popescu"' in text
    assert 'value="950.00"' in text


def test_with_credit_allowed_nothing_typed_is_nothing_paid(client: Client, ready: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=ready.pk).update(total=Decimal(500), final_cost=Decimal(500))
    allow_credit(number=ready.number, by=staff("manager", first_name="Radu"))
    asked = client.get(reverse("hand_over", args=[ready.number])).content.decode()
    assert ["May go on credit</dt><dd>Radu Pop" in asked, "on credit, nothing." in asked] == [True, True]
    post(client, ready, final_cost="500")
    ready.refresh_from_db()
    assert (ready.status, str(ready.owed), ready.payments.count()) == ("handed_over", "500.00", 0)


def test_a_manager_sees_the_credit_ticked_and_may_take_it_back(ready: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("manager"))
    WorkOrder.objects.filter(pk=ready.pk).update(total=Decimal(500), final_cost=Decimal(500))
    allow_credit(number=ready.number, by=staff("manager"))
    box = '<input type="checkbox" name="on_credit" id="id_on_credit" checked>'
    assert box in client.get(reverse("hand_over", args=[ready.number])).content.decode()
    page = post(client, ready, final_cost="500", pays="200")
    assert "300.00\N{NO-BREAK SPACE}RON is not paid yet." in page.content.decode()
    post(client, ready, final_cost="500")
    ready.refresh_from_db()
    assert (ready.status, str(ready.paid), ready.credit_by) == ("handed_over", "500.00", None)


def test_after_it_was_open_again_the_form_says_what_came_of_it(client: Client, ready: WorkOrder) -> None:
    post(client, ready, outcome="repaired", warranty_months="6", final_cost="0")
    manager = staff("manager")
    reopen_order(number=ready.number, seen="handed_over", to=Status.READY, note="Broken again", by=manager)
    ready.refresh_from_db()
    assert (ready.outcome, ready.warranty_until) == ("", None)
    post(client, ready, outcome="not_repaired", final_cost="0")
    ready.refresh_from_db()
    assert (ready.status, ready.outcome, ready.warranty_until) == ("handed_over", "not_repaired", None)


def test_who_may_not_take_money_takes_none(client: Client, ready: WorkOrder) -> None:
    Group.objects.get(name="front_desk").permissions.remove(Permission.objects.get(codename="take_payment"))
    assert 'name="pays"' not in client.get(reverse("hand_over", args=[ready.number])).content.decode()
    page = post(client, ready, final_cost="100", pays="100", method="cash")
    assert "100.00\N{NO-BREAK SPACE}RON is not paid yet." in page.content.decode()
    assert not ready.payments.exists()


def test_the_clock_stops_with_the_hand_over(client: Client, ready: WorkOrder) -> None:
    start_work(number=ready.number, by=staff("technician"))
    post(client, ready)
    assert [each.stopped_at is None for each in ready.sessions.all()] == [False]
    assert Event.objects.get(verb="work_stopped").order_number == ready.number


def test_more_than_is_owed_is_not_taken(client: Client, ready: WorkOrder) -> None:
    assert "Only 100.00" in post(client, ready, final_cost="100", pays="101").content.decode()
    assert "Only 0.00" in post(client, ready, pays="5").content.decode()
    assert not ready.payments.exists()


def test_in_place_it_is_a_sheet(client: Client, ready: WorkOrder) -> None:
    page = client.get(reverse("hand_over", args=[ready.number]), headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert 'class="sheet"' in page.content.decode()


def test_twice_hands_over_once(client: Client, ready: WorkOrder) -> None:
    post(client, ready)
    page = post(client, ready)
    assert "stands at “Handed over” meanwhile." in page.content.decode()
    assert Document.objects.filter(kind="handover_report").count() == 1


def test_only_what_is_ready(client: Client) -> None:
    made = order(person("Ana", "Pop", "+40 722 000 111"))
    page = client.get(reverse("hand_over", args=[made.number]), follow=True)
    assert page.redirect_chain == [(made.get_absolute_url(), 302)]


def test_who_may_not(ready: WorkOrder) -> None:
    client = Client()
    assert client.get(reverse("hand_over", args=[ready.number])).status_code == 302
    client.force_login(staff("technician"))
    assert client.get(reverse("hand_over", args=[ready.number])).status_code == 403
    assert client.post(reverse("hand_over", args=[ready.number]), {"seen": "ready"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"final_cost": "much"}, "Write an amount like 950.00."),
        ({"final_cost": "9" * 40}, "Write an amount below 10,000,000,000."),
        ({"work_done": "x" * 4001}, "at most 4000 characters"),
        ({"work_done": "x\n" * 401}, "Write at most 400 lines."),
        ({"collected_by": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input(client: Client, ready: WorkOrder, typed: dict[str, str], sentence: str) -> None:
    page = post(client, ready, **{"note": "Kept note", **typed})
    assert sentence in page.content.decode()
    assert "Kept note" in page.content.decode()
    assert Document.objects.filter(kind="handover_report").count() == 0


def test_not_there_and_wrong_method(client: Client, ready: WorkOrder) -> None:
    assert client.get(reverse("hand_over", args=["WO-2026-999999"])).status_code == 404
    assert client.put(reverse("hand_over", args=[ready.number])).status_code == 405
