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
from documents import chain
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent
from repairs.actions import Intake, NotAllowed, move_order, receive_device
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status
from tests.factories import device, order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = 12


def together(work: Callable[[int], object], times: int) -> list[object]:
    def run(position: int) -> object:
        try:
            return work(position)
        except (Gone, NotAllowed, _Aborted) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(times)))


class _Aborted(Exception):
    pass


def test_series_without_gap_or_double_while_some_abort(own_database: str) -> None:
    shop()
    user = staff("front_desk")
    kinds = (DocumentKind.INTAKE_RECEIPT, DocumentKind.HANDOVER_REPORT)

    def write(position: int) -> None:
        with transaction.atomic():
            kind = kinds[position % 2]
            issue(kind=kind, content={"text": str(position)}, language="en", find_by=Findable(), by=user)
            if random.random() < 0.2:
                raise _Aborted

    together(write, 240)
    for kind in kinds:
        documents = list(Document.objects.filter(kind=kind).order_by("position"))
        assert [document.position for document in documents] == list(range(1, len(documents) + 1))
        assert [document.previous_hash for document in documents] == ["", *(each.own_hash for each in documents[:-1])]
        rows = DocumentContent.objects.in_bulk([document.number for document in documents])
        assert all(chain.own_hash(document, rows[document.number]) == document.own_hash for document in documents)


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
