from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Shop
from customers.actions import delete_customer
from repairs import talking, working
from repairs.actions import Intake, receive_device
from repairs.models import WorkOrder
from repairs.states import Status
from tests.factories import device, order, person, ready_order, shop, staff
from tests.repairs.money import pay

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
    for words in ("3 open", "1 late", "1 promised for today"):
        assert f">{words}</a>" in body
    assert "/repairs/?status=received" in body


def test_my_work_is_mine_and_by_promise(desk: Client) -> None:
    me = staff("technician")
    customer = person()
    later = order(customer, technician=me, promised_at=NOON + dt.timedelta(days=2))
    whenever = order(customer, customer.devices.first(), technician=me)
    sooner = order(customer, customer.devices.first(), technician=me, promised_at=NOON - dt.timedelta(days=2))
    order(customer, customer.devices.first())
    desk.force_login(me)
    work = desk.get("/").context["work"]
    assert [job["order"].number for job in work] == [sooner.number, later.number, whenever.number]
    assert [job["next"].to for job in work] == ["diagnosis"] * 3


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


LINKS = re.compile(r'href="(/repairs/\?[^"]*)"')


def test_each_number_opens_its_list_with_exactly_these_rows(desk: Client) -> None:
    customer, thing = person(), None
    with time_machine.travel(NOON - dt.timedelta(days=9), tick=False):
        made = order(customer)
        thing = made.device
        ready_order(customer, thing=thing)
        order(customer, thing, promised_at=NOON - dt.timedelta(days=1))
    with time_machine.travel(NOON, tick=False):
        for hours in (-1, 2):
            order(customer, thing, promised_at=NOON + dt.timedelta(hours=hours))
        for text in ["Which colour?"] * 9 + ["Which size?"]:
            talking.ask_question(number=made.number, text=text, by=staff("technician"))
        WorkOrder.objects.filter(status="ready").update(total=80)
        desk.force_login(staff("front_desk"))
        response = desk.get("/")
        overview = response.context["overview"]
        links = {unescape(link) for link in LINKS.findall(response.content.decode())}
        counted = {link: len(desk.get(link).context["page"].rows) for link in links}
    assert (overview.open, overview.late, overview.promised_today) == (5, 2, 2)
    expected = {
        "/repairs/?status=received": 4,
        "/repairs/?status=ready": 1,
        "/repairs/?show=overdue": 2,
        "/repairs/?show=overdue&status=received": 2,
        "/repairs/?show=waiting": 1,
        "/repairs/?show=today": 2,
        "/repairs/?show=pickup": 1,
        "/repairs/?show=pickup&unpaid=1": 1,
        "/repairs/?show=booked": 0,
        "/repairs/?show=answer": 1,
    }
    assert {link: counted[link] for link in expected} == expected
    assert (response.context["unanswered"], len(response.context["questions"])) == (1, 8)
    assert sum(figure.count for figure in overview.figures.values()) == 5


def test_what_was_taken_today_opens_its_receipts(desk: Client) -> None:
    made = order(person())
    with time_machine.travel(NOON, tick=False):
        pay(made, "200")
        desk.force_login(staff("front_desk"))
        page = desk.get("/").content.decode()
        [link] = re.findall(r'href="(/documents/[^"]*)">200.00', page)
        receipts = desk.get(unescape(link)).context["page"].rows
    assert [each.kind for each in receipts] == ["payment_receipt"]


def test_what_is_booked_for_today_is_received_from_here(desk: Client) -> None:
    customer = person()
    job = {"reported_fault": "Brakes", "promised_at": NOON + dt.timedelta(hours=2)}
    with time_machine.travel(NOON, tick=False):
        intake = Intake(customer.number, device(customer).number, job, Status.BOOKED)
        receive_device(intake=intake, by=staff("front_desk"))
        desk.force_login(staff("front_desk"))
        response = desk.get("/")
    assert len(response.context["booked"]) == 1
    assert "14:00" in response.content.decode()
    assert response.context["booked_count"] == "1"


def test_questions_loads_and_money_stand_there(desk: Client) -> None:
    technician = staff("technician", first_name="Radu", last_name="Mureșan")
    made = order(person(), technician=technician, promised_at=NOON - dt.timedelta(days=400))
    talking.ask_question(number=made.number, text="Keep True Tone?", by=technician)
    working.start_work(number=made.number, by=technician)
    response = desk.get("/")
    [load] = response.context["loads"]
    assert (load.technician, load.jobs, load.late, load.works_on) == (technician, 1, 1, made)
    assert "Keep True Tone?" in response.content.decode()
    assert "Taken today" in response.content.decode()
    desk.force_login(technician)
    assert "Taken today" not in desk.get("/").content.decode()


def test_it_asks_as_often_for_three_as_for_one(desk: Client) -> None:
    counts, customer = [], person()
    for more in (1, 2):
        for _each in range(more):
            ready_order(customer)
            order(customer, customer.devices.first(), technician=staff("technician"))
        with CaptureQueriesContext(connection) as asked:
            desk.get("/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
