from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event, EventDetail
from repairs.ciphers import decrypted
from repairs.models import WorkOrder
from tests.factories import handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Client:
    shop()
    order(person())
    client = Client()
    client.force_login(staff("technician"))
    return client


def address() -> str:
    return reverse("passcode_set", args=[WorkOrder.objects.get().number])


def test_told_later_by_telephone_it_is_written_down_with_its_event(bench: Client) -> None:
    made = WorkOrder.objects.get()
    assert address() in bench.get(made.get_absolute_url()).content.decode()
    assert bench.get(address()).status_code == 200
    page = bench.post(address(), {"passcode": " 4711 ü"}, follow=True).content.decode()
    made.refresh_from_db()
    assert (decrypted(made.passcode), "4711" in made.passcode, "4711" in page) == (" 4711 ü", False, False)
    assert f"Passcode of {made.number} written down" in page
    assert "4711" not in str(EventDetail.objects.get(event=Event.objects.get(verb="passcode_set")).data)


def test_another_takes_its_place(bench: Client) -> None:
    bench.post(address(), {"passcode": "4711"})
    bench.post(address(), {"passcode": "0815"})
    assert decrypted(WorkOrder.objects.get().passcode) == "0815"


@pytest.mark.parametrize(
    ("passcode", "sentence"),
    [("", "Write the passcode."), ("x" * 101, "at most 100 characters"), ("a\0", "Null characters are not allowed")],
)
def test_bad_input(bench: Client, passcode: str, sentence: str) -> None:
    assert sentence in bench.post(address(), {"passcode": passcode}).content.decode()
    assert WorkOrder.objects.get().passcode == ""


def test_a_closed_order_keeps_none(bench: Client) -> None:
    handed_over(person("Ana", "Pop", "+40 722 000 111"))
    closed = WorkOrder.objects.get(status="handed_over")
    url = reverse("passcode_set", args=[closed.number])
    assert url not in bench.get(closed.get_absolute_url()).content.decode()
    page = bench.post(url, {"passcode": "4711"}, follow=True)
    assert "stands at “Handed over” meanwhile" in page.content.decode()
    closed.refresh_from_db()
    assert closed.passcode == ""


def test_who_may_not_not_there_and_wrong_method(bench: Client) -> None:
    assert bench.get(reverse("passcode_set", args=["WO-2026-999999"])).status_code == 404
    assert bench.put(address()).status_code == 405
    user = staff("technician", username="new")
    user.groups.clear()
    bench.force_login(user)
    assert bench.post(address(), {"passcode": "4711"}).status_code == 403
