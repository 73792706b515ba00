from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import ListChoice
from customers.models import Customer
from tests.factories import company, device, person, shop, staff

pytestmark = pytest.mark.django_db
FIND = "/customers/find/"


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def found(client: Client, **typed: str) -> tuple[list[str], list[str]]:
    response = client.get(FIND, typed)
    assert response.status_code == 200
    page = response.context["found"]
    return [each.name for each in page.customers], [each.title for each in page.devices]


def test_each_field_looks_in_its_own_columns(desk: Client) -> None:
    ana = person("Ana", "Pop", "0722 418 905", email="ana@pop.example", city="Iași")
    Customer.objects.filter(pk=ana.pk).update(discount_card="KARD-77")
    device(ana, plate="CJ 08 ABC", imei="", model="Golf", brand="VW", kind="car")
    ion = person("Ion", "Iasi", "0733 000 000")
    device(ion)
    assert found(desk, customer="kard 77") == (["Ana Pop"], ["VW Golf"])
    assert found(desk, customer="iași") == (["Ion Iasi"], ["Apple iPhone 13"])
    assert found(desk, contact="722418905")[0] == ["Ana Pop"]
    assert found(desk, contact="+40 722 418 905")[0] == ["Ana Pop"]
    assert found(desk, contact="ana@pop")[0] == ["Ana Pop"]
    assert found(desk, thing="СJ08АВС") == (["Ana Pop"], ["VW Golf"])  # Cyrillic letters that look like these
    assert found(desk, thing="351044630482738") == (["Ion Iasi"], ["Apple iPhone 13"])
    assert found(desk, thing="pop") == ([], [])
    assert found(desk, customer="ana", thing="iphone") == ([], [])


def test_a_contact_person_is_a_way_to_reach_a_company(desk: Client) -> None:
    company()
    assert found(desk, contact="ozolins")[0] == ["SIA Baltijas Kurjers"]


def test_fields_are_ones_own_choice(desk: Client) -> None:
    person("Ana", "Pop", "0722 418 905", city="Iași")
    assert found(desk, address="iasi") == ([], [])
    response = desk.post("/lists/customer_find/columns/", {"column": ["address", "customer"], "query": "address=iasi"})
    assert response.headers["Location"] == "/customers/find/?address=iasi"
    assert ListChoice.objects.get().columns == ["address", "customer"]
    assert [each["field"].key for each in desk.get(FIND).context["fields"]] == ["address", "customer"]
    assert found(desk, address="iasi")[0] == ["Ana Pop"]


def test_typing_swaps_the_result(desk: Client) -> None:
    person()
    body = desk.get(FIND, {"customer": "popescu"}, headers={"HX-Request": "true"}).content.decode()
    assert "Andrei Popescu" in body
    assert "<html" not in body


def test_who_has_no_role_finds_nothing(desk: Client) -> None:
    user = staff("front_desk", username="nobody")
    user.groups.clear()
    desk.force_login(user)
    assert desk.get(FIND).status_code == 403


@pytest.mark.parametrize(
    "text", ["\0", "x" * 5000, "%", "_", "' OR 1=1 --", "<script>", "🦄", "9" * 400, "-", "a b c d"]
)
def test_any_text_is_only_text(desk: Client, text: str) -> None:
    device(person())
    for name in ("customer", "contact", "thing"):
        assert desk.get(FIND, {name: text}).status_code == 200


def test_it_costs_the_same_at_one_and_at_three(desk: Client) -> None:
    device(person("Ana", "Pop", "0722 000 001"))
    desk.get(FIND, {"customer": "pop"})
    one = counted(desk)
    device(person("Ion", "Pop", "0722 000 002"), imei="", serial="A1")
    device(person("Dan", "Pop", "0722 000 003"), imei="", serial="A2")
    assert counted(desk) == one


def counted(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(FIND, {"customer": "pop"})
    return len(captured)


def test_nobody_posts_there(desk: Client) -> None:
    assert desk.post(FIND).status_code == 405
