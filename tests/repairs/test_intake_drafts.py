"""The draft of an intake: kept as somebody types, offered again, one person's alone; its photos become the order's."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import clock
from core.models import Event
from customers.actions import delete_customer
from customers.anonymising import anonymise_customer
from customers.merging import merge_customers
from repairs import drafts
from repairs.models import IntakeDraft, Photo, WorkOrder
from tests.factories import company, device, person, shop, staff

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db
TYPED = {
    "first_name": "Ana",
    "last_name": "Pop",
    "phone": "+40 722 000 111",
    "model": "iPhone 13",
    "reported_fault": "Dead",
}


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def keep(client: Client, **typed: str) -> Any:
    return client.post(reverse("intake_draft"), typed).json()


def picture() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue())


def test_what_became_of_its_customer_is_followed(desk: Client) -> None:
    kept, other = person("Maria", "Ene"), person("Ana", "Pop")
    keep(desk, customer=other.number, model="iPhone 13", reported_fault="Dead")
    draft = IntakeDraft.objects.get()
    merge_customers(kept=kept.number, other=other.number, taken=[], by=staff("manager"))
    opened = desk.get(reverse("intake"), {"draft": draft.pk})
    assert opened.context["customer"] == kept
    delete_customer(number=kept.number, typed_name=kept.name, ticked=[], by=staff("manager"))
    page = desk.get(reverse("intake"), {"draft": draft.pk}).content.decode()
    assert [f"{other.number} is not there" in page, 'value="iPhone 13"' in page] == [True, True]


def test_an_anonymised_customer_leaves_no_draft(desk: Client) -> None:
    customer = person()
    keep(desk, customer=customer.number, model="iPhone 13", reported_fault="Dead")
    anonymise_customer(number=customer.number, typed_name=customer.name, by=staff("manager"))
    assert not IntakeDraft.objects.exists()


def test_it_is_kept_offered_and_gone_on_with_at_another_computer(desk: Client) -> None:
    answer = keep(desk, **TYPED)
    assert answer["kept"].startswith("Draft kept ")
    elsewhere = Client()
    elsewhere.force_login(staff("front_desk"))
    offered = elsewhere.get(reverse("intake")).content.decode()
    assert f"?draft={answer['draft']}" in offered
    assert "Ana Pop, iPhone 13, Dead" in offered
    page = elsewhere.get(reverse("intake"), {"draft": answer["draft"]}).content.decode()
    assert 'value="Ana"' in page
    assert "Dead</textarea>" in page


def test_it_is_one_draft_however_often_it_is_kept(desk: Client) -> None:
    key = keep(desk, **TYPED)["draft"]
    assert keep(desk, **TYPED, draft=key, condition="Scratched")["draft"] == key
    assert IntakeDraft.objects.get().data["condition"] == "Scratched"


def test_nothing_typed_is_no_draft(desk: Client) -> None:
    assert keep(desk, form="person", kind="paid", device_kind="phone")["draft"] == ""
    assert not IntakeDraft.objects.exists()


def test_the_passcode_lies_encrypted_in_it_too(desk: Client) -> None:
    key = keep(desk, **TYPED, passcode="4711")["draft"]
    assert "4711" not in str(IntakeDraft.objects.get().data)
    assert 'value="4711"' in desk.get(reverse("intake"), {"draft": key}).content.decode()


def test_it_is_nobody_else_s(desk: Client) -> None:
    key = keep(desk, **TYPED)["draft"]
    desk.force_login(staff("manager"))
    assert "Ana" not in desk.get(reverse("intake"), {"draft": key}).content.decode()
    desk.post(reverse("intake_draft_throw", args=[key]))
    assert IntakeDraft.objects.exists()


def test_it_is_thrown_away_with_its_photos(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    key = keep(desk, **TYPED)["draft"]
    desk.post(reverse("intake_photos"), {"draft": key, "photo": picture()})
    name = str(Photo.objects.get().file.name)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("intake_draft_throw", args=[key]))
    assert not IntakeDraft.objects.exists()
    assert not default_storage.exists(name)


def test_photos_go_one_by_one_into_it_and_along_with_the_order(desk: Client) -> None:
    first = desk.post(reverse("intake_photos"), {"photo": picture()}).context["draft"]
    desk.post(reverse("intake_photos"), {"draft": first.pk, "photo": picture()})
    shown: Any = desk.get(reverse("photo", args=[Photo.objects.all()[0].pk]), {"small": ""})
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    desk.post(reverse("intake"), {**TYPED, "device_kind": "phone", "kind": "paid", "draft": first.pk})
    made = WorkOrder.objects.get()
    assert made.photos.count() == 2
    assert not IntakeDraft.objects.exists()


def test_a_photo_of_a_draft_is_shown_to_whoever_drafts_alone(desk: Client) -> None:
    desk.post(reverse("intake_photos"), {"photo": picture()})
    url = reverse("photo", args=[Photo.objects.get().pk])
    desk.force_login(staff("manager"))
    assert desk.get(url).status_code == 404


def test_a_photo_is_removed_and_what_is_no_photo_told(desk: Client) -> None:
    wrong = SimpleUploadedFile("x.jpg", b"#!/bin/sh")
    assert "x.jpg: This file is no picture" in desk.post(reverse("intake_photos"), {"photo": wrong}).content.decode()
    key = IntakeDraft.objects.get().pk
    desk.post(reverse("intake_photos"), {"draft": key, "photo": picture()})
    desk.post(reverse("intake_photo_remove", args=[Photo.objects.get().pk]), {"draft": key})
    assert not Photo.objects.exists()


def test_what_is_refused_is_kept_too(desk: Client) -> None:
    typed = {**TYPED, "reported_fault": "", "device_kind": "phone", "kind": "paid"}
    page = desk.post(reverse("intake"), typed)
    assert page.context["form"]["draft"].value() == str(IntakeDraft.objects.get().pk)


def test_what_comes_late_does_not_begin_it_anew(desk: Client) -> None:
    key = keep(desk, **TYPED)["draft"]
    desk.post(reverse("intake"), {**TYPED, "device_kind": "phone", "kind": "paid", "draft": key})
    assert keep(desk, **TYPED, draft=key)["draft"] == ""
    assert not IntakeDraft.objects.exists()


@pytest.mark.parametrize("draft", ["", "x", "-1", "9" * 30, "\0"])
def test_a_key_that_is_none(desk: Client, draft: str) -> None:
    assert desk.get(reverse("intake"), {"draft": draft}).status_code == 200


def test_drafts_age_away(desk: Client) -> None:
    keep(desk, **TYPED)
    IntakeDraft.objects.update(updated_at=clock.now() - timedelta(days=31))
    assert drafts.age_away() == 1


def test_a_standing_device_is_put_right_on_the_way(desk: Client) -> None:
    owner = person()
    thing = device(owner, kind="car", brand="Dacia", model="Logan", imei="", vin="", mileage=1000)
    shown = desk.get(reverse("intake"), {"customer": owner.number, "device": thing.number})
    assert shown.context["form"]["mileage"].value() == "1000"
    body = {
        "customer": owner.number, "device": thing.number, "shown_device": thing.number, "device_kind": "car", "kind": "paid",
        "brand": "Dacia", "model": "Logan", "mileage": "148 200", "plate": "CJ 01 ABC", "reported_fault": "Brakes",
    }  # fmt: skip
    assert desk.post(reverse("intake"), body).status_code == 302
    thing.refresh_from_db()
    assert (thing.mileage, thing.plate, thing.model) == (148200, "CJ 01 ABC", "Logan")


def test_a_device_chosen_but_not_shown_keeps_its_data(desk: Client) -> None:
    owner = person()
    thing = device(owner)
    body = {"customer": owner.number, "device": thing.number, "kind": "paid", "imei": "", "reported_fault": "Dead"}
    desk.post(reverse("intake"), body)
    thing.refresh_from_db()
    assert (thing.imei, thing.version) == ("351044630482738", 1)


@pytest.mark.parametrize("name", ["intake_draft", "intake_photos"])
def test_who_may_not(desk: Client, name: str) -> None:
    assert desk.get(reverse(name)).status_code == 405
    desk.force_login(staff("technician"))
    assert desk.post(reverse(name)).status_code == 403


def test_what_the_page_does_not_ask_of_a_device_stays(desk: Client) -> None:
    owner = person()
    thing = device(owner, kind="bicycle", brand="Cube", model="Reaction", imei="", mileage=0)
    shown = desk.get(reverse("intake"), {"customer": owner.number, "device": thing.number})
    assert 'name="mileage" value="0"' in shown.content.decode()
    body = {
        "customer": owner.number, "device": thing.number, "shown_device": thing.number, "device_kind": "bicycle", "kind": "paid",
        "brand": "Cube", "model": "Reaction", "reported_fault": "Brakes",
    }  # fmt: skip
    desk.post(reverse("intake"), body)
    thing.refresh_from_db()
    assert thing.mileage == 0


def test_what_becomes_known_when_it_changes_hands_is_told_of_the_new_owner(desk: Client) -> None:
    former, customer = person(), company()
    thing = device(former, kind="car", brand="Dacia", model="Logan", imei="", plate="CJ 01 ABC")
    body = {
        "customer": customer.number, "device": thing.number, "shown_device": thing.number, "device_kind": "car", "kind": "paid",
        "brand": "Dacia", "model": "Logan", "plate": "B 99 XYZ", "reported_fault": "Brakes",
    }  # fmt: skip
    desk.post(reverse("intake"), body)
    told = Event.objects.filter(verb__in=["device_left", "device_given", "device_changed"]).order_by("pk")
    assert list(told.values_list("verb", "customer_number", "device_number", "facts")) == [
        ("device_left", former.number, "", {}),
        ("device_given", customer.number, thing.number, {"to": customer.number}),
        ("device_changed", customer.number, thing.number, {"fields": ["plate"]}),
    ]
    desk.force_login(staff("manager"))
    history = desk.get(former.get_absolute_url()).content.decode()
    assert f"Device {thing.number} went to another customer" in history
    assert customer.number not in history


def sent(client: Client, **typed: str) -> Any:
    return client.post(reverse("intake"), {**TYPED, "device_kind": "phone", "kind": "paid", **typed}, follow=True)


def test_one_draft_sent_from_two_computers_makes_one_order(desk: Client) -> None:
    nonce = str(uuid4())
    key = keep(desk, **TYPED, nonce=nonce)["draft"]
    elsewhere = desk.get(reverse("intake"), {"draft": key}).context["form"]
    assert elsewhere["nonce"].value() == nonce
    first = sent(desk, draft=key, nonce=nonce)
    assert sent(desk, draft=key, nonce=nonce).redirect_chain == first.redirect_chain
    other = sent(desk, draft=key, nonce=nonce, condition="Scratched")
    assert "This form was already sent once" in other.content.decode()
    assert WorkOrder.objects.count() == 1


def test_a_draft_that_went_meanwhile_is_asked_about(desk: Client) -> None:
    key = keep(desk, **TYPED)["draft"]
    desk.post(reverse("intake_draft_throw", args=[key]))
    page = sent(desk, draft=key)
    assert "This draft was received or thrown away meanwhile." in page.content.decode()
    assert "Dead</textarea>" in page.content.decode()
    assert not WorkOrder.objects.exists()
    sent(desk, draft=str(page.context["form"]["draft"].value()))
    assert WorkOrder.objects.count() == 1


def test_a_photo_that_comes_late_is_told(desk: Client) -> None:
    key = keep(desk, **TYPED)["draft"]
    sent(desk, draft=key)
    page = desk.post(reverse("intake_photos"), {"draft": key, "photo": picture()})
    assert "This intake was received or thrown away meanwhile." in page.content.decode()
    assert page.context["draft"] is None
    assert not IntakeDraft.objects.exists()


def test_so_is_one_whose_draft_went_while_it_was_written_anew(desk: Client) -> None:
    draft = drafts.begin(staff("front_desk"))
    IntakeDraft.objects.all().delete()
    with pytest.raises(drafts.DraftGone):
        drafts.add_photo(picture(), by=staff("front_desk"), draft=draft)
    assert not any(files for _folder, _folders, files in Path(default_storage.path("photos")).walk())


def test_a_signature_that_lies_in_it_is_not_sent_again(desk: Client) -> None:
    key = keep(desk, **TYPED, signature="data:image/png;base64,AAAA")["draft"]
    keep(desk, **TYPED, signature="same", condition="Scratched", draft=key)
    assert IntakeDraft.objects.get().data["signature"] == "data:image/png;base64,AAAA"
    keep(desk, **TYPED, draft=key)
    assert "signature" not in IntakeDraft.objects.get().data
    keep(desk, **TYPED, signature="same", draft=key)
    assert IntakeDraft.objects.get().data["signature"] == ""
