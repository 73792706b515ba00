from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.actions import delete_customer
from documents.correcting import correct_document
from tests.factories import handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db
LIST = "/documents/"
MARCH = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def papers(shared_by_a_file: None) -> None:
    shop()
    with time_machine.travel(MARCH, tick=False):
        order(person())
    with time_machine.travel(MARCH + dt.timedelta(days=10), tick=False):
        handed_over(person("Сергей", "Иванов", "+40 744 123 101"))


@pytest.fixture
def desk(papers: None) -> Client:
    client = Client()
    client.force_login(staff("technician"))
    return client


def numbers(client: Client, query: str = "") -> list[str]:
    return [row.document.number for row in client.get(LIST + query).context["lines"]]


def test_the_newest_stands_first(desk: Client) -> None:
    assert numbers(desk) == ["HO-2026-000001", "IR-2026-000002", "IR-2026-000001"]


def test_kind_text_and_days_narrow(desk: Client) -> None:
    assert numbers(desk, "?kind=handover_report") == ["HO-2026-000001"]
    assert numbers(desk, "?text=ivanov+iphone&kind=intake_receipt") == ["IR-2026-000002"]
    assert numbers(desk, "?text=0722+418+905") == ["IR-2026-000001"]
    assert numbers(desk, "?until=2026-03-14") == ["IR-2026-000001"]
    assert numbers(desk, "?since=2026-03-15&until=2026-03-24") == ["HO-2026-000001", "IR-2026-000002"]
    assert numbers(desk, "?since=14.03.2026&until=14.03.2026") == ["IR-2026-000001"]


def test_one_customer_s_documents_alone(desk: Client) -> None:
    mine, other = person(), person("Ana", "Pop", "+40 722 555 111")
    order(mine)
    order(other, None, reported_fault="x")
    assert [number[-6:] for number in numbers(desk, f"?customer={other.number}")] == ["000004"]
    assert numbers(desk, "?customer=CLT-999999") == []


def test_number_customer_and_device_narrow(desk: Client) -> None:
    assert numbers(desk, "?number=ho-2026") == ["HO-2026-000001"]
    assert numbers(desk, "?number=IR-2026-000002") == ["IR-2026-000002"]
    assert numbers(desk, "?number=IR-2025") == []
    assert numbers(desk, "?customer=Ivanov") == ["HO-2026-000001", "IR-2026-000002"]
    assert numbers(desk, "?customer=iphone") == []
    assert numbers(desk, "?customer=CLT-000001") == ["IR-2026-000001"]
    assert numbers(desk, "?device=iphone&kind=handover_report") == ["HO-2026-000001"]
    assert numbers(desk, "?device=ivanov") == []
    assert numbers(desk, "?device=DVC-000001") == ["IR-2026-000001"]
    assert numbers(desk, "?device=351044630482738&customer=popescu") == ["IR-2026-000001"]
    assert numbers(desk, "?device=...") == []


def test_corrections_are_found_by_their_standing(desk: Client) -> None:
    made = correct_document(number="IR-2026-000001", reason="x", cancels=True, by=staff("manager")).number
    assert numbers(desk, "?standing=corrected") == ["IR-2026-000001"]
    assert numbers(desk, "?standing=correction") == [made]
    assert numbers(desk, "?standing=destroyed") == []


def test_days_are_the_shop_s_own(desk: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 4, 1, 22, 30, tzinfo=dt.UTC), tick=False):  # the 2nd in Bucharest
        order(person("Ana", "Pop", "+40 722 418 907"))
    assert numbers(desk, "?since=2026-04-02") == ["IR-2026-000003"]
    assert numbers(desk, "?since=2026-04-01&until=2026-04-01") == []


def test_a_deleted_customer_s_documents_are_found_and_say_so(desk: Client) -> None:
    report = handed_over(gone := person("Ilinca", "Moldovan", "+40 722 418 908"))
    delete_customer(number=gone.number, typed_name="Ilinca Moldovan", ticked=[], by=staff("manager"))
    response = desk.get(LIST, {"text": "moldovan"})
    assert [row.document.number for row in response.context["lines"]] == [report.number, "IR-2026-000003"]
    assert "Customer deleted on" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?kind=love_letter",
        "?number=<b>",
        "?standing=love_letter",
        "?since=yesterday",
        "?since=0001-01-01",
        "?until=9999-12-31",
        "?since=2026-03-20&until=2026-03-10",
        "?text=" + "x" * 300,
    ],
)
def test_a_value_that_is_not_understood_shows_its_error_and_no_rows(desk: Client, query: str) -> None:
    response = desk.get(LIST + query)
    assert response.context["lines"] == []
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("query", ["?page=x", "?sort=shoe_size", "?per_page=-1"])
def test_an_unknown_page_or_sort_is_the_usual_one(desk: Client, query: str) -> None:
    assert len(numbers(desk, query)) == 3


def test_htmx_gets_the_rows_alone(desk: Client) -> None:
    assert "<html" not in desk.get(LIST, headers={"HX-Request": "true"}).content.decode()


def test_pages_follow_each_other_without_gap(desk: Client) -> None:
    customer = person("Ana", "Pop", "+40 722 418 907")
    for _position in range(25):
        order(customer, customer.devices.first())
    first = desk.get(LIST, {"per_page": "25"}).context["page"]
    second = desk.get(LIST, {"per_page": "25", "page": first.older}).context["page"]
    assert [document.number for document in second.rows] == ["HO-2026-000001", "IR-2026-000002", "IR-2026-000001"]
    back = desk.get(LIST, {"per_page": "25", "page": second.newer}).context["page"]
    assert back.rows == first.rows


def test_without_a_role_it_is_refused(desk: Client) -> None:
    user = staff("front_desk")
    user.groups.clear()
    desk.force_login(user)
    assert desk.get(LIST).status_code == 403


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post(LIST).status_code == 405


@pytest.mark.parametrize("query", ["", "?text=ivanov", "?customer=ivanov"])
def test_costs_at_most_twelve_queries(desk: Client, query: str) -> None:
    desk.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        assert numbers(desk, query)
    texts = [each["sql"] for each in asked.captured_queries]
    assert len([text for text in texts if not text.startswith(("SAVEPOINT", "RELEASE"))]) <= 12
