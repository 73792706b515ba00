"""What a VIN tells of its car."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from core import clock
from devices.identifiers import vehicle
from devices.models import Device
from tests.factories import device, person, shop, staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("vin", "year"),
    [
        ("1G1ND52J3T6123456", 1996),  # position 7 a digit: before 2010
        ("1FTFW1ETXTFA00001", 2026),  # a letter: from 2010 on
        ("1M8GDM9AXKP042788", 1989),
        ("1HGCM82633A004352", 2003),
        ("1XKAD49XXWJ123456", 1998),  # a heavy lorry with a letter, and 2028 is still to come
        ("WVWZZZ1JZ3W386752", None),  # Europe writes none
    ],
)
def test_the_model_year(vin: str, year: int | None) -> None:
    with clock.at(NOW):
        found = vehicle(vin)
    assert found
    assert found.year == year


@pytest.fixture
def desk() -> Client:
    shop()
    device(person(), kind="car", brand="Chevrolet", model="Malibu", imei="", vin="1G1ND52J3T6123456")
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_country_and_model_year_stand_on_the_device_s_page(desk: Client) -> None:
    page = desk.get("/devices/DVC-000001/").content.decode()
    assert "<dt>Made in</dt><dd>United States</dd>" in page
    assert "<dt>Model year</dt><dd>1996</dd>" in page


def test_the_form_says_it_and_fills_the_brand(desk: Client) -> None:
    edit, new = "/devices/DVC-000001/edit/", "/devices/new/?customer=CLT-000001"
    assert "Chevrolet, United States. Model year 1996." in desk.get(edit).content.decode()
    typed = {"kind": "car", "brand": "", "model": "", "vin": "NMTBM28E80R058037"}
    drawn = desk.post(new, {**typed, "redraw": "1"})
    assert [drawn.context["form"][name].value() for name in ("brand", "filled")] == ["Toyota", "Toyota|"]
    again = {**typed, "brand": "Toyota", "filled": "Toyota|", "vin": "1FTFW1ETXTFA00001", "redraw": "1"}
    assert desk.post(new, again).context["form"]["brand"].value() == "Ford"
    written = {**again, "brand": "Lexus"}
    assert desk.post(new, written).context["form"]["brand"].value() == "Lexus"
    assert desk.post(new, {**typed, "model": "Corolla", "vin": "NMTBM28E80R058037"}).status_code == 302
    assert Device.objects.latest("pk").brand == "Toyota"
