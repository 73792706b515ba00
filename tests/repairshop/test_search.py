from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.actions import delete_customer
from tests.factories import company, device, handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db
SEARCH = "/search/"
LIVE = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def known(shared_by_a_file: None) -> None:
    shop()
    order(person(), None)
    order(person("Сергей", "Иванов", "+40 744 123 101"), None)
    company()


@pytest.fixture
def desk(known: None) -> Client:
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def found(client: Client, query: str, **more: str) -> dict[str, list[str]]:
    groups = client.get(SEARCH, {"q": query, "all": "1", **more}).context["groups"]
    return {str(group.title): [hit.url for hit in group.hits] for group in groups}


def test_all_four_groups_at_once(desk: Client) -> None:
    assert {title: len(urls) for title, urls in found(desk, "popescu").items()} == {
        "Customers": 1,
        "Devices": 1,
        "Work orders": 1,
        "Documents": 1,
    }


@pytest.mark.parametrize("query", ["ivanov", "Иванов", "3101", "0744 123 101", "ivanov serg", "iva"])
def test_a_customer_in_any_spelling(desk: Client, query: str) -> None:
    assert found(desk, query)["Customers"] == ["/customers/CLT-000002/"]


def test_the_panel_is_a_fragment_with_four_hits_a_group(desk: Client) -> None:
    for position in range(5):
        person("Ana", f"Popescu {position}", f"+40 722 418 91{position}")
    response = desk.get(SEARCH, {"q": "popescu"}, headers=LIVE)
    assert [len(group.hits) for group in response.context["groups"]] == [4, 1, 1, 1]
    assert response.context["found"] == "7+ found"
    body = response.content.decode()
    assert "<html" not in body
    assert "<mark>Popescu</mark>" in body


def test_a_live_question_never_leads_away(desk: Client) -> None:
    assert desk.get(SEARCH, {"q": "CLT-000001"}, headers=LIVE).status_code == 200


def test_an_exact_number_opens_its_page(desk: Client) -> None:
    made = order(person("Ana", "Pop", "+40 722 418 907"), device(person("Ana", "Rus"), imei="", serial="F2LXK1"))
    for query, url in {
        "CLT-000001": "/customers/CLT-000001/",
        " clt-000001 ": "/customers/CLT-000001/",
        made.number: made.get_absolute_url(),
        made.slip_code: made.get_absolute_url(),
        f"https://shop.example/r/{made.secret}": made.get_absolute_url(),
        "f2lxk1": made.device.get_absolute_url(),
    }.items():
        response = desk.get(SEARCH, {"q": query})
        assert (response.status_code, response.headers.get("Location")) == (302, url), query


def test_documents_of_a_deleted_customer_are_found(desk: Client) -> None:
    gone = person("Ilinca", "Moldovan", "+40 722 418 908")
    report = handed_over(gone)
    delete_customer(number=gone.number, typed_name="Ilinca Moldovan", ticked=[], by=staff("manager"))
    assert f"/documents/{report.number}/" in found(desk, "moldovan")["Documents"]
    assert "Customer deleted on" in desk.get(SEARCH, {"q": "moldovan"}).content.decode()


def test_no_hit_repeats_what_was_typed_and_offers_a_new_customer(desk: Client) -> None:
    for headers in ({}, LIVE):
        body = desk.get(SEARCH, {"q": "Zubkov <b>"}, headers=headers).content.decode()
        assert "New customer “Zubkov &lt;b&gt;”" in body
        assert "/customers/new/?name=Zubkov%20%3Cb%3E" in body
    desk.force_login(staff("technician"))
    assert "New customer" not in desk.get(SEARCH, {"q": "Zubkov"}).content.decode()


@pytest.mark.parametrize("query", ["", "   ", "...", "%00", "x" * 5000, "' OR 1=1", "%_%", "\\", "🙂"])
def test_whatever_is_typed_is_answered(desk: Client, query: str) -> None:
    assert desk.get(SEARCH, {"q": query}).status_code == 200
    assert desk.get(SEARCH, {"q": query}, headers=LIVE).status_code == 200


def test_a_search_that_finds_no_end_says_what_to_do(desk: Client) -> None:
    with connection.execute_wrapper(slowly):
        assert "Type more letters." in desk.get(SEARCH, {"q": "popescu", "all": "1"}).content.decode()
        assert "Type more letters." in desk.get(SEARCH, {"q": "popescu"}, headers=LIVE).content.decode()


def slowly(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's signature
    return execute(sql.replace("EXECUTE ", "SELECT pg_sleep(2); EXECUTE ", 1), params, many, context)


def test_a_question_given_up_is_not_asked(desk: Client) -> None:
    """Waitress says so of a browser that typed on while its question waited for its turn."""
    given_up: dict[str, Any] = {"waitress.client_disconnected": lambda: True}
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(SEARCH, {"q": "popescu"}, headers=LIVE, **given_up).status_code == 204
    assert not [each for each in captured.captured_queries if "LIKE" in each["sql"] or "EXECUTE" in each["sql"]]
    there: dict[str, Any] = {"waitress.client_disconnected": lambda: False}
    assert desk.get(SEARCH, {"q": "popescu"}, headers=LIVE, **there).status_code == 200


def test_no_intake_is_offered_to_whom_it_would_refuse(desk: Client) -> None:
    assert "New intake" in desk.get(SEARCH, {"q": "popescu"}, headers=LIVE).content.decode()
    desk.force_login(staff("technician"))
    body = desk.get(SEARCH, {"q": "popescu"}, headers=LIVE).content.decode()
    assert "/customers/CLT-000001/" in body
    assert "New intake" not in body


def test_only_what_one_may_see_is_found(desk: Client) -> None:
    user = staff("front_desk")
    user.groups.clear()
    desk.force_login(user)
    assert found(desk, "popescu") == {}
    assert desk.get(SEARCH, {"q": "CLT-000001"}).status_code == 200


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post(SEARCH, {"q": "x"}).status_code == 405
