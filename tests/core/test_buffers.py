"""A page of a list reads what it shows: not more in a large shop than in a small one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from core import listing
from customers import tables as customers
from customers.models import Customer
from devices import tables as devices
from devices.models import Device
from documents import tables as documents
from documents.models import Document
from repairs import tables as orders
from repairs.models import WorkOrder
from repairshop.seeding import seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

READ = re.compile(r"Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?")
ROWS = listing.PAGE_SIZES[0] + 1
MOST = 4 * ROWS  # pages of 8 kB: each row and its places in the index, far below a table of thousands


def pages() -> Iterator[tuple[str, QuerySet[Any]]]:
    lists: list[tuple[Any, Any]] = [
        (Customer.objects, customers.SORTS),
        (Device.objects, devices.LIST.sorts), (Document.objects, documents.LIST.sorts),
        (WorkOrder.objects, (orders.NEWEST, orders.OLDEST)),
    ]  # fmt: skip
    for rows, sorts in lists:
        for sort in sorts:
            yield f"{rows.model.__name__} {sort.key}", rows.order_by(*sort.order())
            middle = rows.order_by("?").first()
            key = [getattr(middle, column) for column in sort.columns]
            beyond = listing._beyond(rows.all(), sort, key, backwards=False)
            yield f"{rows.model.__name__} {sort.key}, further", beyond.order_by(*sort.order())


def buffers(rows: QuerySet[Any]) -> int:
    plan = rows.values_list("pk")[:ROWS].explain(analyze=True, buffers=True)
    found = READ.search(plan)
    assert found, plan
    return sum(int(number or 0) for number in found.groups())


@pytest.mark.parametrize("size", [4000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_page_of_any_list_reads_a_page_of_rows(own_database: str, size: int) -> None:
    seed(size)
    assert {name: read for name, rows in pages() if (read := buffers(rows)) > MOST} == {}
