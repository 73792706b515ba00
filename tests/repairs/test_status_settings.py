from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Event, Shop
from repairs.models import WorkOrder
from repairs.states import Status
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def save(client: Client, **changed: str) -> Any:
    page = client.get(reverse("status_settings"))
    form = page.context["form"]
    body = {name: form[name].value() for name in form.fields}
    return client.post(reverse("status_settings"), body | changed, follow=True)


def test_a_status_has_the_shop_s_name_and_colour_everywhere(client: Client) -> None:
    made = order(person())
    page = save(client, **{"received-en": "On the shelf", "received-ro": "Pe raft", "received-colour": "ready"})
    assert "Statuses saved" in page.content.decode()
    assert Shop.objects.get().statuses == {
        "received": {"labels": {"en": "On the shelf", "ro": "Pe raft"}, "colour": "ready"}
    }
    for url in (made.get_absolute_url(), reverse("order_list"), made.customer.get_absolute_url()):
        text = client.get(url).content.decode()
        assert "On the shelf" in text
        assert "st-ready" in text
    moved = client.post(reverse("order_move", args=[made.number]), {"to": "diagnosis", "seen": "received"}, follow=True)
    assert "moved to Diagnosis" in moved.content.decode()
    assert Event.objects.latest("pk").verb == "order_moved"


def test_the_customer_reads_it_in_the_customer_s_language(client: Client) -> None:
    made = order(person(language="ro"))
    save(client, **{"received-en": "On the shelf", "received-ro": "Pe raft"})
    text = Client().get(reverse("public_status", args=[made.secret])).content.decode()
    assert "Pe raft" in text


def test_patience_with_a_status_is_the_shop_s(client: Client) -> None:
    made = order(person())
    WorkOrder.objects.update(status_since=timezone.now() - timedelta(days=3))
    assert [each.number for each in WorkOrder.objects.stuck()] == [made.number]
    save(client, **{"received-days": "4"})
    assert Shop.objects.get().statuses == {"received": {"days": 4}}
    assert client.get(reverse("order_list"), {"show": "stuck"}).context["page"].rows == []


def test_the_usual_is_not_kept(client: Client) -> None:
    save(client, **{"ready-en": "Come"})
    save(client, **{"ready-en": ""})
    assert Shop.objects.get().statuses == {}
    assert Event.objects.latest("pk").facts == {"fields": ["statuses"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ready-colour": "pink"},
        {"ready-colour": ""},
        {"received-days": "0"},
        {"received-days": "9" * 30},
        {"ready-en": "x" * 31},
        {"ready-ro": "a\0b"},
    ],
)
def test_bad_input_is_said_and_kept(client: Client, wrong: dict[str, str]) -> None:
    page = save(client, **{"booked-en": "Expected", **wrong})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert 'value="Expected"' in page.content.decode()
    assert Shop.objects.get().statuses == {}


def test_saved_by_somebody_else_meanwhile(client: Client) -> None:
    page = client.get(reverse("status_settings"))
    body = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    save(client, **{"ready-en": "Come"})
    page = client.post(reverse("status_settings"), body | {"ready-en": "Fetch"})
    assert "changed by somebody else meanwhile" in page.content.decode()
    assert Shop.objects.get().statuses == {"ready": {"labels": {"en": "Come"}}}


def test_every_status_can_be_named_in_every_language(client: Client) -> None:
    fields = client.get(reverse("status_settings")).context["form"].fields
    assert {f"{code}-{language}" for code in Status.values for language, _name in settings.LANGUAGES} <= set(fields)


def test_who_may_not() -> None:
    client = Client()
    client.force_login(staff("front_desk"))
    assert client.get(reverse("status_settings")).status_code == 403
    assert client.post(reverse("status_settings")).status_code == 403


def test_wrong_method(client: Client) -> None:
    assert client.put(reverse("status_settings")).status_code == 405
