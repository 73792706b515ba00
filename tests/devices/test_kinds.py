"""Kinds of device are the shop's own: words, identifiers, own fields, intake checklist."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.models import Event
from devices.models import Device, DeviceKind, kind_of
from tests.factories import device, person, shop, staff

pytestmark = pytest.mark.django_db
NEW = "/settings/devices/new/"
PHONE = "/settings/devices/phone/"


@pytest.fixture
def office() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def typed(*fields: tuple[str, str, str], **changed: Any) -> dict[str, Any]:
    """A kind as typed; `fields` are label, type and choices of own fields."""
    rows = {
        f"field-{place}-{name}": value
        for place, row in enumerate(fields)
        for name, value in zip(("label", "type", "choices"), row, strict=True)
    }
    standing = {"name": "Drone", "icon": "plane", "is_offered": "on", "identifiers": ["serial"], "version": "1"}
    counts = {"field-TOTAL_FORMS": str(len(fields)), "field-INITIAL_FORMS": "0"}
    return {**standing, **counts, "checklist": "Turns on\nPropellers\n", **rows, **changed}


def test_a_kind_of_the_shop_s_own(office: Client) -> None:
    assert (
        office.post(NEW, typed(("Flight hours", "number", ""), ("Size", "choice", "small, large"))).status_code == 302
    )
    made = DeviceKind.objects.get(code="drone")
    assert (made.label, made.icon, made.identifiers) == ("Drone", "plane", ["serial"])
    assert made.checklist == ["turns_on", "Propellers"]
    assert [(each["key"], each["type"], each["choices"]) for each in made.own_fields] == [
        ("flight_hours", "number", []),
        ("size", "choice", ["small", "large"]),
    ]
    assert Event.objects.get(verb="device_kind_saved").facts == {"kind": "drone"}


def test_its_fields_are_asked_for_checked_and_shown(office: Client) -> None:
    office.post(NEW, typed(("Flight hours", "number", ""), ("Bought used", "yes_no", "")))
    owner = person()
    url = f"/devices/new/?customer={owner.number}"
    body = {"kind": "drone", "brand": "DJI", "model": "Mini", "own_flight_hours": "many", "own_bought_used": "yes"}
    assert "Write a number like 12 or 12.5." in office.post(url, body).content.decode()
    page = office.post(url, {**body, "own_flight_hours": "12,5"}, follow=True).content.decode()
    assert Device.objects.get().own == {"flight_hours": "12.5", "bought_used": "yes"}
    assert "<dt>Flight hours</dt><dd>12.5</dd>" in page


def test_own_values_are_found_by_search(office: Client) -> None:
    office.post(NEW, typed(("Serial of the remote", "text", "")))
    device(person(), kind="drone", own={"serial_of_the_remote": "RC9988"}, imei="")
    assert "DVC-000001" in office.get("/devices/", {"text": "rc9988"}).content.decode()


def test_a_standing_kind_keeps_its_word_in_every_language(office: Client) -> None:
    office.post(PHONE, typed(name="", icon="smartphone", checklist="Touch works"))
    kind = DeviceKind.objects.get(code="phone")
    assert (kind.label, kind.checklist, kind.version) == ("phone", ["touch"], 2)


def test_who_comes_second_is_told(office: Client) -> None:
    office.post(PHONE, typed(name="Telephone", icon="smartphone"))
    again = office.post(PHONE, typed(name="Handset", icon="smartphone"))
    assert "A colleague saved this meanwhile." in again.content.decode()
    assert DeviceKind.objects.get(code="phone").name == "Telephone"


def test_a_kind_not_offered_is_not_asked_for_and_stays_on_its_devices(office: Client) -> None:
    thing = device(person(), kind="watch")
    data = typed(name="", icon="watch")
    del data["is_offered"]
    office.post("/settings/devices/watch/", data)
    assert 'value="watch"' not in office.get("/repairs/new/").content.decode()
    assert '<option value="watch" selected>' in office.get(f"/devices/{thing.number}/edit/").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Write the name."),
        ({"icon": "skull"}, "Select a valid choice"),
        ({"checklist": "\n".join(f"Check {n}" for n in range(31))}, "Write at most 30 lines."),
        ({"checklist": "x" * 61}, "Write at most 60 characters a line."),
        ({"field-0-type": "choice"}, "Write what can be chosen, parted by commas."),
    ],
)
def test_an_error_says_what_to_do(office: Client, changed: dict[str, str], sentence: str) -> None:
    page = office.post(NEW, typed(("Label", "text", ""), **changed))
    assert sentence in page.content.decode()
    assert not DeviceKind.objects.filter(code="drone").exists()


def test_sent_twice_makes_one(office: Client) -> None:
    nonce = office.get(NEW).context["form"]["nonce"].value()
    for _time in range(2):
        office.post(NEW, typed(nonce=str(nonce)))
    assert DeviceKind.objects.filter(name="Drone").count() == 1


def test_a_kind_that_is_gone_speaks_for_itself() -> None:
    assert kind_of("spaceship").label == "spaceship"


@pytest.mark.parametrize("url", ["/settings/devices/", NEW, PHONE])
def test_who_may_not(office: Client, url: str) -> None:
    office.force_login(staff("front_desk"))
    assert office.get(url).status_code == 403


def test_no_such_kind_and_other_methods(office: Client) -> None:
    assert office.get("/settings/devices/spaceship/").status_code == 404
    assert office.put(PHONE).status_code == 405
    assert office.post("/settings/devices/").status_code == 405
