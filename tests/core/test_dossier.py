"""What the sheet before a deletion lists is bounded, however much there is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import dossier
from customers.actions import delete_customer
from devices.models import Device
from repairs.models import StatusMove, WorkOrder
from tests.factories import device, person, shop, staff

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer

pytestmark = pytest.mark.django_db


def much(number: int, *, status: str = "handed_over") -> Customer:
    """A customer with that many orders, five moves each."""
    shop()
    customer = person()
    thing = device(customer)
    closed: datetime | None = customer.created_at if status == "handed_over" else None
    orders = WorkOrder.objects.bulk_create(
        WorkOrder(
            number=f"WO-2020-{position:06}", customer=customer, device=thing, reported_fault="No sound", status=status,
            closed_at=closed, slip_code=f"T{position:05}",
        )
        for position in range(number)
    )  # fmt: skip
    StatusMove.objects.bulk_create(
        StatusMove(work_order=made, before="received", after="diagnosis") for made in orders for _ in range(5)
    )
    return customer


def test_the_sheet_is_bounded_and_says_how_many_there_are() -> None:
    customer = much(250)
    client = Client()
    client.force_login(staff("manager"))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(f"/customers/{customer.number}/delete/")
    assert (page.context["goes_count"], len(page.context["more_goes"]), page.context["goes_unlisted"]) == (251, 98, 150)
    assert "and 248 more" in page.content.decode()
    assert len(captured) <= 20
    assert len(page.content) < 100_000


def test_of_very_many_open_orders_the_first_are_ticked_by_themselves_and_the_rest_together() -> None:
    customer = much(25, status="in_repair")
    blockers = dossier.blockers(customer)
    assert [blocker.key for blocker in blockers[19:]] == ["WO-2020-000019", "5-more"]
    assert blockers[20].title == "5 more work orders are still open."
    delete_customer(
        number=customer.number, typed_name=customer.name, ticked=[each.key for each in blockers], by=staff("manager")
    )
    assert not WorkOrder.objects.exists()


def test_a_thousand_orders_are_deleted_within_a_second() -> None:
    customer = much(1000)
    start = time.monotonic()
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))
    took = time.monotonic() - start
    assert (Device.objects.count(), WorkOrder.objects.count(), StatusMove.objects.count()) == (0, 0, 0)
    assert took < 5
