from __future__ import annotations

import pytest
from django.test import Client

from customers.actions import delete_customer
from repairs.actions import Intake, move_order, receive_device
from repairs.states import Status
from tests.factories import company, device, order, person, shop, staff

pytestmark = pytest.mark.django_db
PAGE = "/devices/DVC-000001/"


@pytest.fixture
def desk() -> Client:
    shop()
    device(person())
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_it_shows_what_is_known(desk: Client) -> None:
    body = desk.get(PAGE).content.decode()
    assert "Apple iPhone 13" in body
    assert "35 104463 048273 8" in body
    assert "/customers/CLT-000001/" in body
    assert "/repairs/new/?customer=CLT-000001&amp;device=DVC-000001" in body


def test_the_history_follows_the_device_and_the_old_owner_does_not(desk: Client) -> None:
    made = order(person("Maria", "Ionescu", "+40 722 418 906"), device(person("Elena", "Radu"), imei="", serial="S1"))
    thing = made.device
    move_order(
        number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"), note="Maria says hello"
    )
    new_owner = company()
    receive_device(intake=Intake(new_owner.number, thing.number, {"reported_fault": "Water"}), by=staff("front_desk"))
    body = desk.get(f"/devices/{thing.number}/").content.decode()
    assert made.number in body
    assert "Screen broken" in body
    assert "another owner" in body
    assert "SIA Baltijas Kurjers" in body
    assert "Ionescu" not in body
    assert "Maria says hello" not in body


def test_a_wrong_identifier_is_a_note(desk: Client) -> None:
    wrong = device(person("Ana", "Pop", "+40 722 418 907"), imei="351044630482739")
    assert "Last digit should be 8, not 9." in desk.get(f"/devices/{wrong.number}/").content.decode()


def test_the_same_imei_on_two_devices_is_told_on_both(desk: Client) -> None:
    twin = device(person("Ana", "Pop", "+40 722 418 907"))
    assert f"/devices/{twin.number}/" in desk.get(PAGE).content.decode()
    assert PAGE in desk.get(f"/devices/{twin.number}/").content.decode()


def test_a_device_that_others_have_orders_on_stays_without_an_owner(desk: Client) -> None:
    ana = person("Ana", "Pop", "+40 722 418 907")
    thing = device(ana, imei="", serial="S2")
    order(ana, thing)
    owner = company()
    receive_device(intake=Intake(owner.number, thing.number, {"reported_fault": "Water"}), by=staff("front_desk"))
    ticked = ["order:WO-2026-000002"]
    numbers = [each.number for each in owner.work_orders.all()]
    delete_customer(number=owner.number, typed_name=owner.name, ticked=[*ticked, *numbers], by=staff("manager"))
    body = desk.get(f"/devices/{thing.number}/").content.decode()
    assert "No owner" in body
    assert "Baltijas" not in body


def test_what_is_not_there_is_404(desk: Client) -> None:
    assert desk.get("/devices/DVC-999999/").status_code == 404


def test_a_technician_may_look_and_not_edit(desk: Client) -> None:
    desk.force_login(staff("technician"))
    body = desk.get(PAGE).content.decode()
    assert f"{PAGE}edit/" not in body
    assert desk.get(f"{PAGE}edit/").status_code == 403


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post(PAGE).status_code == 405
