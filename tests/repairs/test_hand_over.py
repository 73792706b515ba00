from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document, DocumentContent
from tests.factories import order, person, ready_order, shop, staff

if TYPE_CHECKING:
    from repairs.models import WorkOrder

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
        ({"final_cost": "9" * 40}, "Write an amount like 950.00."),
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
