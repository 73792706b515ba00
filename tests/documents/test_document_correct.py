from __future__ import annotations

import pytest
from django.test import Client

from customers.actions import delete_customer
from documents.models import Document
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Document:
    shop()
    return handed_over(person())


@pytest.fixture
def manager(report: Document) -> Client:
    client = Client()
    client.force_login(staff("manager"))
    return client


def page(report: Document) -> str:
    return f"/documents/{report.number}/correct/"


def test_the_new_one_and_the_old_one_show_each_other(manager: Client, report: Document) -> None:
    response = manager.post(page(report), {"how": "again", "reason": "Misspelled."})
    made = Document.objects.get(corrects=report.number)
    assert response.headers["Location"] == made.get_absolute_url()
    new, old = (manager.get(each.get_absolute_url()).content.decode() for each in (made, report))
    assert f"This document stands in for {report.number}." in new
    assert "Misspelled." in new
    assert f"Another document stands in for this one: {made.number}." in old
    assert page(report) not in old
    assert manager.get(page(report)).headers["Location"] == made.get_absolute_url()
    assert manager.post(page(report), {"how": "cancel", "reason": "x"}).headers["Location"] == made.get_absolute_url()
    assert Document.objects.filter(corrects=report.number).count() == 1


def test_one_that_is_cancelled_says_so(manager: Client, report: Document) -> None:
    manager.post(page(report), {"how": "cancel", "reason": "Issued twice."})
    made = Document.objects.get(corrects=report.number)
    new, old = (manager.get(each.get_absolute_url()).content.decode() for each in (made, report))
    assert f"This document cancels {report.number}." in new
    assert f"Cancelled by {made.number}." in old
    assert "stands in for" not in new + old


def test_of_a_deleted_customer_it_can_only_be_cancelled(manager: Client, report: Document) -> None:
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    assert 'value="again"' not in manager.get(page(report)).content.decode()
    assert manager.post(page(report), {"how": "again", "reason": "x"}).status_code == 200
    assert manager.post(page(report), {"how": "cancel", "reason": "x"}).status_code == 302


@pytest.mark.parametrize(
    "sent", [{}, {"how": "again"}, {"how": "shred", "reason": "x"}, {"how": "again", "reason": "x" * 501}]
)
def test_what_is_missing_is_said_at_the_field(manager: Client, report: Document, sent: dict[str, str]) -> None:
    response = manager.post(page(report), sent)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Document.objects.exclude(corrects="").exists()


def test_the_desk_may_not_nor_sees_the_button(manager: Client, report: Document) -> None:
    assert page(report) in manager.get(report.get_absolute_url()).content.decode()
    manager.force_login(staff("front_desk"))
    assert page(report) not in manager.get(report.get_absolute_url()).content.decode()
    assert manager.get(page(report)).status_code == 403
    assert manager.post(page(report), {"how": "cancel", "reason": "x"}).status_code == 403


def test_what_was_never_issued_is_404(manager: Client) -> None:
    assert manager.get("/documents/HO-1999-000001/correct/").status_code == 404


def test_it_is_read_and_posted_only(manager: Client, report: Document) -> None:
    assert manager.put(page(report)).status_code == 405
