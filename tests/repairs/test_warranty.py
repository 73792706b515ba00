from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from repairs.actions import hand_over, move_order
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.warranty import until
from tests.factories import person, ready_order, shop, staff

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 31, 10, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def repaired(client: Client) -> WorkOrder:
    made = ready_order(person())
    hand_over(number=made.number, seen="ready", warranty_months=3, by=staff("front_desk"))
    return WorkOrder.objects.get(pk=made.pk)


@pytest.mark.parametrize(("months", "day"), [(1, date(2026, 2, 28)), (3, date(2026, 4, 30)), (12, date(2027, 1, 31))])
def test_the_same_day_so_many_months_later(months: int, day: date) -> None:
    shop()
    assert until(JANUARY, months) == day


def test_what_was_not_repaired_has_none(client: Client) -> None:
    made = ready_order(person())
    hand_over(number=made.number, seen="ready", warranty_months=3, outcome="not_repaired", by=staff("front_desk"))
    made.refresh_from_db()
    assert (made.outcome, made.warranty_until) == ("not_repaired", None)


def test_a_return_is_linked_and_does_not_restart_the_warranty(client: Client, repaired: WorkOrder) -> None:
    page = client.post(
        reverse("warranty_return", args=[repaired.number]), {"reported_fault": "Dark again"}, follow=True
    )
    back = WorkOrder.objects.get(warranty_of=repaired)
    assert (back.kind, back.status, back.device_id) == ("warranty", "received", repaired.device_id)
    assert repaired.number in page.content.decode()
    by = staff("technician")
    move_order(number=back.number, seen="received", to=Status.IN_REPAIR, by=by)
    move_order(number=back.number, seen="in_repair", to=Status.READY, by=by)
    with clock.at(datetime.now(UTC)):
        hand_over(number=back.number, seen="ready", warranty_months=24, by=by)
    back.refresh_from_db()
    assert (back.warranty_months, back.warranty_until) == (3, repaired.warranty_until)


def test_when_it_has_run_out(client: Client, repaired: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=repaired.pk).update(warranty_until=date(2020, 1, 1))
    page = client.post(reverse("warranty_return", args=[repaired.number]), {"reported_fault": "x"}, follow=True)
    assert "does not hold" in page.content.decode()
    assert WorkOrder.objects.count() == 1


def test_bad_input_who_may_not_and_wrong_method(client: Client, repaired: WorkOrder) -> None:
    url = reverse("warranty_return", args=[repaired.number])
    page = client.post(url, {"reported_fault": "", "condition": "Kept text"})
    assert "Write what the customer reports." in page.content.decode()
    assert "Kept text" in page.content.decode()
    assert client.put(url).status_code == 405
    client.force_login(staff("technician"))
    assert client.get(url).status_code == 403
