"""What an intake takes along: the checklist, the passcode, a signature, a booking; what it refuses."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from core.models import Event
from documents.models import Document, DocumentAsset, DocumentContent
from repairs.actions import hand_over, move_order
from repairs.ciphers import decrypted
from repairs.models import Signature, WorkOrder
from repairs.states import Status
from tests.factories import company, device, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def typed(**changed: Any) -> dict[str, Any]:
    standing = {
        "form": "person", "first_name": "Ana", "last_name": "Pop", "phone": "+40 722 000 111", "device_kind": "phone",
        "brand": "Apple", "model": "iPhone 13", "kind": "paid", "reported_fault": "Dead", "checks_of": "phone",
    }  # fmt: skip
    return {**standing, **changed}


def drawn(width: int = 400, height: int = 120) -> str:
    written = io.BytesIO()
    pad = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(pad).line((20, 20, 200, 90), fill=(0, 0, 255, 255), width=4)
    pad.save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def frozen(kind: str) -> Any:
    number = Document.objects.get(kind=kind).number
    return json.loads(DocumentContent.objects.get(number=number).content)


def test_the_checklist_is_kept_and_stands_on_the_receipt(desk: Client) -> None:
    desk.post(reverse("intake"), typed(**{"check-0": "ok", "check-1": "bad", "check-5": "unknown", "check-6": "eaten"}))
    made = WorkOrder.objects.get()
    assert made.checklist == [
        {"item": "turns_on", "answer": "ok"}, {"item": "touch", "answer": "bad"}, {"item": "face_id", "answer": "unknown"},
    ]  # fmt: skip
    assert frozen("intake_receipt")["checklist"][1] == {"label": "Touch works", "state": "bad"}
    assert "Touch works" in desk.get(made.get_absolute_url()).content.decode()


def test_answers_given_for_another_kind_s_list_keep_their_meaning(desk: Client) -> None:
    desk.post(reverse("intake"), typed(device_kind="tool", **{"check-9": "ok"}))
    assert WorkOrder.objects.get().checklist == [{"item": "sim_tray", "answer": "ok"}]


def test_the_page_counts_what_is_answered(desk: Client) -> None:
    page = desk.post(reverse("intake"), typed(reported_fault="", **{"check-0": "ok"})).content.decode()
    assert '<span data-checklist-count="intake">1</span> of 10' in page


def test_the_passcode_is_encrypted_and_every_look_is_an_event(desk: Client) -> None:
    desk.post(reverse("intake"), typed(passcode="4711 ü"))
    made = WorkOrder.objects.get()
    assert "4711" not in made.passcode
    assert decrypted(made.passcode) == "4711 ü"
    assert "4711" not in desk.get(made.get_absolute_url()).content.decode()
    shown = desk.post(reverse("order_passcode", args=[made.number]))
    assert "4711 ü" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert Event.objects.get(verb="passcode_shown").order_number == made.number
    assert desk.get(reverse("order_passcode", args=[made.number])).status_code == 405


def test_who_may_not_look(desk: Client) -> None:
    desk.post(reverse("intake"), typed(passcode="4711"))
    user = staff("technician", username="new")
    user.groups.clear()
    desk.force_login(user)
    assert desk.post(reverse("order_passcode", args=[WorkOrder.objects.get().number])).status_code == 403


def test_it_is_wiped_at_hand_over_and_when_cancelled(desk: Client) -> None:
    ready = ready_order(person())
    WorkOrder.objects.filter(pk=ready.pk).update(passcode="something")
    hand_over(number=ready.number, seen="ready", by=staff("front_desk"))
    desk.post(reverse("intake"), typed(passcode="4711"))
    other = WorkOrder.objects.exclude(pk=ready.pk).get()
    move_order(
        number=other.number, seen="received", to=Status.CANCELLED, by=staff("manager"), note="Changed their mind"
    )
    assert set(WorkOrder.objects.values_list("passcode", flat=True)) == {""}


def test_a_passcode_whose_key_is_gone_says_so(desk: Client) -> None:
    desk.post(reverse("intake"), typed(passcode="4711"))
    WorkOrder.objects.update(passcode="gAAAA-of-another-key")
    page = desk.post(reverse("order_passcode", args=[WorkOrder.objects.get().number])).content.decode()
    assert "its key is gone" in page


def test_a_signature_is_kept_for_the_archive_and_stands_on_the_receipt(desk: Client) -> None:
    desk.post(reverse("intake"), typed(signature=drawn()))
    signed = Signature.objects.get()
    assert (signed.moment, signed.signed_by) == ("intake", "Ana Pop")
    assert frozen("intake_receipt")["signatures"] == {"customer": signed.asset}
    picture = Image.open(io.BytesIO(bytes(DocumentAsset.objects.get(sha256=signed.asset).data)))
    assert (picture.format, picture.width < 400) == ("PNG", True)


def test_two_people_who_sign_alike_share_no_picture(desk: Client) -> None:
    for name, phone in (("Pop", "+40 722 000 111"), ("Ionescu", "+40 733 999 888")):
        desk.post(reverse("intake"), typed(last_name=name, phone=phone, signature=drawn()))
    assert len(set(Signature.objects.values_list("asset", flat=True))) == Signature.objects.count() == 2


def test_an_empty_pad_is_no_signature(desk: Client) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (400, 120), (0, 0, 0, 0)).save(written, "PNG")
    desk.post(
        reverse("intake"), typed(signature="data:image/png;base64," + base64.b64encode(written.getvalue()).decode())
    )
    assert not Signature.objects.exists()
    assert frozen("intake_receipt")["signatures"] == {}


@pytest.mark.parametrize("signature", ["x", "data:image/png;base64,AAAA", "data:image/png;base64,ü", drawn(3000, 100)])
def test_what_is_no_signature_is_told(desk: Client, signature: str) -> None:
    page = desk.post(reverse("intake"), typed(signature=signature))
    assert "The signature cannot be read. Sign again." in page.content.decode()
    assert not WorkOrder.objects.exists()


def test_signed_at_hand_over(desk: Client) -> None:
    made = ready_order(person())
    body = {"seen": "ready", "collected_by": "Maria Pop", "signature": drawn(), "final_cost": ""}
    desk.post(reverse("hand_over", args=[made.number]), body)
    signed = Signature.objects.get()
    assert (signed.moment, signed.signed_by) == ("handover", "Maria Pop")
    assert frozen("handover_report")["signatures"] == {"customer": signed.asset}


def test_a_booking_has_no_receipt_yet(desk: Client) -> None:
    page = desk.post(reverse("intake"), typed(as_booking="1", promised_at="2030-05-04T17:00"), follow=True)
    assert WorkOrder.objects.get().status == "booked"
    assert not Document.objects.exists()
    assert "booked" in page.content.decode()


def test_the_next_device_of_the_same_customer(desk: Client) -> None:
    answer = desk.post(reverse("intake"), typed(then_next="1"))
    assert answer.headers["Location"] == f"/repairs/new/?customer={WorkOrder.objects.get().customer.number}"


@pytest.mark.parametrize(
    ("promised", "sentence"),
    [
        ("1970-01-01T10:00", "Write a day of this century."),
        ("2020-01-01T10:00", "Choose a time that is still to come."),
    ],
)
def test_a_promise_in_the_past_is_refused_at_its_field(desk: Client, promised: str, sentence: str) -> None:
    page = desk.post(reverse("intake"), typed(promised_at=promised))
    assert page.context["form"].errors["promised_at"] == [sentence]
    assert not WorkOrder.objects.exists()


def test_another_customer_s_imei_is_said_before_saving(desk: Client) -> None:
    device(company())
    body = typed(imei="351044630482738")
    page = desk.post(reverse("intake"), body).content.decode()
    assert "the same IMEI or VIN is held by another customer" in page
    assert "Baltijas" not in page
    assert not WorkOrder.objects.exists()
    assert desk.post(reverse("intake"), {**body, "is_another": "on"}).status_code == 302


def test_nor_is_it_taken_over_by_what_is_written_on_a_known_device(desk: Client) -> None:
    device(company())
    owner = person()
    thing = device(owner, imei="")
    known = {"customer": owner.number, "device": thing.number, "shown_device": thing.number}
    body = typed(imei="351044630482738", **known)
    assert "is held by another customer" in desk.post(reverse("intake"), body).content.decode()
    assert not WorkOrder.objects.exists()
    assert desk.post(reverse("intake"), {**body, "is_another": "on"}).status_code == 302
    thing.refresh_from_db()
    assert thing.imei == "351044630482738"


def test_another_s_device_in_the_address_is_said(desk: Client) -> None:
    thing = device(company())
    page = desk.get(reverse("intake"), {"customer": person().number, "device": thing.number}).content.decode()
    assert "Held by another customer." in page
    assert "Saving gives it to this customer" in page
    assert "Baltijas" not in page


def test_the_fields_follow_the_kind(desk: Client) -> None:
    page = desk.post(reverse("intake"), typed(redraw="1", device_kind="car")).content.decode()
    assert 'name="vin"' in page
    assert 'name="imei"' not in page
    assert "Engine starts" in page
    assert [f'name="{name}"' in page for name in ("body_number", "engine", "trim")] == [True, True, True]
    assert not WorkOrder.objects.exists()


def test_a_deposit_is_taken_with_the_intake_and_stands_on_the_receipt(desk: Client) -> None:
    desk.post(reverse("intake"), typed(deposit="200,50", deposit_method="card"))
    made = WorkOrder.objects.get()
    paid = made.payments.get()
    assert (str(made.paid), paid.kind, paid.method, str(paid.amount)) == ("200.50", "deposit", "card", "200.50")
    assert frozen("intake_receipt")["payments"][0]["amount"] == "200.50"


@pytest.mark.parametrize("deposit", ["-1", "0.001", "1" + "0" * 12, "x"])
def test_a_deposit_that_is_none(desk: Client, deposit: str) -> None:
    assert "deposit" in desk.post(reverse("intake"), typed(deposit=deposit)).context["form"].errors
    assert not WorkOrder.objects.exists()
