from __future__ import annotations

import pytest
from django.test import Client

from customers.actions import delete_customer
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db
TIMELINE = "/timeline/"


def signed_in(role: str) -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def test_what_happened_stands_there_page_by_page_deletions_too() -> None:
    client = signed_in("manager")
    for position in range(30):
        person("Ana", f"Pop {position}", f"0722 000 0{position:02}")
    delete_customer(number="CLT-000001", typed_name="Ana Pop 0", ticked=[], by=staff("manager"))
    assert TIMELINE in client.get("/").content.decode()
    page = client.get(TIMELINE, {"per_page": "25"})
    assert page.context["lines"][0].text == "Customer CLT-000001 deleted"
    assert len(page.context["lines"]) == 25
    older = client.get(TIMELINE + page.context["older_url"])
    assert [line.text for line in older.context["lines"]][-1] == "Customer CLT-000001 made"


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not(role: str) -> None:
    client = signed_in(role)
    assert client.get(TIMELINE).status_code == 403
    assert TIMELINE not in client.get("/").content.decode()


def test_wrong_method() -> None:
    assert signed_in("manager").post(TIMELINE).status_code == 405
