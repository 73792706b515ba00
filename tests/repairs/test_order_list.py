from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.saved import keep_columns
from repairs.actions import hand_over, move_order
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.tables import LIST
from repairs.talking import ask_question
from tests.factories import device, handed_over, order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture(scope="module")
def orders(shared_by_a_file: None) -> dict[str, WorkOrder]:
    """One of each selection."""
    shop()
    customer = person()
    thing = device(customer)
    late = timezone.now() - timedelta(days=1)
    made = {
        "plain": order(customer, thing),
        "mine": order(customer, thing, technician=staff("technician"), kind="urgent"),
        "late": order(customer, thing, promised_at=late),
        "ready": ready_order(customer, thing=thing, promised_at=late),
    }
    handed_over(customer, thing=thing)
    return made | {"out": WorkOrder.objects.get(status="handed_over")}


def shown(client: Client, **query: Any) -> set[str]:
    page = client.get(reverse("order_list"), query)
    assert page.status_code == 200
    return {row.number for row in page.context["page"].rows}


def numbers(orders: dict[str, WorkOrder], *names: str) -> set[str]:
    return {orders[name].number for name in names}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["plain", "mine", "late", "ready"]),
        ({"show": "mine"}, ["mine"]),
        ({"show": "overdue"}, ["late"]),
        ({"show": "pickup"}, ["ready"]),
        ({"show": "all"}, ["plain", "mine", "late", "ready", "out"]),
        ({"show": "service"}, ["plain", "mine", "late"]),
        ({"show": "stuck"}, []),
        ({"show": "booked"}, []),
        ({"show": "warranty"}, []),
        ({"sort": "promise"}, ["plain", "mine", "late", "ready"]),
        ({"sort": "waiting"}, ["plain", "mine", "late", "ready"]),
        ({"technician": "nobody"}, ["plain", "late", "ready"]),
        ({"unpaid": "1"}, []),
        ({"customer": "CLT-000001"}, ["plain", "mine", "late", "ready", "out"]),
        ({"customer": "CLT-000009"}, []),
        ({"since": "2020-01-01", "until": "2090-01-01"}, ["plain", "mine", "late", "ready"]),
        ({"since": "2090-01-01"}, []),
        ({"status": "ready"}, ["ready"]),
        ({"status": "handed_over"}, ["out"]),
        ({"kind": "urgent"}, ["mine"]),
        ({"technician": "me"}, ["mine"]),
        ({"text": "popescu iphone"}, ["plain", "mine", "late", "ready"]),
        ({"text": "zzz"}, []),
        ({"sort": "nonsense", "per_page": "-1", "page": "nonsense"}, ["plain", "mine", "late", "ready"]),
    ],
)
def test_filters(client: Client, orders: dict[str, WorkOrder], query: dict[str, str], names: list[str]) -> None:
    assert shown(client, **query) == numbers(orders, *names)


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"kind": "x"},
        {"technician": "99999999"},
        {"technician": "9" * 30},
        {"technician": "x"},
        {"text": "x" * 300},
        {"show": "nonsense"},
        {"since": "yesterday"},
        {"until": "1970-01-01"},
        {"customer": "x' or 1=1"},
        {"unpaid": "2"},
    ],
)
def test_an_invalid_filter_shows_its_error_and_no_rows(
    client: Client, orders: dict[str, WorkOrder], query: dict[str, str]
) -> None:
    page = client.get(reverse("order_list"), query)
    assert page.context["page"].rows == []
    assert 'class="note note-danger' in page.content.decode()


def test_counts(client: Client, orders: dict[str, WorkOrder]) -> None:
    page = client.get(reverse("order_list"))
    counted = {str(tab["label"]): tab["count"] for tab in page.context["tabs"]}
    assert counted == {
        "Open": 4, "Only mine": 1, "Overdue": 1, "Promised today": 0, "Stuck": 0, "In service": 3, "Awaiting pick-up": 1, "Not collected": 0, "Booked today": 0,
        "Waiting for an answer": 0, "In warranty": "", "Warranty returns": "", "All": "",
    }  # fmt: skip


def test_overdue_is_red_and_rows_have_their_next_move(client: Client, orders: dict[str, WorkOrder]) -> None:
    text = client.get(reverse("order_list")).content.decode()
    assert text.count('<span class="danger">') == 1
    assert f"Start diagnosis, {orders['plain'].number}" in text
    assert reverse("hand_over", args=[orders["ready"].number]) not in text  # a technician hands nothing over


@pytest.mark.parametrize(
    ("selection", "column"),
    [("overdue", "since"), ("stuck", "since"), ("waiting", "since"), ("running", "warranty"), ("warranty", "warranty")],
)
def test_a_selection_shows_the_column_it_is_about(
    client: Client, orders: dict[str, WorkOrder], selection: str, column: str
) -> None:
    def keys() -> list[str]:
        page = client.get(reverse("order_list"), {"show": selection})
        return [each.key for each in page.context["columns"]]

    usual = ["device", "number", "status", "promised", "technician", "received"]
    usual += [] if selection == "running" else ["next"]  # what is handed over moves no more
    assert [each for each in keys() if each != column] == usual
    assert keys().index(column) == 3
    keep_columns(page=LIST.page, columns=["number", "out"], by=staff("technician"))
    assert keys() == ["device", "number", column, "out"]


def test_what_is_in_warranty_by_its_end(client: Client, orders: dict[str, WorkOrder]) -> None:
    customer, today = orders["out"].customer, timezone.localdate()
    for months in (6, 3, 1):
        made = ready_order(customer, thing=orders["out"].device)
        hand_over(number=made.number, seen="ready", warranty_months=months, by=staff("front_desk"))
    last = WorkOrder.objects.get(warranty_months=1)
    WorkOrder.objects.filter(pk=last.pk).update(warranty_until=today - timedelta(days=1))
    page = client.get(reverse("order_list"), {"show": "running"})
    assert [row.warranty_months for row in page.context["page"].rows] == [3, 6]


def test_what_waits_for_an_answer(client: Client, orders: dict[str, WorkOrder]) -> None:
    for text in ("Which colour?", "Which size?"):
        ask_question(number=orders["plain"].number, text=text, by=staff("technician"))
    ask_question(number=orders["mine"].number, text="Sold?", by=staff("technician"))
    move_order(number=orders["mine"].number, seen="received", to=Status.CANCELLED, note="Yes", by=staff("technician"))
    assert shown(client, show="answer") == numbers(orders, "plain")
    counts = {str(tab["label"]): tab["count"] for tab in client.get(reverse("order_list")).context["tabs"]}
    assert counts["Waiting for an answer"] == 1


def test_live_filtering_answers_with_the_list_alone(client: Client, orders: dict[str, WorkOrder]) -> None:
    page = client.get(reverse("order_list"), {"text": "iphone"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert orders["plain"].number in page.content.decode()


def test_pages_by_key(client: Client, orders: dict[str, WorkOrder]) -> None:
    thing = orders["plain"].device
    for _each in range(22):
        order(orders["plain"].customer, thing)
    first = client.get(reverse("order_list"), {"per_page": "25"}).context["page"]
    second = client.get(reverse("order_list"), {"per_page": "25", "page": first.older}).context["page"]
    assert (len(first.rows), len(second.rows)) == (25, 1)
    assert not {row.number for row in first.rows} & {row.number for row in second.rows}


def test_who_may_not() -> None:
    client = Client()
    assert client.get(reverse("order_list")).status_code == 302
    user = staff("technician", username="nobody")
    user.groups.clear()
    client.force_login(user)
    assert client.get(reverse("order_list")).status_code == 403


def test_wrong_method(client: Client) -> None:
    assert client.post(reverse("order_list")).status_code == 405


@pytest.mark.parametrize(("query", "most"), [({"show": "all", "per_page": "100"}, 10), ({"sort": "promise"}, 13)])
def test_costs_little_with_every_column_shown(
    client: Client,
    orders: dict[str, WorkOrder],
    django_assert_max_num_queries: Any,
    query: dict[str, str],
    most: int,
) -> None:
    """What a cell needs and the list has not fetched would be asked for in every row."""
    keep_columns(page=LIST.page, columns=[column.key for column in LIST.columns], by=staff("technician"))
    client.get(reverse("order_list"))
    with django_assert_max_num_queries(most):
        page = client.get(reverse("order_list"), query)
    assert len(page.context["page"].rows) >= 4
    assert len(page.context["columns"]) == len(LIST.columns)


def test_signs_only_find_nothing(client: Client, orders: dict[str, WorkOrder]) -> None:
    assert shown(client, show="all", text="---") == set()
    assert len(shown(client, show="all", text="")) == len(orders)
