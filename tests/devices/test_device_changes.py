"""What is done with a standing device: held by another, another owner, stolen or lost, its photo, what is suggested."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core.models import Event
from devices.models import Device, TypeAllocation
from tests.factories import company, device, order, person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
PHONE = {"kind": "phone", "brand": "Apple", "model": "iPhone 13", "imei": "35-104463-048273-8"}
PAGE = "/devices/DVC-000001/"


@pytest.fixture
def desk() -> Client:
    shop()
    device(person("Ana", "Secret", "+40 722 000 111"))
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_the_same_imei_with_another_customer_is_said_before_saving(desk: Client) -> None:
    url = f"/devices/new/?customer={company().number}"
    page = desk.post(url, PHONE).content.decode()
    assert "the same IMEI or VIN is held by another customer" in page
    assert PAGE in page
    assert "Secret" not in page
    assert Device.objects.count() == 1
    assert desk.post(url, {**PHONE, "is_another": "on"}).status_code == 302
    assert Device.objects.count() == 2


def test_who_may_know_reads_the_name(desk: Client) -> None:
    desk.force_login(staff("manager"))
    assert "Ana Secret" in desk.post(f"/devices/new/?customer={company().number}", PHONE).content.decode()


def test_an_edit_does_not_take_anothers_imei_in_silence(desk: Client) -> None:
    thing = device(company(), imei="")
    url = f"/devices/{thing.number}/edit/"
    assert "is held by another customer" in desk.post(url, {**PHONE, "version": "1"}).content.decode()
    assert desk.post(url, {**PHONE, "version": "1", "is_another": "on"}).status_code == 302


def test_the_own_customer_s_double_is_no_secret_and_no_question(desk: Client) -> None:
    owner = Device.objects.get().owner
    assert owner is not None
    assert desk.post(f"/devices/new/?customer={owner.number}", PHONE).status_code == 302


def test_a_device_goes_to_another_customer_and_its_history_follows(desk: Client) -> None:
    thing = Device.objects.get()
    assert thing.owner is not None
    made = order(thing.owner, thing, reported_fault="Battery")
    to = company()
    found = desk.get(f"{PAGE}owner/", {"q": "baltijas"}).content.decode()
    assert to.number in found
    assert desk.post(f"{PAGE}owner/", {"to": to.number}).headers["Location"] == PAGE
    page = desk.get(PAGE).content.decode()
    assert "SIA Baltijas Kurjers" in page
    assert made.number in page
    assert "Secret" not in page
    assert Event.objects.get(verb="device_given").facts == {"to": to.number}


@pytest.mark.parametrize("to", ["", "CLT-999999", "\0", "x" * 5000])
def test_no_such_owner(desk: Client, to: str) -> None:
    assert desk.post(f"{PAGE}owner/", {"to": to}).status_code == 302
    assert Device.objects.get().owner is not None


def test_stolen_is_told_at_every_intake_whoever_brings_it(desk: Client) -> None:
    desk.post(f"{PAGE}alert/", {"alert": "stolen", "note": "Police, 3 Nov"})
    assert "Marked as stolen." in desk.get(PAGE).content.decode()
    shown = desk.get("/repairs/new/", {"customer": company().number, "device": "DVC-000001"}).content.decode()
    assert "Marked as stolen." in shown
    assert "Police, 3 Nov" in shown
    desk.post(f"{PAGE}alert/", {"alert": ""})
    assert Device.objects.get().alert_note == ""
    assert list(Event.objects.filter(verb__startswith="device_").order_by("pk").values_list("verb", flat=True))[-2:] == [
        "device_marked", "device_unmarked",
    ]  # fmt: skip


def test_an_unknown_alarm_is_refused(desk: Client) -> None:
    assert "Select a valid choice" in desk.post(f"{PAGE}alert/", {"alert": "eaten"}).content.decode()


def photo() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue())


def test_a_photo_of_the_device(desk: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert desk.get(f"{PAGE}photo/").status_code == 404
    desk.post(f"{PAGE}photo/", {"photo": photo()})
    shown: Any = desk.get(f"{PAGE}photo/")
    assert (shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    desk.post(f"{PAGE}photo/", {"remove": "1"})
    assert desk.get(f"{PAGE}photo/").status_code == 404


def test_what_is_no_picture_is_told(desk: Client) -> None:
    page = desk.post(f"{PAGE}photo/", {"photo": SimpleUploadedFile("x.jpg", b"#!/bin/sh")}, follow=True)
    assert "This file is no picture" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"of": "brand", "kind": "phone", "brand": "app"}, ["Apple"]),
        ({"of": "brand", "kind": "phone", "brand": "nok"}, ["Nokia"]),
        ({"of": "brand", "kind": "laptop", "brand": "nok"}, []),
        ({"of": "model", "device_kind": "phone", "brand": "apple", "model": "13"}, ["iPhone 13"]),
        ({"of": "model", "kind": "phone", "brand": "nokia", "model": ""}, ["6310i"]),
        ({"of": "brand", "kind": "phone", "brand": "%"}, []),
    ],
)
def test_suggestions(desk: Client, query: dict[str, str], found: list[str]) -> None:
    TypeAllocation.objects.create(tac="49015420", brand="Nokia", model="6310i")
    body = desk.get("/devices/suggest/", query).content.decode()
    assert [line.split('"')[1] for line in body.split("<option ")[1:]] == found


def test_where_the_imei_stands_is_told_by_brand(desk: Client) -> None:
    assert "Settings › General › About; on the SIM tray" in desk.get(f"{PAGE}edit/").content.decode()


@pytest.mark.parametrize("page", ["owner", "alert"])
def test_who_may_not(desk: Client, page: str) -> None:
    desk.force_login(staff("technician"))
    assert desk.get(f"{PAGE}{page}/").status_code == 403
    assert desk.put(f"{PAGE}{page}/").status_code == 403
