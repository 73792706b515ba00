from __future__ import annotations

import pytest
from django.test import Client

from customers.actions import delete_customer, restore_customer
from documents.actions import store_file
from documents.models import Document, DocumentFile
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 what was drawn once"


@pytest.fixture
def report() -> Document:
    shop()
    made = handed_over(person())
    store_file(number=made.number, data=PDF)
    return made


@pytest.fixture
def desk(report: Document) -> Client:
    client = Client()
    client.force_login(staff("technician"))
    return client


def page(report: Document) -> str:
    return f"/documents/{report.number}/"


def pdf(report: Document) -> str:
    return f"/documents/{report.number}.pdf"


def test_it_says_what_for_whom_and_by_whom(desk: Client, report: Document) -> None:
    body = desk.get(page(report)).content.decode()
    for expected in (
        report.number,
        "Hand-over report",
        "Andrei Popescu",
        "/customers/CLT-000001/",
        "/devices/DVC-000001/",
        "/repairs/WO-",
        "+40 722 418 905",
        "Ioana Pop",
        report.content_hash,
        DocumentFile.objects.get(number=report.number).sha256,
        pdf(report),
    ):
        assert expected in body


def test_of_a_deleted_customer_it_says_when_and_by_whom_and_links_nowhere(desk: Client, report: Document) -> None:
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    body = desk.get(page(report)).content.decode()
    assert "Customer deleted on" in body
    assert "Andrei Popescu" in body
    for gone in ("/customers/CLT-000001/", "/devices/DVC-000001/", "/repairs/WO-"):
        assert gone not in body
    restore_customer(number="CLT-000001", by=staff("manager"))
    assert "/devices/DVC-000001/" in desk.get(page(report)).content.decode()


def test_the_pdf_is_the_stored_bytes(desk: Client, report: Document) -> None:
    response = desk.get(pdf(report))
    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{report.number}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert desk.get(pdf(report), {"download": "1"}).headers["Content-Disposition"].startswith("attachment")


def test_who_has_it_already_is_not_sent_it_again(desk: Client, report: Document) -> None:
    tag = desk.get(pdf(report)).headers["ETag"]
    response = desk.get(pdf(report), headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert desk.get(pdf(report), headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_pdf_may_be_framed_by_the_shop_alone(desk: Client, report: Document) -> None:
    headers = desk.get(pdf(report)).headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("address", ["/documents/HO-1999-000001/", "/documents/HO-1999-000001.pdf"])
def test_what_was_never_issued_is_404(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_without_a_role_it_is_refused(desk: Client, report: Document) -> None:
    user = staff("front_desk")
    user.groups.clear()
    desk.force_login(user)
    assert desk.get(page(report)).status_code == 403
    assert desk.get(pdf(report)).status_code == 403


def test_they_are_only_read(desk: Client, report: Document) -> None:
    for method in (desk.post, desk.put, desk.patch, desk.delete):
        assert method(page(report)).status_code == 405
        assert method(pdf(report)).status_code == 405


def test_the_admin_looks_and_never_writes(desk: Client, report: Document) -> None:
    desk.force_login(staff("administrator", is_staff=True))
    listed = desk.get("/admin/documents/document/", {"q": "popescu"}).content.decode()
    assert report.number in listed
    one = f"/admin/documents/document/{report.pk}/change/"
    assert desk.get(one).status_code == 200
    assert desk.post(one, {"number": "X"}).status_code == 403
    assert desk.get("/admin/documents/document/add/").status_code == 403
    assert desk.post(one.replace("change", "delete")).status_code == 403
