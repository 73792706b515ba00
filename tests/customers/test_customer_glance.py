"""The quick look at a customer, over the list."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db
GLANCE = "/customers/CLT-000001/glance/"


def signed_in(role: str) -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def test_who_it_is_and_what_is_here() -> None:
    desk = signed_in("front_desk")
    order(person("Andrei", "Popescu", "0722 418 905", note="Call after 16:00."))
    for headers in ({}, {"HX-Request": "true"}):
        body = desk.get(GLANCE, headers=headers).content.decode()
        for part in (
            "Andrei Popescu",
            "+40 722 418 905",
            "Call after 16:00.",
            "Apple iPhone 13",
            "WO-",
            "New work order",
        ):
            assert part in body
        assert ("<html" in body) == (not headers)
    assert GLANCE in desk.get("/customers/").content.decode()


def test_who_may_not_make_orders_sees_no_way_to() -> None:
    technician = signed_in("technician")
    person()
    assert "/intake/?customer" not in technician.get(GLANCE).content.decode()


def test_nobody_and_wrong_method() -> None:
    desk = signed_in("front_desk")
    assert desk.get(GLANCE).status_code == 404
    assert desk.post(GLANCE).status_code == 405


def test_more_open_orders_than_the_glance_holds_are_counted() -> None:
    shop()
    customer = person()
    for position in range(7):
        order(customer, device(customer, imei="", serial=f"S{position}"))
    client = Client()
    client.force_login(staff("front_desk"))
    page = client.get(f"{customer.get_absolute_url()}glance/").content.decode()
    assert "and 2 more" in page
