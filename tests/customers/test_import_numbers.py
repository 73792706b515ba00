"""Numbers that a list brings along, in a shop that writes its own in its own way."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import NumberSeries
from core.series import change_series
from customers.models import Customer
from tests.customers.importing import LIST, bring, check, imported
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def numbered(prefix: str, digits: int, begin: int) -> None:
    change_series(key="customer", prefix=prefix, digits=digits, next_number=begin, by=staff("manager"))


def numbers() -> list[str]:
    return list(Customer.objects.order_by("pk").values_list("number", flat=True))


def test_new_ones_are_numbered_as_the_shop_writes_its_numbers(client: Client) -> None:
    numbered("KL", 4, 124)
    imported(client, LIST)
    assert numbers() == ["KL-0124", "KL-0125"]


def test_the_shop_s_own_file_finds_its_customers_by_number(client: Client) -> None:
    person("Ana", "Pop")
    numbered("KL", 4, 124)
    person("Ion", "Rus")
    rows = "Number;First name;Last name;City\nCLT-000001;Ana;Popa;Cluj\nKL-0124;Ion;Rusu;Iași\n"
    imported(client, rows, twins="update")
    assert [(each.number, each.name, each.city) for each in Customer.objects.order_by("pk")] == [
        ("CLT-000001", "Ana Popa", "Cluj"),
        ("KL-0124", "Ion Rusu", "Iași"),
    ]


def test_a_number_of_its_own_form_is_kept_in_an_empty_shop(client: Client) -> None:
    numbered("KL", 4, 1)
    imported(client, "Number;Name\nKL-0007;Ana Pop\n;Ion Rus\nCLT-000003;Dan Nistor\nX-1;Eva Popa\n")
    assert [(each.number, each.external_number) for each in Customer.objects.order_by("pk")] == [
        ("KL-0007", ""), ("KL-0008", ""), ("CLT-000003", ""), ("KL-0009", "X-1"),
    ]  # fmt: skip


def test_a_number_far_ahead_does_not_use_up_the_series(client: Client) -> None:
    rows = "Number;Name\nCLT-999999999;Ana Pop\nCLT-000500;Ion Rus\n;Dan Nistor\n"
    job = check(client, bring(client, rows))
    assert [remark for remark in job.remarks if remark[0] == "warning"] == [
        ["warning", 2, "number", "CLT-999999999 is too far ahead to be kept; it becomes the number in the old system."],
        ["warning", 3, "number", "CLT-000500 is kept: numbers after it go on from there, 499 are left out."],
    ]
    assert job.counts["warned"] == 2
    imported(client, rows)
    assert [(each.number, each.external_number) for each in Customer.objects.order_by("pk")] == [
        ("CLT-000501", "CLT-999999999"), ("CLT-000500", ""), ("CLT-000502", ""),
    ]  # fmt: skip
    assert NumberSeries.objects.get(key="customer").last == 502
