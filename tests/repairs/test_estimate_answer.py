"""What an answer makes of the order: its lines, its price, its status; and the answer that is put right afterwards."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from repairs.actions import move_order
from repairs.models import TaxRate, WorkOrder
from repairs.moving import jump_order
from repairs.states import Status
from repairs.talking import ask_question
from tests.factories import order, person, shop, staff
from tests.repairs.money import answer, estimate, in_diagnosis, line, with_two_lines

if TYPE_CHECKING:
    from repairs.models import Estimate

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return in_diagnosis()


@pytest.fixture
def given(made: WorkOrder) -> Estimate:
    return estimate(made)


def stands(made: WorkOrder) -> tuple[str, str, str, str]:
    made.refresh_from_db()
    return made.status, made.outcome, str(made.total), str(made.approved_total)


def texts(made: WorkOrder) -> list[str]:
    return [each.text for each in made.lines.all()]


def ways(made: WorkOrder) -> list[str]:
    return [each.after for each in made.moves.all()]


def test_declined_where_prices_are_without_tax_the_fee_is_what_the_customer_was_told(client: Client) -> None:
    shop(prices_include_tax=False)
    TaxRate.objects.all().delete()
    TaxRate.objects.create(name="Standard", rate=Decimal(21), is_default=True)
    made = order(person(), diagnosis_fee=Decimal(60))
    line(made, "Display", "620.00", tax_rate=Decimal(21))
    answer(made, estimate(made), "declined")
    assert stands(made) == ("ready", "declined", "60.00", "60.00")


def test_declined_twice_the_fee_is_charged_once(made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "declined")
    answer(made, given, "declined")
    assert (stands(made), texts(made)) == (("ready", "declined", "60.00", "60.00"), ["Diagnosis"])


def test_declined_and_approved_after_all_it_is_repaired(made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "declined")
    answer(made, given, "approved")
    assert (stands(made), texts(made)) == (("in_repair", "", "860.00", "860.00"), ["Display", "Fitting"])
    assert ways(made) == ["received", "diagnosis", "awaiting_approval", "ready", "in_repair"]
    answer(made, given, "declined")  # the lines brought back are the estimate's again
    assert (stands(made), texts(made)) == (("ready", "declined", "60.00", "60.00"), ["Diagnosis"])


def test_approved_in_part_and_then_whole(made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "declined", "approved")
    assert stands(made) == ("awaiting_approval", "", "240.00", "240.00")
    answer(made, given, "approved")
    assert (stands(made), texts(made)) == (("awaiting_approval", "", "860.00", "860.00"), ["Display", "Fitting"])


def test_a_line_taken_off_by_hand_does_not_come_back(made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "approved")
    made.lines.filter(text="Fitting").delete()
    answer(made, given, "approved")
    assert texts(made) == ["Display"]


def test_the_page_leads_to_changing_the_answer(client: Client, made: WorkOrder, given: Estimate) -> None:
    url = reverse("estimate_answer", args=[made.number, 1])
    page = client.get(made.get_absolute_url()).content.decode()
    assert ["Write down the answer" in page, "Change the answer" in page] == [True, False]
    answer(made, given, "approved")
    page = client.get(made.get_absolute_url()).content.decode()
    assert [f'href="{url}"' in page, "Change the answer" in page] == [True, True]
    made.customer.last_name = "Ene"
    made.customer.save()
    sheet = client.get(url).content.decode()
    assert ["It was answered already" in sheet, 'value="Andrei Popescu"' in sheet] == [True, True]
    move_order(number=made.number, seen="awaiting_approval", to=Status.CANCELLED, note="Sold", by=staff("technician"))
    assert "Change the answer" not in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("status", "passed"),
    [
        ("received", ["diagnosis", "awaiting_approval"]),
        ("diagnosis", ["awaiting_approval"]),
        ("awaiting_approval", []),
        ("awaiting_parts", ["in_repair", "awaiting_approval"]),
        ("in_repair", ["awaiting_approval"]),
        ("quality_check", ["in_repair", "awaiting_approval"]),
        ("ready", ["in_repair", "awaiting_approval"]),
    ],
)
def test_wherever_it_stands_it_waits_for_the_answer(client: Client, status: str, passed: list[str]) -> None:
    made = order(person(), diagnosis_fee=Decimal(60))
    with_two_lines(made)
    WorkOrder.objects.filter(pk=made.pk).update(status=status)
    client.post(reverse("estimate_new", args=[made.number]))
    assert (stands(made)[0], ways(made)[1:]) == ("awaiting_approval", passed)
    answer(made, estimate(made), "declined")
    assert stands(made) == ("ready", "declined", "60.00", "60.00")


@pytest.mark.parametrize(
    ("status", "passed"), [("received", ["diagnosis", "ready"]), ("awaiting_parts", ["in_repair", "ready"])]
)
def test_declined_from_elsewhere_it_is_ready_too(
    made: WorkOrder, given: Estimate, status: str, passed: list[str]
) -> None:
    jump_order(number=made.number, seen="awaiting_approval", to=Status.RECEIVED, note="Put back", by=staff("manager"))
    WorkOrder.objects.filter(pk=made.pk).update(status=status)
    answer(made, given, "declined")
    assert (stands(made)[0], ways(made)[-2:]) == ("ready", passed)


def test_what_is_only_booked_stays_booked_and_costs_nothing(client: Client, made: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=made.pk).update(status="booked")
    assert "The order stays booked" in client.get(reverse("estimate_new", args=[made.number])).content.decode()
    answer(made, estimate(made), "declined")
    assert stands(made) == ("booked", "declined", "0.00", "0.00")


def test_what_keeps_a_declined_order_from_ready_is_said(client: Client, made: WorkOrder, given: Estimate) -> None:
    ask_question(number=made.number, text="Which colour?", by=staff("technician"))
    lines = {f"line_{each.pk}": "declined" for each in given.lines.all()}
    body = {"answered_by": "Andrei Popescu", "how": "desk", "version": 1, **lines}
    page = client.post(reverse("estimate_answer", args=[made.number, 1]), body, follow=True).content.decode()
    assert ["Estimate v1 declined" in page, "A question is still open: answer it first." in page] == [True, True]
    assert stands(made)[0] == "awaiting_approval"


def test_more_than_an_order_can_come_to(client: Client, made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "declined", "approved")
    for price in (*["999999999.99"] * 9, "999999600.00"):
        line(made, "Gold", price)
    lines = {f"line_{each.pk}": "approved" for each in given.lines.all()}
    body = {"answered_by": "Andrei Popescu", "how": "desk", "version": 2, **lines}
    page = client.post(reverse("estimate_answer", args=[made.number, 1]), body).content.decode()
    assert "The order would come to more than it can." in page
    assert texts(made)[0] == "Fitting"
