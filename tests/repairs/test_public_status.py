from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import device, order, person, shop, staff

if TYPE_CHECKING:
    from repairs.models import WorkOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> WorkOrder:
    shop(phone="+40 264 555 010")
    customer = person()
    thing = device(customer, plate="CJ 44 KRS", serial="F2LZK")
    return order(customer, thing, promised_at=datetime(2099, 5, 4, 14, tzinfo=UTC))


def test_it_says_how_things_stand_and_who_to_call(made: WorkOrder) -> None:
    text = Client().get(f"/r/{made.secret}").content.decode()
    for part in (
        "Atelier Nord",
        "Apple iPhone 13",
        "We have it. Next we look at what is wrong.",
        "4 May 2099",
        "+40 264 555 010",
    ):
        assert part in text


def test_it_tells_nobody_whose_it_is(made: WorkOrder) -> None:
    text = Client().get(f"/r/{made.secret}").content.decode()
    for secret in (
        "Andrei",
        "Popescu",
        "722",
        "351044630482738",
        "CJ 44",
        "F2LZK",
        made.number,
        "CLT-",
        "DVC-",
        "Screen broken",
    ):
        assert secret not in text


def test_it_is_kept_private(made: WorkOrder) -> None:
    headers = Client().get(f"/r/{made.secret}").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_speaks_the_language_of_the_customers_documents(made: WorkOrder) -> None:
    made.customer.language = "ro"
    made.customer.save()
    response = Client().get(f"/r/{made.secret}")
    assert response.headers["Content-Language"] == "ro"
    assert '<html lang="ro"' in response.content.decode()


def test_staff_are_led_to_the_order(made: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("technician"))
    assert client.get(f"/r/{made.secret}").headers["Location"] == made.get_absolute_url()


@pytest.mark.parametrize("secret", ["x" * 22, "x", "x" * 23, "%00" * 22, "..%2f"])
def test_an_unknown_secret_is_no_page(made: WorkOrder, secret: str) -> None:
    assert Client().get(f"/r/{secret}").status_code == 404


def test_wrong_method(made: WorkOrder) -> None:
    assert Client().put(reverse("public_status", args=[made.secret])).status_code == 405
