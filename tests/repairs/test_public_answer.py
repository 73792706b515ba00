"""The estimate answered by whoever has the address on the slip."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from time_machine import travel

from core import history
from core.models import Event, Shop
from repairs.actions import move_order
from repairs.models import Estimate, WorkOrder
from repairs.states import Status
from tests.factories import order, person, shop, staff
from tests.repairs.money import answer, estimate, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> WorkOrder:
    """Awaiting approval of a part and its fitting, 860.00 in all; 60.00 if both are declined."""
    shop()
    made = order(person(), diagnosis_fee=Decimal(60))
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))
    line(made, "Display", "620.00")
    line(made, "Fitting", "240.00", kind="labour")
    return made


@pytest.fixture
def given(made: WorkOrder) -> Estimate:
    return estimate(made)


def post(made: WorkOrder, given: Estimate, *answers: str, client: Client | None = None, **body: Any) -> Any:
    lines = {f"line_{each.pk}": said for each, said in zip(given.lines.all(), answers, strict=True)}
    sent = {"answered_by": "Maria Ene", "version": given.version, **lines, **body}
    return (client or Client()).post(f"/r/{made.secret}", sent, follow=True)


def test_it_is_answered_line_by_line(made: WorkOrder, given: Estimate) -> None:
    asked = Client().get(f"/r/{made.secret}").content.decode()
    assert ["860.00" in asked, "60.00" in asked, "checked" in asked, "Popescu" in asked] == [True, True, False, False]
    page = post(made, given, "declined", "approved").content.decode()
    assert ["We have your answer." in page, "Send answer" in page, "240.00" in page] == [True, False, True]
    made.refresh_from_db()
    assert (str(made.total), str(made.approved_total), made.status) == ("240.00", "240.00", "awaiting_approval")
    said = [(each.answer, each.answered_by, each.how, each.heard_by) for each in given.lines.all()]
    assert said == [("declined", "Maria Ene", "link", None), ("approved", "Maria Ene", "link", None)]


def test_it_stands_in_the_history_of_order_device_and_customer(made: WorkOrder, given: Estimate) -> None:
    post(made, given, "approved", "approved")
    event = Event.objects.get(verb="estimate_approved")
    numbers = (event.order_number, event.device_number, event.customer_number, event.actor)
    assert numbers == (made.number, made.device.number, made.customer.number, None)
    told = history.lines([event])[0]
    assert (told.text, told.note) == (
        f"Estimate v1 of {made.number} approved: 860.00\N{NO-BREAK SPACE}RON",
        "Maria Ene, By the link",
    )
    client = Client()
    client.force_login(staff("technician"))
    assert "By the link" in client.get(made.get_absolute_url()).content.decode()


def test_all_declined_it_is_ready_for_the_fee(made: WorkOrder, given: Estimate) -> None:
    page = post(made, given, "declined", "declined").content.decode()
    made.refresh_from_db()
    assert (made.status, made.outcome, str(made.total)) == ("ready", "declined", "60.00")
    assert "It is ready." in page


def test_what_was_answered_stands(made: WorkOrder, given: Estimate) -> None:
    answer(made, given, "approved")
    given.refresh_from_db()
    response = post(made, given, "declined", "declined")
    made.refresh_from_db()
    assert (response.status_code, str(made.approved_total)) == (409, "860.00")


def test_a_newer_version_asks_again(made: WorkOrder, given: Estimate) -> None:
    line(made, "Battery", "100.00")
    second = estimate(made)
    response = post(made, given, "approved", "approved")
    assert [each.answered_at for each in (given, second)] == [None, None]
    assert "Choose yes or no." in response.content.decode()
    assert WorkOrder.objects.get(pk=made.pk).approved_total is None


def test_a_price_that_no_longer_holds_is_not_taken(made: WorkOrder) -> None:
    Shop.objects.update(estimate_days=30)
    given = estimate(made)
    with travel(given.made_at + timedelta(days=30), tick=False):
        assert "Send answer" in Client().get(f"/r/{made.secret}").content.decode()
    with travel(given.made_at + timedelta(days=31), tick=False):
        page = Client().get(f"/r/{made.secret}").content.decode()
        assert ["no longer holds" in page, "Send answer" in page] == [True, False]
        assert post(made, given, "approved", "approved").status_code == 409


def test_a_closed_order_asks_nothing(made: WorkOrder, given: Estimate) -> None:
    move_order(number=made.number, seen="awaiting_approval", to=Status.CANCELLED, note="Sold", by=staff("technician"))
    assert "Send answer" not in Client().get(f"/r/{made.secret}").content.decode()
    assert post(made, given, "approved", "approved").status_code == 409


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"answered_by": ""}, "Write your name."),
        ({"answered_by": "x" * 201}, "at most 200 characters"),
        ({"answered_by": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input(made: WorkOrder, given: Estimate, body: dict[str, Any], sentence: str) -> None:
    page = post(made, given, "approved", "declined", **body).content.decode()
    assert [sentence in page, page.count("checked")] == [True, 2]
    assert "Choose yes or no." in post(made, given, "", "approved").content.decode()
    assert WorkOrder.objects.get(pk=made.pk).approved_total is None


def test_without_an_estimate_nothing_is_asked(made: WorkOrder) -> None:
    assert "Send answer" not in Client().get(f"/r/{made.secret}").content.decode()
    assert Client().post(f"/r/{made.secret}", {"answered_by": "Maria"}).status_code == 409


def test_the_form_is_guarded_and_counted(made: WorkOrder, given: Estimate) -> None:
    assert post(made, given, "approved", "approved", client=Client(enforce_csrf_checks=True)).status_code == 403
    cache.clear()
    stale = [post(made, given, "approved", "approved", version=99).status_code for _turn in range(11)]
    assert (stale[-2:], WorkOrder.objects.get(pk=made.pk).approved_total) == ([200, 429], None)


def test_staff_answer_in_the_shop(made: WorkOrder, given: Estimate) -> None:
    client = Client()
    client.force_login(staff("front_desk"))
    response = post(made, given, "approved", "approved", client=client)
    assert response.redirect_chain[0][0] == made.get_absolute_url()
    assert WorkOrder.objects.get(pk=made.pk).approved_total is None
