from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from repairs.models import WorkOrder
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
LIST = "admin:repairs_workorder_changelist"


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("administrator", is_staff=True))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person())


def url(made: WorkOrder) -> str:
    return reverse("admin:repairs_workorder_change", args=[made.pk])


def body(**changed: Any) -> dict[str, Any]:
    moment = {"promised_at": ""}
    return {"kind": "paid", "reported_fault": "Screen broken", "seen_version": "1", **moment, **changed}


def test_it_edits_through_the_deed(client: Client, made: WorkOrder) -> None:
    assert client.post(url(made), body(reported_fault="Other", estimated_cost="100,50")).status_code == 302
    made.refresh_from_db()
    assert (made.reported_fault, str(made.estimated_cost), made.version) == ("Other", "100.50", 2)
    assert Event.objects.filter(verb="order_changed", order_number=made.number).count() == 1


def test_saved_by_a_colleague_meanwhile(client: Client, made: WorkOrder) -> None:
    client.post(url(made), body(reported_fault="First writer"))
    page = client.post(url(made), body(reported_fault="Second writer"))
    assert "A colleague saved this order meanwhile." in page.content.decode()
    assert "Second writer" in page.content.decode()
    assert WorkOrder.objects.get().reported_fault == "First writer"
    assert client.post(url(made), body(reported_fault="Second writer", seen_version="2")).status_code == 302


@pytest.mark.parametrize(("query", "found"), [("popescu iphone", 1), ("000001", 1), ("zzz", 0)])
def test_it_is_searched_as_everywhere(client: Client, made: WorkOrder, query: str, found: int) -> None:
    page = client.get(reverse(LIST), {"q": query})
    assert page.context["cl"].result_count == found


def test_a_number_never_changes_here(client: Client, made: WorkOrder) -> None:
    client.post(url(made), body(number="WO-1", status="ready", customer="2", device="2"))
    standing = WorkOrder.objects.get()
    assert (standing.number, standing.status) == (made.number, "received")


def test_no_adding_and_no_deleting(client: Client, made: WorkOrder) -> None:
    assert client.get(reverse("admin:repairs_workorder_add")).status_code == 403
    assert client.post(reverse("admin:repairs_workorder_delete", args=[made.pk])).status_code == 403


def test_who_may_not(made: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("manager"))
    assert client.get(reverse(LIST)).status_code == 302
