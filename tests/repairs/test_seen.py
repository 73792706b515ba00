"""What the intake says of a device that was here before: how often, what is open, under warranty, missing, and whose it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from devices.actions import mark_device
from repairs.actions import Intake, hand_over, receive_device
from repairs.models import WorkOrder
from repairs.states import Status
from tests.factories import company, device, order, person, ready_order, shop, staff

if TYPE_CHECKING:
    from devices.models import Device

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
IMEI = "351044630482738"


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def chosen(client: Client, thing: Device) -> Any:
    owner = thing.owner
    assert owner
    return client.get(reverse("intake"), {"customer": owner.number, "device": thing.number})


def mark(thing: Device) -> None:
    mark_device(number=thing.number, alert="stolen", note="Police 12/2026", by=staff("manager"))


def test_all_earlier_orders_are_counted_and_a_warranty_on_an_old_one_is_found(desk: Client) -> None:
    first = ready_order(person())
    hand_over(number=first.number, seen="ready", warranty_months=12, by=staff("front_desk"))
    for _time in range(6):
        later = order(first.customer, first.device)
        WorkOrder.objects.filter(pk=later.pk).update(status="cancelled", closed_at=later.received_at)
    page = chosen(desk, first.device).content.decode()
    assert "Seen before: 7 earlier orders" in page
    assert "and 3 older ones" in page
    assert f"Warranty return of {first.number}" in page
    assert "Under our warranty until" in page


def test_an_open_order_is_said_whatever_came_after_it(desk: Client) -> None:
    first = order(person())
    assert "still open" in chosen(desk, first.device).content.decode()
    for _time in range(5):
        later = order(first.customer, first.device)
        WorkOrder.objects.filter(pk=later.pk).update(status="cancelled", closed_at=later.received_at)
    page = chosen(desk, first.device)
    assert page.context["seen"][0].orders[0] == first
    assert ["still open" in page.content.decode(), "Received" in page.content.decode()] == [True, True]
    WorkOrder.objects.filter(pk=first.pk).update(status="cancelled", closed_at=first.received_at)
    assert "still open" not in chosen(desk, first.device).content.decode()


def test_nor_is_it_given_away_without_a_word(desk: Client) -> None:
    made = order(person())
    page = desk.get(reverse("device_owner", args=[made.device.number])).content.decode()
    assert f"{made.number} on it is still open." in page


def test_a_second_device_under_the_identifier_of_a_missing_one_warns_again(desk: Client) -> None:
    mark(device(company()))
    twin = device(person())
    page = chosen(desk, twin)
    assert ["Marked as stolen." in page.content.decode(), "Police 12/2026" in page.content.decode()] == [True, True]
    body = {"customer": page.context["customer"].number, "device": twin.number, "kind": "paid", "reported_fault": "x"}
    said = desk.post(reverse("intake"), body, follow=True).content.decode()
    assert said.count("Apple iPhone 13, DVC-000001 is marked as stolen.") == 1
    assert "<b>Marked as stolen.</b> Apple iPhone 13 · IMEI 35 104463 048273 8. Police 12/2026" in said
    assert "Marked as stolen." in desk.get(twin.get_absolute_url()).content.decode()


def test_a_missing_one_is_never_left_out_for_others(desk: Client) -> None:
    mark(device(company()))
    owner = person()
    for _time in range(4):
        device(owner)
    page = desk.post(reverse("intake_device"), {"imei": IMEI}, headers=HTMX).content.decode()
    assert "Marked as stolen." in page


@pytest.mark.parametrize("url", ["move", "bulk"])
def test_receiving_by_one_click_warns_too(desk: Client, url: str) -> None:
    owner = person()
    thing = device(owner)
    booked = receive_device(
        intake=Intake(owner.number, thing.number, {"reported_fault": "x"}, Status.BOOKED), by=staff("front_desk")
    )
    mark(thing)
    if url == "move":
        page = desk.post(reverse("order_move", args=[booked.number]), {"seen": "booked", "to": "received"}, follow=True)
    else:
        page = desk.post(reverse("order_bulk"), {"row": booked.number, "to": "received"}, follow=True)
    assert f"{thing.title}, {thing.number} is marked as stolen." in page.content.decode()


def test_links_to_another_s_pages_are_for_those_with_the_right(desk: Client) -> None:
    first = order(person("Ana", "Secret", "+40 722 000 111"))
    typed = {"customer": company().number, "imei": IMEI}
    asked = desk.post(reverse("intake_device"), typed, headers=HTMX).content.decode()
    assert first.number in asked
    assert [first.get_absolute_url() in asked, first.device.get_absolute_url() in asked] == [False, False]
    desk.force_login(staff("manager"))
    asked = desk.post(reverse("intake_device"), typed, headers=HTMX).content.decode()
    assert [first.get_absolute_url() in asked, first.device.get_absolute_url() in asked] == [True, True]
    assert "Ana Secret" in asked


def test_nor_does_the_device_s_form_lead_there(desk: Client) -> None:
    thing = device(person("Ana", "Secret", "+40 722 000 111"))
    url = f"{reverse('device_new')}?customer={company().number}"
    body = {"kind": "phone", "model": "iPhone 13", "imei": IMEI}
    page = desk.post(url, body).content.decode()
    assert ["Not saved yet" in page, thing.get_absolute_url() + '"' in page, "Secret" in page] == [True, False, False]
    desk.force_login(staff("manager"))
    page = desk.post(url, body).content.decode()
    assert [thing.get_absolute_url() + '"' in page, "Ana Secret" in page] == [True, True]
