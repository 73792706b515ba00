"""The settings of paper: sizes, accent, terms with places, previews; and what new documents make of them."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from core.models import Shop
from documents import rendering
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent
from documents.paper_forms import contrast_with_white
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _own_children() -> Iterator[None]:
    yield
    rendering.stop()


@pytest.fixture
def manager() -> Client:
    factories.shop()
    client = Client()
    client.force_login(factories.staff("manager"))
    return client


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def frozen(number: str) -> Any:
    return json.loads(DocumentContent.objects.get(number=number).content)


def test_size_and_accent_are_frozen_into_new_documents(manager: Client) -> None:
    version = Shop.objects.get().version
    answer = manager.post("/settings/paper/", {"accent": "#2050C8", "size_intake_receipt": "a5", "version": version})
    assert answer.status_code == 302
    factories.order(factories.person())
    said = frozen(Document.objects.get().number)
    assert said["paper"] == {"size": "a5", "accent": "#2050c8"}
    assert said["terms"] == ["Bring this receipt.", "Warranty is six months."]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"accent": "blue"}, "Write a colour like #2050c8."),
        ({"accent": "#ffee00"}, "This colour is too pale"),
        ({"size_estimate": "a3"}, "Select a valid choice"),
    ],
)
def test_bad_settings_are_told_at_the_field(manager: Client, fields: dict[str, str], message: str) -> None:
    answer = manager.post("/settings/paper/", {"version": 1, **fields})
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Shop.objects.get().accent == ""


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast_with_white("#000000"), 1) == 21.0
    assert round(contrast_with_white("#ffffff"), 1) == 1.0
    assert round(contrast_with_white("#2050c8"), 1) == 6.9


def test_somebody_else_s_change_is_not_overwritten(manager: Client) -> None:
    answer = manager.post("/settings/paper/", {"accent": "#2050c8", "version": 0})
    assert "changed by somebody else" in answer.content.decode()
    assert Shop.objects.get().accent == ""


def test_terms_of_a_kind_are_filled_from_the_document(manager: Client) -> None:
    terms = (
        "{customer}, your {device} waits.\nFee {diagnosis_fee}, warranty {warranty_months}. {{ settings }} {% now %}"
    )
    version = Shop.objects.get().version
    bad = manager.post("/settings/paper/intake_receipt/", {"terms_en": terms, "version": version})
    assert "{ settings } stands for nothing" in bad.content.decode()
    good = terms.replace("{{ settings }} ", "")
    bad = manager.post("/settings/paper/intake_receipt/", {"terms_en": good, "version": version})
    assert "{% now %} stands for nothing" in bad.content.decode()
    good = good.replace("{% now %}", "&amp; <b>")
    assert manager.post("/settings/paper/intake_receipt/", {"terms_en": good, "version": version}).status_code == 302
    factories.order(factories.person(language="en"))
    assert frozen(Document.objects.get().number)["terms"] == [
        "Andrei Popescu, your Apple iPhone 13 waits.",
        "Fee —, warranty —. &amp; <b>",
    ]


def test_terms_follow_the_customer_s_language_and_fall_back_to_the_shop_s(manager: Client) -> None:
    Shop.objects.update(language="ro", terms_by_kind={"intake_receipt": {"ro": "Condiție", "ru": "Условие"}})
    for language, clause in (("ru", "Условие"), ("lv", "Condiție")):
        made = factories.order(factories.person(language=language))
        assert frozen(DocumentContent.objects.get(order_number=made.number).number)["terms"] == [clause]


def test_preview_draws_what_is_typed_and_keeps_nothing(manager: Client) -> None:
    answer = manager.post(
        "/settings/paper/estimate/", {"terms_en": "Only for {customer}.", "preview": "en", "version": 1}
    )
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for words in (
        "Preview: this document has not been issued.",
        "Only for Andrei Popescu.",
        "Atelier Nord",
        "Estimate",
    ):
        assert words in text
    assert not Document.objects.exists()
    assert Shop.objects.get().terms_by_kind == {}


def test_preview_of_bad_terms_shows_the_message(manager: Client) -> None:
    answer = manager.post("/settings/paper/estimate/", {"terms_en": "{who}", "preview": "en", "version": 1})
    assert "{who} stands for nothing" in answer.content.decode()


@pytest.mark.parametrize("typed", ["{device", "device}", "{ {device} }", "{\ndevice}"])
def test_a_brace_that_would_be_printed_is_told_at_the_field(manager: Client, typed: str) -> None:
    answer = manager.post("/settings/paper/estimate/", {"terms_en": typed, "version": 1}).content.decode()
    assert "Write places between two braces, like {device}." in answer
    assert Shop.objects.get().terms_by_kind == {}


def test_copy_on_other_paper_leaves_the_archived_file(manager: Client) -> None:
    factories.order(factories.person())
    number = Document.objects.get().number
    archived = manager.get(f"/documents/{number}.pdf").content
    copy = manager.get(f"/documents/{number}/print/roll.pdf")
    assert round(float(PdfReader(io.BytesIO(copy.content)).pages[0].mediabox.width) / 72 * 25.4) == 80
    assert number in text_of(copy.content)
    assert manager.get(f"/documents/{number}.pdf").content == archived
    assert manager.get(f"/documents/{number}/print/a3.pdf").status_code == 404
    assert manager.get("/documents/IR-2026-999999/print/a5.pdf").status_code == 404


def test_only_who_may_change_settings_sees_them() -> None:
    factories.shop()
    client = Client()
    client.force_login(factories.staff("front_desk"))
    assert client.get("/settings/paper/").status_code == 403
    assert client.get("/settings/paper/estimate/").status_code == 403


def test_pages_of_every_kind_open(manager: Client) -> None:
    for kind in DocumentKind:
        assert manager.get(f"/settings/paper/{kind}/").status_code == 200
    assert manager.get("/settings/paper/treaty/").status_code == 404
    assert manager.delete("/settings/paper/").status_code == 405
