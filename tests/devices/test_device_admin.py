from __future__ import annotations

import pytest
from django.test import Client

from core.models import Event
from devices.models import Device
from tests.factories import company, device, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    shop()
    device(person())
    client = Client()
    client.force_login(staff("administrator", is_staff=True))
    return client


def change(client: Client, **typed: str) -> str:
    pk = Device.objects.get().pk
    body = {"kind": "phone", "brand": "Apple", "model": "iPhone 13", "seen": "1", **typed}
    return client.post(f"/admin/devices/device/{pk}/change/", body, follow=True).content.decode()


def test_the_search_is_the_shop_s_own(office: Client) -> None:
    assert "DVC-000001" in office.get("/admin/devices/device/", {"q": "popescu 48273"}).content.decode()
    assert "DVC-000001" not in office.get("/admin/devices/device/", {"q": "nothing"}).content.decode()


def test_an_edit_goes_through_the_same_deed(office: Client) -> None:
    change(office, colour="blue")
    assert Device.objects.get().colour == "blue"
    assert Event.objects.filter(verb="device_changed").count() == 1


def test_an_old_version_is_not_saved_and_says_so(office: Client) -> None:
    change(office, colour="blue")
    assert "Colour: blue. Saving again" in change(office, colour="red")
    assert Device.objects.get().colour == "blue"
    change(office, colour="red", seen="2")
    assert Device.objects.get().colour == "red"


def test_another_s_imei_is_said_and_saved_by_a_tick(office: Client) -> None:
    standing = Device.objects.get()
    device(company(), imei="353289110012343")
    url, body = f"/admin/devices/device/{standing.pk}/change/", {"kind": "phone", "model": "iPhone 13", "seen": "1"}
    page = office.post(url, {**body, "imei": "353289110012343"}).content.decode()
    assert ["The same IMEI or VIN stands on DVC-000002." in page, 'type="checkbox" name="is_another"' in page] == [
        True,
        True,
    ]
    office.post(url, {**body, "imei": "353289110012343", "is_another": "on"})
    standing.refresh_from_db()
    assert (standing.imei, standing.version) == ("353289110012343", 2)


def test_nobody_adds_or_deletes_here(office: Client) -> None:
    assert office.get("/admin/devices/device/add/").status_code == 403
    assert office.post(f"/admin/devices/device/{Device.objects.get().pk}/delete/").status_code == 403
    assert office.get("/admin/devices/typeallocation/").status_code == 200
    assert office.get("/admin/devices/typeallocation/add/").status_code == 403
