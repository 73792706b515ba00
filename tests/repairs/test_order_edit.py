from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from repairs.models import WorkOrder
from tests.factories import company, order, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(company())


def post(client: Client, made: WorkOrder, **body: Any) -> Any:
    standing = {"kind": "paid", "reported_fault": "Screen broken", "version": "1"}
    return client.post(reverse("order_edit", args=[made.number]), {**standing, **body}, follow=True)


def test_it_works(client: Client, made: WorkOrder) -> None:
    contact = made.customer.contact_links.get().contact
    body = {"kind": "warranty", "estimated_cost": "100.50", "contact": contact.pk, "may_collect": "His brother"}
    page = post(client, made, **body)
    made.refresh_from_db()
    assert (made.kind, str(made.estimated_cost), made.contact, made.may_collect) == (
        "warranty", "100.50", contact, "His brother",
    )  # fmt: skip
    assert f"Work order {made.number} saved" in page.content.decode()


def test_the_second_saver_sees_both_and_decides(client: Client, made: WorkOrder) -> None:
    post(client, made, reported_fault="First writer")
    page = post(client, made, reported_fault="Second writer", condition="Scratched")
    text = page.content.decode()
    assert "A colleague saved this order meanwhile." in text
    assert "Now: First writer" in text
    assert "Second writer" in text
    assert 'name="version" value="2"' in text
    assert WorkOrder.objects.get().reported_fault == "First writer"
    post(client, made, reported_fault="Second writer", version="2")
    assert WorkOrder.objects.get().reported_fault == "Second writer"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_of_nothing_is_an_old_one(client: Client, made: WorkOrder, version: str) -> None:
    page = post(client, made, version=version, reported_fault="Other")
    assert page.status_code == 200
    assert WorkOrder.objects.get().reported_fault == "Screen broken"


def test_who_may_not(made: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("technician"))
    assert client.get(reverse("order_edit", args=[made.number])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reported_fault": ""}, "Write what the customer reports."),
        ({"contact": "999999"}, "Select a valid choice."),
        ({"contact": "9" * 40}, "Select a valid choice."),
        ({"may_collect": "x" * 201}, "at most 200 characters"),
        ({"estimated_cost": "1.234.567"}, "Write an amount like 950.00."),
    ],
)
def test_bad_input(client: Client, made: WorkOrder, typed: dict[str, str], sentence: str) -> None:
    page = post(client, made, bench_note="Kept note", **typed)
    assert sentence in page.content.decode()
    assert "Kept note" in page.content.decode()


def test_not_there_and_wrong_method(client: Client, made: WorkOrder) -> None:
    assert client.get(reverse("order_edit", args=["WO-2026-999999"])).status_code == 404
    assert client.put(reverse("order_edit", args=[made.number])).status_code == 405


def test_a_technician_who_left_stays_on_the_order(client: Client, made: WorkOrder) -> None:
    gone = staff("technician", username="gone", is_active=False)
    WorkOrder.objects.filter(pk=made.pk).update(technician=gone)
    post(client, made, reported_fault="Only this changes", technician=str(gone.pk))
    made.refresh_from_db()
    assert (made.reported_fault, made.technician) == ("Only this changes", gone)


def test_photos_are_no_part_of_it(client: Client, made: WorkOrder) -> None:
    """They are taken on the order's page; a camera here would send them into the draft of a new intake."""
    page = client.get(reverse("order_edit", args=[made.number])).content.decode()
    assert ["Fault and condition" in page, 'type="file"' in page, reverse("intake_photos") in page] == [
        True, False, False,
    ]  # fmt: skip
