from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from customers.models import Customer, CustomerType, Label
from customers.tables import LIST as LISTED
from tests.factories import company, order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db
LIST = "/customers/"
EXPORT = "/customers/export/"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


@pytest.fixture
def desk() -> Client:
    shop()
    return signed_in("front_desk")


@pytest.fixture
def manager() -> Client:
    shop()
    return signed_in("manager")


def names(client: Client, **query: Any) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [line["customer"].name for line in response.context["lines"]]


def aged(customer: Customer, days: int, **fields: Any) -> Customer:
    then = timezone.now() - timedelta(days=days)
    Customer.objects.filter(pk=customer.pk).update(created_at=then, last_activity_at=then, **fields)
    return customer


def exported(client: Client, **query: Any) -> list[dict[str, str]]:
    response = client.get(EXPORT, query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_active_ones_come_first_and_old_inactive_ones_are_behind_a_line(desk: Client) -> None:
    aged(person("Old", "Inactive", "0722 000 001"), 200)
    aged(person("Old", "Prospect", "0722 000 002"), 100, is_prospect=True)
    person("New", "Inactive", "0722 000 003")
    order(person("Busy", "Active", "0722 000 004"))
    assert names(desk) == ["Busy Active", "New Inactive", "Old Prospect"]
    assert "and 1 inactive" in desk.get(LIST).content.decode()
    assert names(desk, inactive="1") == ["Busy Active", "New Inactive", "Old Prospect", "Old Inactive"]


def test_searching_looks_through_all_and_marks(desk: Client) -> None:
    aged(person("Ștefan", "Ionescu", "0722 418 905"), 200)
    person("Ana", "Pop", "0733 000 000")
    assert names(desk, text="stefan") == ["Ștefan Ionescu"]
    assert names(desk, text="8905") == ["Ștefan Ionescu"]
    assert "<mark>Ștefan</mark> Ionescu" in desk.get(LIST, {"text": "stefan"}).content.decode()
    assert names(desk, text="zzz") == []
    assert "New customer “zzz”" in desk.get(LIST, {"text": "zzz"}).content.decode()


def test_each_filter_narrows(desk: Client) -> None:
    responsible = staff("technician")
    person("Ana", "Pop", "0722 000 001", city="Iași")
    person("Ion", "Rus", "0722 000 002", city="Cluj-Napoca", responsible=responsible)
    company("Nord SRL")
    ready_order(person("Ready", "One", "0722 000 003"))
    assert names(desk, form="company") == ["Nord SRL"]
    assert names(desk, city="iasi") == ["Ana Pop"]
    assert names(desk, responsible=responsible.pk) == ["Ion Rus"]
    assert names(desk, status="active") == ["Ready One"]
    assert names(desk, orders="open") == ["Ready One"]
    assert names(desk, orders="ready") == ["Ready One"]
    assert names(desk, orders="in_service") == []


def test_labels_types_and_activity_narrow(desk: Client) -> None:
    ana, ion = person("Ana", "Pop", "0722 000 001"), person("Ion", "Rus", "0722 000 002")
    blocked = Label.objects.create(name="blocked")
    ion.labels.add(blocked)
    school = CustomerType.objects.create(name="School", form="person")
    Customer.objects.filter(pk=ana.pk).update(type=school, last_activity_at=timezone.now() - timedelta(days=20))
    assert names(desk, label=blocked.pk) == ["Ion Rus"]
    assert names(desk, not_label=blocked.pk) == ["Ana Pop"]
    assert names(desk, type=school.pk) == ["Ana Pop"]
    assert names(desk, active_in="7") == ["Ion Rus"]
    assert names(desk, active_in="30") == ["Ion Rus", "Ana Pop"]
    today = timezone.localdate()
    assert names(desk, since=today.isoformat()) == ["Ion Rus"]
    assert names(desk, until=(today - timedelta(days=1)).isoformat()) == ["Ana Pop"]


def test_only_mine_are_those_one_had_a_hand_in() -> None:
    shop()
    person("Theirs", "One", "0722 000 001")  # made by the front desk
    mine = person("Mine", "One", "0722 000 002")
    technician = signed_in("technician")
    order(mine, technician=staff("technician"))
    assert names(technician, mine="1") == ["Mine One"]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"responsible": "9" * 30},
        {"orders": "x"},
        {"form": "x"},
        {"inactive": "2"},
        {"mine": "no"},
        {"type": "77"},
        {"label": "x"},
        {"not_label": "9" * 30},
        {"active_in": "8"},
        {"since": "1700-01-01"},
        {"until": "soon"},
    ],
)
def test_a_filter_that_is_not_understood_lists_nothing_and_says_so(manager: Client, query: dict[str, str]) -> None:
    person()
    response = manager.get(LIST, query)
    assert (response.status_code, response.context["lines"]) == (200, [])
    assert "Nothing is listed." in response.content.decode()
    assert manager.get(EXPORT, query).headers["Location"].startswith("/customers/?")
    assert not Event.objects.filter(verb="customers_exported").exists()


def test_sorts_and_pages(desk: Client) -> None:
    for position in range(30):
        person("Ana", f"Pop{position:02}", f"0722 000 {position:03}")
    assert names(desk, sort="name", per_page="25") == [f"Ana Pop{position:02}" for position in range(25)]
    page = desk.get(LIST, {"sort": "name", "per_page": "25"}).context
    older = desk.get(LIST + page["older_url"]) if page["older_url"].startswith("?") else desk.get(page["older_url"])
    assert [line["customer"].name for line in older.context["lines"]] == [f"Ana Pop{at}" for at in range(25, 30)]
    assert names(desk, sort="nonsense", per_page="7", page="forged")[0] == "Ana Pop29"


def test_found_ones_are_paged_by_name_too(desk: Client) -> None:
    Customer.objects.bulk_create(
        Customer(number=f"X-{at:03}", first_name="Ana", last_name=f"Pop{at:02}") for at in range(30)
    )
    first = desk.get(LIST, {"text": "pop", "sort": "name", "per_page": "25"})
    older = desk.get(LIST, {"text": "pop", "sort": "name", "per_page": "25", "page": first.context["page"].older})
    found = [line["customer"].name for page in (first, older) for line in page.context["lines"]]
    assert found == [f"Ana Pop{at:02}" for at in range(30)]
    assert (first.context["found"], older.context["found"]) == ("30", "30")


def test_a_city_is_found_by_any_part_of_it_in_any_spelling_and_only_in_the_city(desk: Client) -> None:
    person("Ion", "Rus", "0722 000 002", city="Cluj-Napoca")
    person("Cluj", "Napoca", "0722 000 003", city="Iași")
    assert names(desk, city="napoca") == names(desk, city="Cluj Napoca") == names(desk, city="CLUJ") == ["Ion Rus"]


def test_every_column_of_a_row_is_text(desk: Client) -> None:
    """All columns at once: what they say, and that nothing typed becomes markup."""
    label = Label.objects.create(name="<VIP>")
    fields = {"city": "<i>Cluj", "email": "a&b@shop.example", "discount_card": "<7>", "tax_number": "<8>"}
    customer = person("<b>Ana", 'O"Pop', "0722 000 001", responsible=staff("technician"), **fields)
    customer.labels.add(label)
    order(customer)
    columns = [column.key for column in LISTED.columns]
    desk.post(reverse("list_columns", args=["customer_list"]), {"column": columns})
    shown = desk.get(LIST).content.decode()
    row = shown[shown.index("<tr data-href") :].partition("</tr>")[0]
    cells = [unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in re.findall(r"(?s)<td[^>]*>(.*?)</td>", row)]
    assert dict(zip(columns, cells[1:], strict=True)) == {
        "customer": '<b>Ana O"Pop', "number": "CLT-000001", "status": "Active", "phone": "+40 722 000 001", "orders": "1", "debt": "—",
        "city": "<i>Cluj", "activity": "Today", "responsible": "IPIoana Pop", "turnover": "0.00", "deposits": "—", "labels": "<VIP>",
        "type": "—", "email": "a&b@shop.example", "tax_number": "<8>", "card": "<7>", "since": "Today",
    }  # fmt: skip


def test_typing_swaps_the_list_and_keeps_a_clean_address(desk: Client) -> None:
    person()
    response = desk.get(LIST, {"text": "popescu", "city": "", "form": ""}, headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == "/customers/?text=popescu"
    body = response.content.decode()
    assert body.lstrip().startswith('<form id="results"')
    assert "<html" not in body


def test_the_export_is_the_list_in_its_order(manager: Client) -> None:
    order(person("Busy", "Active", "0722 418 905", messenger="=1+1"))
    person("Ana", "Pop", "12")
    aged(person("Old", "Inactive", "0722 000 001"), 200)
    rows = exported(manager)
    assert [row["number"] for row in rows] == ["CLT-000001", "CLT-000002"]
    assert (rows[0]["phones"], rows[0]["messenger"], rows[1]["phones"]) == ("'+40722418905", "'=1+1", "12")
    assert [row["last name"] for row in exported(manager, inactive="1", sort="name")] == ["Active", "Inactive", "Pop"]
    assert [row["last name"] for row in exported(manager, row="CLT-000002")] == ["Pop"]
    events = Event.objects.filter(verb="customers_exported").order_by("pk")
    assert [event.facts for event in events] == [{"rows": 2}, {"rows": 3}, {"rows": 1}]
    assert str(events[0].actor) == "Ioana Pop"


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not_export_has_no_button_and_no_file(role: str) -> None:
    shop()
    person()
    client = signed_in(role)
    assert EXPORT + '"' not in client.get(LIST).content.decode().replace('action="/customers/export/"', "")
    assert client.get(EXPORT).status_code == 403


def test_nobody_posts_to_the_list(manager: Client) -> None:
    assert manager.post(LIST).status_code == 405
    assert manager.post(EXPORT).status_code == 405


@pytest.mark.parametrize(
    "text", ["\0", "x" * 5000, "%", "_", "' OR 1=1 --", "<script>", "🦄", "\u202e", "9" * 400, "a b c d e f g h i j k"]
)
def test_any_text_is_only_text(desk: Client, text: str) -> None:
    person()
    assert desk.get(LIST, {"text": text, "city": text}).status_code == 200


def test_the_page_costs_at_most_twelve_queries(desk: Client, django_assert_max_num_queries: Any) -> None:
    order(person())
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(LIST)
    assert reverse("customer_list") == LIST
