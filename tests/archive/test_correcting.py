"""A wrong document is followed by one that names it; neither ever changes."""

from __future__ import annotations

import json

import pytest

from core import clock
from core.models import Event
from customers.actions import delete_customer
from documents.correcting import CorrectedAlready, NotCorrectable, NothingFresh, correct_document, correction_of
from documents.models import Document, DocumentContent
from documents.months import close_month
from documents.verifying import look_through
from tests.archive.test_months import JUNE, MAY, may
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db


def content_of(number: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(DocumentContent.objects.get(number=number).content)
    return content


def test_it_says_what_is_known_today_and_names_the_first() -> None:
    shop()
    customer = person("Andrei", "Popesku")
    report = handed_over(customer)
    before = Document.objects.get(number=report.number).own_hash, content_of(report.number)
    customer.last_name = "Popescu"
    customer.save()
    made = correct_document(number=report.number, reason="The name was misspelled.", cancels=False, by=staff("manager"))
    said = content_of(made.number)
    assert made.number == report.number[:-1] + "2"
    assert made.corrects == report.number
    assert correction_of(report.number) == made.number
    assert said["customer"]["name"] == "Andrei Popescu"  # type: ignore[index]
    assert said["corrects"]["reason"] == "The name was misspelled."  # type: ignore[index]
    assert said["order"]["handed_over_by"] == "Ioana Pop"  # type: ignore[index]
    assert (Document.objects.get(number=report.number).own_hash, content_of(report.number)) == before
    assert Event.objects.get(verb="document_corrected").facts == {"correction": made.number}
    assert look_through().problems == []


def test_it_can_be_cancelled_and_even_when_its_customer_is_gone() -> None:
    shop()
    report = handed_over(gone := person())
    delete_customer(number=gone.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    with pytest.raises(NothingFresh):
        correct_document(number=report.number, reason="x", cancels=False, by=staff("manager"))
    made = correct_document(number=report.number, reason="Wrong device.", cancels=True, by=staff("manager"))
    assert content_of(made.number)["customer"] == content_of(report.number)["customer"]
    assert DocumentContent.objects.get(number=made.number).customer_name == "Andrei Popescu"
    assert Event.objects.filter(verb="document_cancelled", subject_number=report.number).count() == 1


def test_it_is_corrected_once_and_then_the_correction_is() -> None:
    shop()
    report = handed_over(person())
    made = correct_document(number=report.number, reason="x", cancels=False, by=staff("manager"))
    with pytest.raises(CorrectedAlready):
        correct_document(number=report.number, reason="x", cancels=False, by=staff("manager"))
    assert correct_document(number=made.number, reason="y", cancels=True, by=staff("manager")).corrects == made.number


def test_a_monthly_closing_is_never_replaced() -> None:
    shop()
    may()
    with clock.at(JUNE):
        closing = close_month(month=MAY, by=None)
    with pytest.raises(NotCorrectable):
        correct_document(number=closing.number, reason="x", cancels=False, by=staff("manager"))
