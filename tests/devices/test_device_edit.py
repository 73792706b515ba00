from __future__ import annotations

import uuid

import pytest
from django.test import Client

from core.models import Event
from core.nonces import UsedOtherwise
from devices.actions import DeviceDraft, create_device, update_device
from devices.models import Device, DeviceKind, TypeAllocation, forget_kinds
from tests.factories import device, person, shop, staff

pytestmark = pytest.mark.django_db
EDIT = "/devices/DVC-000001/edit/"
NEW = "/devices/new/?customer=CLT-000001"
TYPED = {"kind": "phone", "brand": "Apple", "model": "iPhone 13", "imei": "351044630482738", "version": "1"}


@pytest.fixture
def desk() -> Client:
    shop()
    device(person())
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def test_an_edit_is_saved_with_its_event(desk: Client) -> None:
    assert desk.post(EDIT, {**TYPED, "colour": "blue"}).headers["Location"] == "/devices/DVC-000001/"
    saved = Device.objects.get(number="DVC-000001")
    assert (saved.colour, saved.version) == ("blue", 2)
    assert Event.objects.get(verb="device_changed").facts == {"fields": ["colour"]}


def test_who_comes_second_sees_both_and_loses_nothing(desk: Client) -> None:
    update_device(
        number="DVC-000001",
        draft=DeviceDraft({"kind": "phone", "brand": "Apple", "model": "iPhone 13 Pro"}),
        version=1,
        by=staff("manager"),
    )
    response = desk.post(EDIT, {**TYPED, "note": "typed"})
    body = response.content.decode()
    assert "A colleague saved this meanwhile." in body
    assert "iPhone 13 Pro" in body
    assert "typed" in body
    assert Device.objects.get(number="DVC-000001").note == ""
    version = response.context["form"]["version"].value()
    assert desk.post(EDIT, {**TYPED, "note": "typed", "version": version}).status_code == 302
    assert Device.objects.get(number="DVC-000001").note == "typed"


def test_a_wrong_imei_warns_and_is_saved(desk: Client) -> None:
    assert desk.post(EDIT, {**TYPED, "imei": "35 104463 048273-9"}).status_code == 302
    assert Device.objects.get(number="DVC-000001").imei == "351044630482739"
    assert "Last digit should be 8, not 9." in desk.get(EDIT).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("model", "", "Write the model."),
        ("kind", "spaceship", "Select a valid choice"),
        ("mileage", "99999999999999999999", "2147483647"),
        ("mileage", "-1", "greater than or equal to 0"),
        ("brand", "x" * 81, "at most 80 characters"),
        ("note", "x\n" * 401, "Write at most 400 lines."),
        ("serial", "a\0b", "Null characters are not allowed"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(desk: Client, field: str, value: str, sentence: str) -> None:
    typed = {**TYPED, "imei": "", "colour": "blue", field: value}
    response = desk.post(EDIT, typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert 'value="blue"' in response.content.decode()
    assert Device.objects.get(number="DVC-000001").version == 1


def test_a_device_deleted_meanwhile_is_not_there(desk: Client) -> None:
    Device.objects.all().delete()
    assert desk.post(EDIT, TYPED).status_code == 404


def test_a_new_device_is_made_once_however_often_it_is_sent(desk: Client) -> None:
    typed = {**TYPED, "imei": "", "model": "Pixel 9", "nonce": str(uuid.uuid4())}
    first = desk.post(NEW, typed)
    second = desk.post(NEW, typed)
    assert first.headers["Location"] == second.headers["Location"] == "/devices/DVC-000002/"
    assert Device.objects.count() == 2


def test_a_new_device_sent_again_after_it_was_deleted_is_asked_about(desk: Client) -> None:
    typed = {**TYPED, "imei": "", "model": "Pixel 9", "nonce": str(uuid.uuid4())}
    desk.post(NEW, typed)
    Device.objects.filter(model="Pixel 9").delete()
    assert "This form was already sent once" in desk.post(NEW, typed).content.decode()


def test_the_same_form_with_another_device_is_asked_about(desk: Client) -> None:
    typed = {**TYPED, "imei": "", "model": "Pixel 9", "nonce": str(uuid.uuid4())}
    desk.post(NEW, typed)
    response = desk.post(NEW, {**typed, "model": "Pixel 10"})
    assert "This form was already sent once" in response.content.decode()
    assert "/devices/DVC-000002/" in response.content.decode()
    nonce = response.context["form"]["nonce"].value()
    assert desk.post(NEW, {**typed, "model": "Pixel 10", "nonce": nonce}).status_code == 302
    assert Device.objects.count() == 3


def test_an_unreadable_nonce_stops_nobody(desk: Client) -> None:
    assert desk.post(NEW, {**TYPED, "imei": "", "nonce": "x"}).status_code == 302


def test_the_imei_tells_the_model(desk: Client) -> None:
    TypeAllocation.objects.create(tac="49015420", brand="Nokia", model="6310i")
    assert desk.post(NEW, {**TYPED, "brand": "", "model": "", "imei": "490154203237518"}).status_code == 302
    made = Device.objects.get(number="DVC-000002")
    assert (made.brand, made.model) == ("Nokia", "6310i")


@pytest.mark.parametrize("query", ["", "?customer=CLT-999999", "?customer=%00", "?customer=" + "x" * 5000])
def test_a_device_needs_an_owner_that_exists(desk: Client, query: str) -> None:
    assert desk.get("/devices/new/" + query).status_code == 404


def test_a_technician_may_not(desk: Client) -> None:
    desk.force_login(staff("technician"))
    assert desk.post(EDIT, TYPED).status_code == 403
    assert desk.post(NEW, TYPED).status_code == 403


def test_other_methods_are_refused(desk: Client) -> None:
    assert desk.delete(EDIT).status_code == 405
    assert desk.put(NEW).status_code == 405


def test_a_form_that_made_a_device_deleted_since_says_so() -> None:
    shop()
    owner, nonce, draft = person(), uuid.uuid4(), DeviceDraft({"kind": "phone", "model": "iPhone 13"})
    made = create_device(owner=owner.number, draft=draft, by=staff("front_desk"), nonce=nonce)
    made.delete()
    with pytest.raises(UsedOtherwise, match=made.number):
        create_device(owner=owner.number, draft=draft, by=staff("front_desk"), nonce=nonce)


def test_own_fields_that_are_not_asked_for_keep_what_is_written_in_them(desk: Client) -> None:
    Device.objects.update(own={"cover": "red", "size": "large"})
    laptop = DeviceKind.objects.get(code="laptop")
    laptop.own_fields = [{"key": "size", "label": "Size", "type": "text", "choices": []}]
    laptop.save()
    forget_kinds()
    desk.post(EDIT, {**TYPED, "kind": "laptop", "own_size": "small"})
    assert Device.objects.get(number="DVC-000001").own == {"cover": "red", "size": "small"}
    desk.post(EDIT, {**TYPED, "version": "2"})
    assert Device.objects.get(number="DVC-000001").own == {"cover": "red", "size": "small"}
    desk.post(EDIT, {**TYPED, "kind": "laptop", "own_size": "", "version": "3"})
    assert Device.objects.get(number="DVC-000001").own == {"cover": "red"}
