"""What customers owe and brought, on the list and on the page: kept by the orders' own table."""

from __future__ import annotations

import pytest
from django.test import Client

from customers import merging
from repairs.models import WorkOrder
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    shop()
    for position, (name, paid, total) in enumerate((("Ana", 100, 100), ("Bea", 420, 900), ("Cora", 0, 0))):
        made = person(name, "Pop", f"0722 000 00{position}")
        handed_over(made)
        WorkOrder.objects.filter(customer=made).update(paid=paid, total=total)
    client = Client()
    client.force_login(staff("manager"))
    return client


def names(client: Client, query: str) -> list[str]:
    return [row.first_name for row in client.get(f"/customers/?{query}").context["page"].rows]


def test_debtors_are_filtered_and_turnover_sorts(manager: Client) -> None:
    assert names(manager, "money=debt") == ["Bea"]
    assert names(manager, "sort=turnover") == ["Bea", "Ana", "Cora"]
    assert names(manager, "money=much") == []
    body = manager.get("/customers/").content.decode()
    assert '<span class="danger">480.00</span>' in body
    assert "Debt, RON" in body


def test_the_page_says_what_is_owed(manager: Client) -> None:
    body = " ".join(manager.get("/customers/CLT-000002/").content.decode().split())
    assert '<span class="figure-value danger">480.00</span>' in body
    assert ">900.00</span>" in body


def test_a_merge_shows_the_money_of_both_to_whoever_sees_orders(manager: Client) -> None:
    context = manager.get("/customers/CLT-000001/merge/", {"with": "CLT-000002"}).context
    assert [(line["label"], line["kept"], line["other"]) for line in context["money"]] == [
        ("Turnover", "100.00\N{NO-BREAK SPACE}RON", "900.00\N{NO-BREAK SPACE}RON"),
        ("Debt", "0.00\N{NO-BREAK SPACE}RON", "480.00\N{NO-BREAK SPACE}RON"),
    ]
    assert not context["both_open"], "a debt is no open work order"
    assert not {"turnover", "debt", "deposits"} & {field.name for field in merging.choosable()}, "nobody chooses a sum"


def test_the_bar_of_chosen_rows_knows_their_debts(manager: Client) -> None:
    body = manager.get("/customers/").content.decode()
    assert body.count("data-debt=") == 1
    assert 'data-debt="480.00"' in body
