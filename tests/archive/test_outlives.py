"""Whatever becomes of a customer, its documents stay byte for byte, and are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from customers.actions import delete_customer, restore_customer
from customers.anonymising import anonymise_customer, forget_customer
from customers.merging import merge_customers
from documents.actions import store_file
from documents.models import Document
from tests.factories import handed_over, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
TABLES = ("document", "documentcontent", "documentfile", "documentasset")


def everything() -> dict[str, list[Any]]:
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT row::text FROM documents_{table} row ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


def delete() -> None:
    delete_customer(number="CLT-000001", typed_name="Ilinca Moldovan", ticked=[], by=staff("manager"))


def delete_and_forget() -> None:
    delete()
    forget_customer(number="CLT-000001", typed_name="Ilinca Moldovan", by=staff("manager"))


def delete_and_restore() -> None:
    delete()
    restore_customer(number="CLT-000001", by=staff("manager"))


def merge() -> None:
    person("Ana", "Pop", "+40 722 555 111")
    merge_customers(kept="CLT-000002", other="CLT-000001", taken=[], by=staff("manager"))


def anonymise() -> None:
    anonymise_customer(number="CLT-000001", typed_name="Ilinca Moldovan", by=staff("manager"))


@pytest.mark.parametrize("deed", [delete, delete_and_forget, delete_and_restore, merge, anonymise])
def test_its_documents_stay_as_they_were_and_are_found(deed: Callable[[], None]) -> None:
    shop(logo=b"\x89PNG logo")
    report = handed_over(person("Ilinca", "Moldovan", "+40 744 123 101"))
    for number in Document.objects.values_list("number", flat=True):
        store_file(number=number, data=b"%PDF " + number.encode())
    before = everything()
    deed()
    assert everything() == before
    client = Client()
    client.force_login(staff("front_desk"))
    for typed in ("moldovan", "0744 123 101", "351044630482738", report.number):
        assert report.number in [
            row.document.number for row in client.get("/documents/", {"text": typed}).context["lines"]
        ]
        assert report.number in client.get("/search/", {"q": typed}, follow=True).content.decode()
    assert client.get(f"/documents/{report.number}.pdf").content == b"%PDF " + report.number.encode()
