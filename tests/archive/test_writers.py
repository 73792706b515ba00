"""Many at once: no number twice, none left out, nothing made twice, no deadlock shown."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connections, transaction

from core.locks import Gone
from customers.actions import CustomerDraft, TypedPhone, create_customer, delete_customer
from customers.models import Customer
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.models import Document
from documents.verifying import look_through
from repairs.actions import Intake, NotAllowed, move_order, receive_device
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status
from tests.factories import device, order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = 12


def together(work: Callable[[int], object], times: int, writers: int = WRITERS) -> list[object]:
    def run(position: int) -> object:
        try:
            return work(position)
        except (Gone, NotAllowed, _Aborted) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(times)))


class _Aborted(Exception):
    pass


@pytest.mark.parametrize(("writers", "documents"), [(12, 120), pytest.param(50, 2000, marks=pytest.mark.slow)])
def test_series_without_gap_or_double_while_some_abort(own_database: str, writers: int, documents: int) -> None:
    shop()
    user = staff("front_desk")
    kinds = (DocumentKind.INTAKE_RECEIPT, DocumentKind.HANDOVER_REPORT, DocumentKind.ESTIMATE)

    def write(position: int) -> None:
        with transaction.atomic():
            kind = kinds[position % 3]
            issue(kind=kind, content={"text": str(position)}, language="en", find_by=Findable(), by=user)
            if random.random() < 0.2:
                raise _Aborted

    results = together(write, documents, writers)
    assert {type(result) for result in results} <= {type(None), _Aborted}  # and no deadlock was shown to anybody
    assert Document.objects.count() == results.count(None)
    for kind in kinds:
        issued = list(Document.objects.filter(kind=kind).order_by("position").values_list("position", flat=True))
        assert issued == list(range(1, len(issued) + 1))
    assert look_through().problems == []


def test_twenty_people_pushing_one_order_make_one_move(own_database: str) -> None:
    shop()
    made = order(person())
    technician = staff("technician")
    results = together(
        lambda _: move_order(number=made.number, seen="received", to=Status.IN_REPAIR, by=technician), 20
    )
    assert sum(isinstance(result, WorkOrder) for result in results) == 1
    assert StatusMove.objects.filter(work_order=made).count() == 2


def test_a_form_sent_twenty_times_makes_one_customer(own_database: str) -> None:
    shop()
    user, nonce = staff("front_desk"), uuid4()
    draft = CustomerDraft({"first_name": "Ana", "last_name": "Pop"}, [TypedPhone("0722 418 905")])
    results = together(lambda _: create_customer(draft=draft, by=user, nonce=nonce).number, 20)
    assert set(results) == {"CLT-000001"}
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_deletion_raced_by_new_orders_leaves_no_orphan(own_database: str, attempt: int) -> None:
    shop()
    customer = person()
    thing = device(customer)
    desk, manager = staff("front_desk"), staff("manager")

    def work(position: int) -> object:
        if position == 5:
            return delete_customer(number=customer.number, typed_name=customer.name, ticked=_open_orders(), by=manager)
        return receive_device(intake=Intake(customer.number, thing.number, {"reported_fault": "x"}), by=desk)

    def _open_orders() -> list[str]:
        return [f"WO-{year}-{position:06}" for year in (2025, 2026, 2027) for position in range(1, 30)]

    results = together(work, 10)
    assert not Customer.objects.exists()
    assert not WorkOrder.objects.exists()
    received = sum(isinstance(result, WorkOrder) for result in results)
    assert Document.objects.filter(kind=DocumentKind.INTAKE_RECEIPT).count() == received
