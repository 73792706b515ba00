from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from core.models import Shop
from customers.actions import delete_customer
from repairs.models import WorkOrder
from tests.factories import order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 19, 10, 0, tzinfo=dt.UTC)  # twelve in Bucharest, a Thursday


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_counts_by_status_with_the_late_ones(desk: Client) -> None:
    customer = person()
    with time_machine.travel(NOON, tick=False):
        order(customer, promised_at=NOON - dt.timedelta(days=1))
        order(customer, customer.devices.first(), promised_at=NOON + dt.timedelta(hours=5))
        ready_order(customer, thing=customer.devices.first(), promised_at=NOON - dt.timedelta(days=1))
        response = desk.get("/")
    figures = {figure.status: (figure.count, figure.late) for figure in response.context["figures"]}
    assert figures == {
        "booked": (0, 0),
        "received": (2, 1),
        "diagnosis": (0, 0),
        "awaiting_approval": (0, 0),
        "awaiting_parts": (0, 0),
        "in_repair": (0, 0),
        "quality_check": (0, 0),
        "ready": (1, 0),
    }
    body = response.content.decode()
    assert "Thursday 19 November" in body
    assert "3 open · 1 late · 1 promised for today" in body
    assert "/repairs/?show=all&amp;status=received" in body


def test_my_work_is_mine_and_by_promise(desk: Client) -> None:
    me = staff("technician")
    customer = person()
    later = order(customer, technician=me, promised_at=NOON + dt.timedelta(days=2))
    whenever = order(customer, customer.devices.first(), technician=me)
    sooner = order(customer, customer.devices.first(), technician=me, promised_at=NOON - dt.timedelta(days=2))
    order(customer, customer.devices.first())
    desk.force_login(me)
    work = desk.get("/").context["work"]
    assert [job.order.number for job in work] == [sooner.number, later.number, whenever.number]
    assert [job.next for job in work] == ["diagnosis"] * 3


def test_without_work_of_one_s_own_the_next_promises_stand_there(desk: Client) -> None:
    order(person())
    response = desk.get("/")
    assert not response.context["is_mine"]
    assert "Next by promise" in response.content.decode()


def test_the_longest_waiting_stands_first(desk: Client) -> None:
    customer = person()
    new = ready_order(customer)
    old = ready_order(customer, thing=customer.devices.first())
    WorkOrder.objects.filter(pk=old.pk).update(status_since=NOON - dt.timedelta(days=34))
    WorkOrder.objects.filter(pk=new.pk).update(status_since=NOON - dt.timedelta(days=8))
    with time_machine.travel(NOON, tick=False):
        response = desk.get("/")
    assert [(row["order"].number, row["css"]) for row in response.context["ready"]] == [
        (old.number, "danger"),
        (new.number, "warn"),
    ]
    assert "34 days" in response.content.decode()


def test_the_shop_s_timeline_with_deletions_is_for_managers(desk: Client) -> None:
    gone = person()
    delete_customer(number=gone.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    assert "Customer CLT-000001 deleted" not in desk.get("/").content.decode()
    desk.force_login(staff("manager"))
    assert "Customer CLT-000001 deleted" in desk.get("/").content.decode()


def test_until_the_shop_is_set_up_managers_are_led_there_and_others_told(desk: Client) -> None:
    Shop.objects.all().delete()
    assert "The shop is not set up yet" in desk.get("/").content.decode()
    desk.force_login(staff("manager"))
    assert desk.get("/").headers["Location"] == "/settings/"


def test_without_a_role_nothing_of_the_shop_is_shown(desk: Client) -> None:
    order(person())
    user = staff("front_desk")
    user.groups.clear()
    desk.force_login(user)
    body = desk.get("/").content.decode()
    assert "Popescu" not in body
    assert "/repairs/" not in body


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post("/").status_code == 405
