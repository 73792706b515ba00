"""A paper is looked at before it is issued: nothing is numbered, nothing is kept."""

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from pypdf import PdfReader

from documents import rendering
from documents.models import Document
from repairs.models import WorkOrder
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _own_children() -> Iterator[None]:
    yield
    rendering.stop()


@pytest.fixture
def order() -> WorkOrder:
    factories.shop()
    return factories.order(factories.person())


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(factories.staff("front_desk"))
    return client


def test_diagnosis_is_previewed_as_typed(desk: Client, order: WorkOrder) -> None:
    issued = Document.objects.count()
    typed = {"found": "Corroded board", "advice": "Replace it"}
    answer = desk.post(f"/repairs/{order.number}/preview/diagnosis_report.pdf", typed)
    text = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for words in (
        "Preview: this document has not been issued.",
        "Corroded board",
        "Andrei Popescu",
        "Diagnosis report",
    ):
        assert words in text
    assert Document.objects.count() == issued


def test_estimate_and_repair_order_are_previewed(desk: Client, order: WorkOrder) -> None:
    for kind in ("estimate", "repair_order"):
        answer = desk.get(f"/repairs/{order.number}/preview/{kind}.pdf")
        assert answer["Content-Type"] == "application/pdf"


def test_who_may_not_and_what_is_not_there(desk: Client, order: WorkOrder) -> None:
    assert desk.get(f"/repairs/{order.number}/preview/invoice.pdf").status_code == 404
    assert desk.get("/repairs/WO-2026-999999/preview/estimate.pdf").status_code == 404
    assert desk.delete(f"/repairs/{order.number}/preview/estimate.pdf").status_code == 405
    assert Client().get(f"/repairs/{order.number}/preview/estimate.pdf").status_code == 302
