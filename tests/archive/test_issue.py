"""Documents are numbered without a gap, frozen, chained, and outlive everybody they name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from core import clock
from core.rights import insert_only_tables
from customers.actions import delete_customer, restore_customer
from documents import chain
from documents.actions import Findable, TooLong, issue, store_file
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, DocumentFile
from documents.verifying import look_through
from repairs.actions import Intake, move_order, receive_device
from repairs.states import Status
from tests.factories import device, handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db


def simple(text: str = "fault") -> Document:
    return issue(
        kind=DocumentKind.INTAKE_RECEIPT,
        content={"text": text},
        language="en",
        find_by=Findable(),
        by=staff("front_desk"),
    )


def test_issued_with_number_fingerprint_and_chain() -> None:
    shop()
    with clock.at(clock.now().replace(year=2026, month=3, day=1)):
        first, second = simple("one"), simple("two")
    assert [first.number, second.number] == ["IR-2026-000001", "IR-2026-000002"]
    assert (first.previous_hash, second.previous_hash) == ("", first.own_hash)
    assert json.loads(DocumentContent.objects.get(number=first.number).content)["text"] == "one"
    for document in Document.objects.all():
        row = DocumentContent.objects.get(number=document.number)
        assert chain.own_hash(document, row) == document.own_hash
        assert chain.sha256(row.content) == document.content_hash


def test_each_year_starts_a_series_in_the_shop_s_own_time() -> None:
    shop(time_zone="Europe/Bucharest")
    new_year_s_eve = clock.now().replace(
        year=2025, month=12, day=31, hour=22, minute=30
    )  # half past midnight in Bucharest
    with clock.at(new_year_s_eve):
        assert simple().number == "IR-2026-000001"
    with clock.at(new_year_s_eve.replace(hour=21)):
        assert simple().number == "IR-2025-000001"


def test_an_aborted_deed_gives_its_number_back() -> None:
    shop()
    before = simple()
    with pytest.raises(TooLong):
        issue(
            kind=DocumentKind.INTAKE_RECEIPT,
            content={"text": "x" * 4001},
            language="en",
            find_by=Findable(amount=Decimal(1)),
            by=None,
        )
    after = simple()
    assert Document.objects.count() == 2
    assert int(after.number[-6:]) == int(before.number[-6:]) + 1


@pytest.mark.parametrize("text", ["x" * 4001, "line\n" * 400])
def test_a_text_too_long_for_paper_is_refused_before_a_number_is_given(text: str) -> None:
    shop()
    with pytest.raises(TooLong):
        simple(text)
    assert not Document.objects.exists()


def test_the_receipt_freezes_shop_customer_device_and_terms() -> None:
    shop()
    made = order(person(city="Cluj"), estimated_cost=Decimal(950))
    content = json.loads(DocumentContent.objects.get(order_number=made.number).content)
    made.customer.last_name = "Changed"
    made.customer.save()
    shop(name="Other")
    assert content["shop"]["name"] == "Atelier Nord"
    assert content["customer"]["name"] == "Andrei Popescu"
    assert content["customer"]["phones"] == ["+40 722 418 905"]
    assert content["device"]["imei"] == "351044630482738"
    assert content["order"]["slip_code"] == made.slip_code
    assert content["order"]["status_url"] == f"https://shop.example/r/{made.secret}"
    assert content["order"]["estimated_cost"] == "950.00"
    assert content["terms"] == ["Bring this receipt.", "Warranty is six months."]


def test_the_first_file_stored_stays() -> None:
    shop()
    number = simple().number
    first = store_file(number=number, data=b"%PDF-1")
    assert store_file(number=number, data=b"%PDF-2").sha256 == first.sha256
    assert bytes(DocumentFile.objects.get(number=number).data) == b"%PDF-1"


def test_files_are_chained_in_the_order_of_storing() -> None:
    shop()
    numbers = [simple().number for _ in range(3)]
    files = [store_file(number=number, data=number.encode()) for number in reversed(numbers)]
    assert [file.position for file in files] == [1, 2, 3]
    assert [file.previous_hash for file in files] == ["", files[0].own_hash, files[1].own_hash]
    assert all(chain.file_hash(file) == file.own_hash for file in DocumentFile.objects.all())


def test_documents_outlive_their_customer_byte_for_byte() -> None:
    shop()
    customer = person()
    number = handed_over(customer).number
    store_file(number=number, data=b"%PDF-1.7 the paper")
    before = Document.objects.get(number=number).own_hash, DocumentFile.objects.get(number=number).sha256
    delete_customer(number=customer.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    assert (Document.objects.get(number=number).own_hash, DocumentFile.objects.get(number=number).sha256) == before
    assert bytes(DocumentFile.objects.get(number=number).data) == b"%PDF-1.7 the paper"
    restore_customer(number=customer.number, by=staff("manager"))
    assert Document.objects.get(number=number).own_hash == before[0]


def test_no_foreign_key_leads_into_or_out_of_the_archive() -> None:
    tables = [table for table in insert_only_tables() if table.startswith("documents_")]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE contype = 'f'
               AND (conrelid::regclass::text = ANY (%s) OR confrelid::regclass::text = ANY (%s))""",
            [tables, tables],
        )
        assert cursor.fetchall() == []


def test_a_booked_device_gets_its_receipt_when_it_comes_in() -> None:
    shop()
    customer = person()
    booking = Intake(customer.number, device(customer).number, {"reported_fault": "Screen"}, status=Status.BOOKED)
    booked = receive_device(intake=booking, by=staff("front_desk"))
    assert not Document.objects.exists()
    received = move_order(number=booked.number, seen="booked", to=Status.RECEIVED, by=staff("technician"))
    assert Document.objects.get().kind == "intake_receipt"
    assert received.received_by == staff("technician")


def test_a_clock_that_ran_ahead_leaves_no_document_dated_before_its_neighbour() -> None:
    shop()
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    dates = []
    for at in (noon + timedelta(hours=3), noon, noon + timedelta(hours=4)):
        with clock.at(at):
            made = issue(kind=DocumentKind.ESTIMATE, content={}, language="en", find_by=Findable(), by=None)
            store_file(number=made.number, data=b"%PDF")
        dates.append(made.issued_at)
    assert dates == [noon + timedelta(hours=3), noon + timedelta(hours=3), noon + timedelta(hours=4)]
    assert look_through().problems == []
