"""Deleting a customer who has been here very often."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from customers.actions import CustomerDraft, TypedPhone, create_customer, delete_customer
from devices.actions import DeviceDraft, create_device
from repairs.models import Payment, StatusMove, WorkOrder
from repairs.states import Status
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import Bench, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.models import Customer

ORDERS = 1000
TIMES = 3


def deleting(bench: Bench) -> Iterator[Figure]:
    times = [(customer.number, took(partial(_delete, bench, customer))) for customer in _regulars(bench)]
    yield figure("delete", bench.customers, Budget(longest=1000), times)


def _regulars(bench: Bench) -> Iterator[Customer]:
    for turn in range(TIMES):
        draft = CustomerDraft(
            {"form": "person", "first_name": "Regular", "last_name": "Visitor"}, [TypedPhone("+40 722 418 905")]
        )
        customer = create_customer(draft=draft, by=bench.visitor.user)
        thing = create_device(
            owner=customer.number, draft=DeviceDraft({"kind": "laptop", "model": "X1"}), by=bench.visitor.user
        )
        now = timezone.now()
        WorkOrder.objects.bulk_create(
            WorkOrder(
                number=f"{customer.number}-{turn}-{place}", slip_code=f"{turn}{place:05}", customer=customer, device=thing,
                status=Status.HANDED_OVER, reported_fault="Again", total=100, paid=100, closed_at=now,
            )
            for place in range(ORDERS)
        )  # fmt: skip
        orders = list(customer.work_orders.all())
        by = bench.visitor.user
        StatusMove.objects.bulk_create(
            StatusMove(work_order=each, before=before, after=after, at=now, by=by)
            for each in orders
            for before, after in (
                ("", Status.RECEIVED),
                (Status.RECEIVED, Status.READY),
                (Status.READY, Status.HANDED_OVER),
            )
        )
        Payment.objects.bulk_create(
            Payment(work_order=each, kind="balance", method="cash", amount=100, at=now, by=by) for each in orders
        )
        yield customer


def _delete(bench: Bench, customer: Customer) -> None:
    delete_customer(number=customer.number, typed_name="Regular Visitor", ticked=[], by=bench.visitor.user)


SCENARIOS = {"delete": Scenario("a customer with a thousand work orders deleted", deleting)}
