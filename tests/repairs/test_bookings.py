"""A booking is received on the intake's page: what is only seen when the device is here stands on its receipt."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from documents.models import Document, DocumentContent
from repairs.actions import Intake, move_order, receive_device
from repairs.ciphers import decrypted
from repairs.models import IntakeDraft, Signature, WorkOrder
from repairs.states import Status
from tests.factories import device, person, shop, staff
from tests.repairs.test_intake_extras import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def booking(desk: Client) -> WorkOrder:
    owner = person()
    job = {"reported_fault": "Dead", "estimated_cost": "100.50", "checklist": [{"item": "display", "answer": "bad"}]}
    intake = Intake(owner.number, device(owner).number, job, Status.BOOKED, passcode="1234")
    return receive_device(intake=intake, by=staff("front_desk"))


def opened(desk: Client, booking: WorkOrder) -> Any:
    return desk.get(reverse("intake"), {"booking": booking.number})


def received(desk: Client, booking: WorkOrder, **typed: str) -> Any:
    begun = opened(desk, booking).context["form"]
    names = (
        "booking",
        "customer",
        "device",
        "shown_device",
        "kind",
        "reported_fault",
        "estimated_cost",
        "nonce",
        "imei",
    )
    standing = {name: str(begun[name].value() or "") for name in names}
    return desk.post(reverse("intake"), {**standing, **typed}, follow=True)


def test_the_order_s_page_leads_to_it(desk: Client, booking: WorkOrder) -> None:
    assert f"/repairs/new/?booking={booking.number}" in desk.get(booking.get_absolute_url()).content.decode()
    desk.force_login(staff("technician"))
    page = desk.get(booking.get_absolute_url()).content.decode()
    assert ["?booking=" in page, 'name="to" value="received"' in page] == [False, True]


def test_it_is_opened_with_what_was_booked(desk: Client, booking: WorkOrder) -> None:
    page = opened(desk, booking)
    form = page.context["form"]
    assert [form[name].value() for name in ("reported_fault", "estimated_cost", "device")] == [
        "Dead", "100.50", booking.device.number,
    ]  # fmt: skip
    assert [each.answer for each in page.context["checks"]][:3] == ["", "", "bad"]
    assert "Leave this empty to keep it." in page.content.decode()
    assert [page.context["seen"], "still open" in page.content.decode()] == [[], False]
    assert ["pick_customer" in page.content.decode(), "as_booking" in page.content.decode()] == [False, False]


def test_it_completes_the_booking_and_the_receipt_says_all(desk: Client, booking: WorkOrder) -> None:
    page = received(desk, booking, accessories="Case", signature=drawn(), **{"check-0": "ok", "checks_of": "phone"})
    made = WorkOrder.objects.get()
    assert (made.number, made.status, made.accessories) == (booking.number, "received", "Case")
    assert (made.checklist, decrypted(made.passcode)) == ([{"item": "turns_on", "answer": "ok"}], "1234")
    assert f"Work order {made.number} received" in page.content.decode()
    number = Document.objects.get(kind="intake_receipt").number
    told = json.loads(DocumentContent.objects.get(number=number).content)
    assert (told["order"]["accessories"], told["checklist"][0]["state"]) == ("Case", "ok")
    assert told["signatures"] == {"customer": Signature.objects.get().asset}
    event = Event.objects.filter(verb="device_received").latest("pk")
    assert event.facts == {"fields": ["accessories", "checklist"], "before": "booked", "after": "received"}


def test_a_passcode_that_is_typed_takes_the_place_of_the_other(desk: Client, booking: WorkOrder) -> None:
    received(desk, booking, passcode="4711", imei="")
    made = WorkOrder.objects.get()
    assert (decrypted(made.passcode), made.device.imei) == ("4711", "")


def test_whose_it_is_stays_as_booked(desk: Client, booking: WorkOrder) -> None:
    received(desk, booking, customer=person("Ana", "Pop", "+40 722 000 111").number, device="")
    made = WorkOrder.objects.get()
    assert (made.status, made.customer, made.device) == ("received", booking.customer, booking.device)


def test_sent_twice_and_when_somebody_was_quicker(desk: Client, booking: WorkOrder) -> None:
    begun = opened(desk, booking).context["form"]
    body = {"booking": booking.number, "kind": "paid", "reported_fault": "Dead", "nonce": str(begun["nonce"].value())}
    for _click in range(2):
        page = desk.post(reverse("intake"), body, follow=True)
        assert page.redirect_chain[-1][0] == booking.get_absolute_url()
    assert "stands at “Received” meanwhile" in page.content.decode()
    assert (WorkOrder.objects.count(), Document.objects.count()) == (1, 1)
    assert f"{booking.number} is no booking any more." in opened(desk, booking).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_lost(desk: Client, booking: WorkOrder) -> None:
    page = received(desk, booking, reported_fault="", condition="Scratched").content.decode()
    assert ["Write what the customer reports." in page, "Scratched" in page] == [True, True]
    assert f'name="booking" value="{booking.number}"' in page
    draft = IntakeDraft.objects.get()
    assert desk.get(reverse("intake"), {"draft": draft.pk}).context["booking"] == booking


def test_a_technician_who_left_stays_chosen(desk: Client, booking: WorkOrder) -> None:
    gone = staff("technician", username="gone", is_active=False)
    WorkOrder.objects.update(technician=gone)
    received(desk, booking, technician=str(gone.pk))
    assert WorkOrder.objects.get(status="received").technician == gone


@pytest.mark.parametrize("number", ["x", "WO-2026-999999", "\0", "9" * 50])
def test_a_booking_that_is_none(desk: Client, number: str) -> None:
    assert desk.get(reverse("intake"), {"booking": number}).status_code == 200
    page = desk.post(reverse("intake"), {"booking": number, "kind": "paid", "reported_fault": "Dead"}).content.decode()
    assert ["is not there: it was deleted" in page, "Dead" in page, 'name="booking"' in page] == [True] * 3
    assert 'name="booking" value="' not in page


def test_one_click_still_receives(desk: Client, booking: WorkOrder) -> None:
    move_order(number=booking.number, seen="booked", to=Status.RECEIVED, by=staff("technician"))
    assert Document.objects.get().kind == "intake_receipt"
