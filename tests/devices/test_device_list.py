from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db
LIST = "/devices/"


@pytest.fixture
def desk() -> Client:
    shop()
    andrei = person()
    device(andrei, kind="phone", model="iPhone 13")
    octavia = device(
        andrei, kind="car", brand="Škoda", model="Octavia", imei="", plate="CJ 44 KRS", vin="TMBJG7NE8J0174448"
    )
    order(andrei, octavia)
    client = Client()
    client.force_login(staff("technician"))
    return client


def titles(client: Client, query: str = "") -> list[str]:
    return [row.title for row in client.get(LIST + query).context["page"].rows]


def test_the_most_recently_active_stands_first(desk: Client) -> None:
    assert titles(desk) == ["Škoda Octavia", "Apple iPhone 13"]


def test_text_finds_by_plate_owner_and_identifier(desk: Client) -> None:
    assert titles(desk, "?text=cj44") == ["Škoda Octavia"]
    assert titles(desk, "?text=skoda+popescu") == ["Škoda Octavia"]
    assert titles(desk, "?text=48273") == ["Apple iPhone 13"]
    assert titles(desk, "?text=nothing") == []


def test_kind_narrows(desk: Client) -> None:
    assert titles(desk, "?kind=phone") == ["Apple iPhone 13"]


def test_an_open_order_is_shown_in_words(desk: Client) -> None:
    body = desk.get(LIST).content.decode()
    assert body.count("Received") == 1


def test_htmx_gets_the_rows_alone(desk: Client) -> None:
    body = desk.get(LIST, {"text": "cj44"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert "<mark>CJ 44</mark> KRS" in body


@pytest.mark.parametrize("query", ["?kind=spaceship", "?text=" + "x" * 300])
def test_a_value_that_is_not_understood_shows_its_error_and_no_rows(desk: Client, query: str) -> None:
    response = desk.get(LIST + query)
    assert response.context["page"].rows == []
    assert response.context["form"].errors
    assert 'role="alert"' in response.content.decode()


def test_signs_alone_find_nothing(desk: Client) -> None:
    assert titles(desk, "?text=...") == []


def test_an_empty_shop_says_what_brings_a_device() -> None:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    assert "No devices yet" in client.get(LIST).content.decode()


def test_without_a_role_it_is_refused() -> None:
    user = staff("front_desk")
    user.groups.clear()
    client = Client()
    client.force_login(user)
    assert client.get(LIST).status_code == 403


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post(LIST).status_code == 405
