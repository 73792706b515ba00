from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, CustomerType, Label
from tests.factories import company, order, person, shop, staff

pytestmark = pytest.mark.django_db
PAGE = "/statistics/"


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def counts(bars: Any) -> list[tuple[str, int]]:
    return [(bar.label, bar.count) for bar in bars]


def test_totals_kinds_and_cities(manager: Client) -> None:
    order(person("Ana", "Pop", "0722 000 001", city="Iași"))
    person("Ion", "Rus", "0722 000 002", city="IAȘI", is_prospect=True)
    nord = company("Nord SRL", city="Cluj")
    Customer.objects.filter(pk=nord.pk).update(type=CustomerType.objects.create(name="School", form="company"))
    nord.labels.add(Label.objects.create(name="Regular"))
    page = manager.get(PAGE).context
    assert page["total"] == 3
    assert counts(page["activity"]) == [("Active", 1), ("Inactive", 1), ("Prospects", 1)]
    assert counts(page["splits"][1][1]) == [("Persons", 2), ("Companies", 1)]
    cities, types, labels = (bars for _title, bars, _head in page["lists"])
    assert [(label.casefold(), count) for label, count in counts(cities)] == [("iași", 2), ("cluj", 1)]
    assert (counts(types), counts(labels)) == ([("School", 1)], [("Regular", 1)])


def test_months_begin_by_the_shops_clock(manager: Client) -> None:
    customer = person()
    this_month = manager.get(PAGE).context["months"][-1]
    assert this_month["count"] == 1
    start = this_month["start"].astimezone(UTC)  # in Bucharest the month begins while London has the day before
    Customer.objects.filter(pk=customer.pk).update(created_at=start)
    assert manager.get(PAGE).context["months"][-1]["count"] == 1
    Customer.objects.filter(pk=customer.pk).update(created_at=datetime(2001, 1, 1, tzinfo=UTC))
    months = manager.get(PAGE).context["months"]
    assert [month["count"] for month in months] == [0] * 12


def test_an_empty_shop_has_statistics_too(manager: Client) -> None:
    response = manager.get(PAGE)
    assert (response.status_code, response.context["total"], response.context["lists"]) == (200, 0, [])


def test_what_is_drawn_can_be_read(manager: Client) -> None:
    person()
    text = manager.get(PAGE).content.decode()
    assert text.count('<th scope="row">') >= 12 + 5
    assert "<svg" in text
    assert " style=" not in text


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not_see_them(role: str) -> None:
    shop()
    client = Client()
    client.force_login(staff(role))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/customers/").content.decode()


def test_few_questions_are_asked(manager: Client, django_assert_max_num_queries: Any) -> None:
    person()
    with django_assert_max_num_queries(12):
        manager.get(PAGE)


def test_nobody_posts_there(manager: Client) -> None:
    assert manager.post(PAGE).status_code == 405
