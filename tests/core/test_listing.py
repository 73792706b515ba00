from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from core import listing
from core.listing import Sort
from customers.models import Customer
from devices.models import Device
from tests.factories import person, shop

pytestmark = pytest.mark.django_db
NAME = Sort(key="name", label="", columns=("sort_name", "id"))
NEWEST = Sort(key="newest", label="", columns=("is_active", "created_at", "id"), descending=True)
SORTS = (NAME, NEWEST)


@pytest.fixture(autouse=True)
def sixty_customers() -> None:
    shop()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    first = person("Ana", "P00", "0722")
    names = [Customer(number=f"X-{at:03}", first_name="Ana", last_name=f"P{at:02}") for at in range(1, 60)]
    for at, customer in enumerate(names):
        customer.created_at = start + timedelta(days=at // 7)
        customer.is_active = at % 2 == 0
    Customer.objects.filter(pk=first.pk).update(created_at=start)
    Customer.objects.bulk_create(names)


def page(**query: str) -> listing.Page:
    asked = QueryDict(mutable=True)
    asked.update(query)
    return listing.page(asked, Customer.objects.all(), SORTS)


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.key)
def test_every_row_is_on_one_page_forwards_and_backwards(sort: Sort) -> None:
    whole = [customer.pk for customer in Customer.objects.order_by(*sort.order())]
    here = page(sort=sort.key, per_page="25")
    seen = [row.pk for row in here.rows]
    while here.older:
        here = page(sort=sort.key, per_page="25", page=here.older)
        seen += [row.pk for row in here.rows]
    assert seen == whole
    assert (here.range, here.older) == ("51–60", "")
    back = page(sort=sort.key, per_page="25", page=here.newer)
    assert ([row.pk for row in back.rows], back.range) == (whole[25:50], "26–50")
    start = page(sort=sort.key, per_page="25", page=back.newer)
    assert ([row.pk for row in start.rows], start.range, start.newer) == (whole[:25], "1–25", "")


@pytest.mark.parametrize("token", ["forged", "x" * 9000, "WzFd:1:2", "\0"])
def test_what_is_on_no_list_is_the_usual(token: str) -> None:
    here = page(sort="nonsense", per_page="7", page=token)
    assert (here.sort, here.size, here.first, len(here.rows)) == (NAME, 50, 1, 50)


def test_a_token_belongs_to_its_sort() -> None:
    assert page(sort="newest", page=page(sort="name").older).first == 1


def test_rows_that_went_meanwhile_break_nothing() -> None:
    token = page(sort="name").older
    Customer.objects.filter(number__startswith="X-").delete()
    assert [row.last_name for row in page(sort="name", page=token).rows] == ["P00"]


def test_addresses_keep_what_else_is_asked() -> None:
    here = page(sort="name")
    assert listing.addresses(QueryDict("text=a&page=old"), here)["older_url"].startswith("?text=a&page=")


def test_a_token_of_another_list_is_no_token() -> None:
    by_age = Sort(key="age", label="", columns=("created_at", "id"))
    older = listing.page(QueryDict("per_page=25"), Customer.objects.all(), [by_age]).older
    query = QueryDict(f"per_page=25&page={older}")
    assert listing.page(query, Customer.objects.all(), [by_age]).first == 26
    by_device_age = Sort(key="age", label="", columns=("last_activity_at", "created_at", "id"))
    assert listing.page(query, Device.objects.all(), [by_device_age]).rows == []
