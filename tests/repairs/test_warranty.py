from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from repairs.actions import hand_over, move_order
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.warranty import until
from tests.factories import device, person, ready_order, shop, staff

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


def returning(client: Client, repaired: WorkOrder, **typed: str) -> Any:
    """What "Comes back" opens, sent with the fault."""
    begun = client.get(reverse("intake"), {"return": repaired.number}).context["form"]
    names = ("customer", "device", "shown_device", "warranty_of", "kind", "nonce")
    standing = {name: str(begun[name].value() or "") for name in names}
    return client.post(reverse("intake"), {**standing, "reported_fault": "Dark again", **typed}, follow=True)


def test_a_return_is_linked_and_does_not_restart_the_warranty(client: Client, repaired: WorkOrder) -> None:
    page = returning(client, repaired, accessories="Case", passcode="4711", **{"check-0": "ok"})
    back = WorkOrder.objects.get(warranty_of=repaired)
    assert (back.kind, back.status, back.device_id) == ("warranty", "received", repaired.device_id)
    assert (back.accessories, back.checklist) == ("Case", [{"item": "turns_on", "answer": "ok"}])
    assert repaired.number in page.content.decode()
    by = staff("technician")
    move_order(number=back.number, seen="received", to=Status.IN_REPAIR, by=by)
    move_order(number=back.number, seen="in_repair", to=Status.READY, by=by)
    with clock.at(datetime.now(UTC)):
        hand_over(number=back.number, seen="ready", warranty_months=24, by=by)
    back.refresh_from_db()
    assert (back.warranty_months, back.warranty_until) == (3, repaired.warranty_until)


def test_a_return_of_a_return_is_linked_to_the_first(client: Client, repaired: WorkOrder) -> None:
    returning(client, repaired)
    back, by = WorkOrder.objects.get(warranty_of=repaired), staff("technician")
    move_order(number=back.number, seen="received", to=Status.IN_REPAIR, by=by)
    move_order(number=back.number, seen="in_repair", to=Status.READY, by=by)
    hand_over(number=back.number, seen="ready", by=by)
    returning(client, back)
    assert WorkOrder.objects.get(status="received").warranty_of == repaired


def test_comes_back_opens_the_intake(client: Client, repaired: WorkOrder) -> None:
    assert f"/repairs/new/?return={repaired.number}" in client.get(repaired.get_absolute_url()).content.decode()


def test_seen_before_offers_the_return(client: Client, repaired: WorkOrder) -> None:
    customer, thing = repaired.customer.number, repaired.device.number
    page = client.get(reverse("intake"), {"customer": customer, "device": thing}).content.decode()
    assert f'name="pick_return" value="{repaired.number}"' in page
    picked = client.post(
        reverse("intake"), {"customer": customer, "imei": repaired.device.imei, "pick_return": repaired.number}
    )
    form = picked.context["form"]
    assert [form[name].value() for name in ("device", "kind", "warranty_of")] == [thing, "warranty", repaired.number]
    assert f"Warranty return of {repaired.number}." in picked.content.decode()
    body = {name: form[name].value() for name in ("customer", "device", "shown_device", "warranty_of", "kind")}
    let_go = client.post(reverse("intake"), {**body, "pick_return": ""}).context["form"]
    assert [let_go[name].value() for name in ("warranty_of", "kind")] == ["", "paid"]


def test_another_device_is_no_return(client: Client, repaired: WorkOrder) -> None:
    other = device(repaired.customer, imei="", model="Pixel 9")
    customer, thing = repaired.customer.number, repaired.device.number
    typed = {"customer": customer, "shown_device": thing, "warranty_of": repaired.number, "device": other.number}
    assert client.post(reverse("intake"), {**typed, "redraw": "1"}).context["form"]["warranty_of"].value() == ""
    page = client.post(reverse("intake"), {**typed, "kind": "warranty", "reported_fault": "Dead"})
    assert f"The warranty on {repaired.number} does not hold." in page.content.decode()
    assert WorkOrder.objects.count() == 1


def test_when_it_has_run_out(client: Client, repaired: WorkOrder) -> None:
    WorkOrder.objects.filter(pk=repaired.pk).update(warranty_until=date(2020, 1, 1))
    opened = client.get(reverse("intake"), {"return": repaired.number})
    assert "does not hold" in opened.content.decode()
    body = {"customer": repaired.customer.number, "device": repaired.device.number, "warranty_of": repaired.number}
    page = client.post(reverse("intake"), {**body, "kind": "warranty", "reported_fault": "x"})
    assert "does not hold" in page.content.decode()
    assert WorkOrder.objects.count() == 1
    assert (
        client.post(reverse("intake"), {**body, "warranty_of": "", "reported_fault": "x", "kind": "paid"}).status_code
        == 302
    )


@pytest.mark.parametrize("number", ["x", "WO-2026-999999", "\0", "<b>", "9" * 50])
def test_a_return_of_nothing(client: Client, number: str) -> None:
    assert client.get(reverse("intake"), {"return": number}).status_code == 200


def test_bad_input_and_who_may_not(client: Client, repaired: WorkOrder) -> None:
    page = returning(client, repaired, reported_fault="", condition="Kept text").content.decode()
    assert "Write what the customer reports." in page
    assert "Kept text" in page
    assert f'name="warranty_of" value="{repaired.number}"' in page
    client.force_login(staff("technician"))
    assert "?return=" not in client.get(repaired.get_absolute_url()).content.decode()
    assert client.get(reverse("intake"), {"return": repaired.number}).status_code == 403
