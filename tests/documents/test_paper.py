"""What each kind of document says, on which paper, and by which version of its template."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from core.numbering import SERIES
from documents import rendering
from documents.blocks import SIZES
from documents.kinds import TEMPLATE_VERSIONS, DocumentKind
from documents.paper import LANGUAGES, Paper
from tests.documents import papers

SAYS = {
    "intake_receipt": ["Apple iPhone 13", "K7M4QX", "Deposit, in cash, 16/11/2026", "kept encrypted"],
    "repair_order": ["Replacing screen and battery", "Tax 19% on 714.29", "Radu Mureșan", "Customer: Andrei Popescu"],
    "estimate": ["Version 2", "Valid until 30/11/2026", "Battery", "RON1,150.00", "The part is here"],
    "diagnosis_report": ["The screen is broken; the battery", "a repair is worth it", "For the shop: Ioana Pop"],
    "handover_report": ["Screen and battery replaced", "Left to pay RON950.00", "Customer: Maria Popescu"],
    "warranty_certificate": ["6 months", "19 May 2027", "Damage by falls"],
    "payment_receipt": ["Deposit received RON200.00", "by card", "WO-2026-000045"],
    "delivery_note": ["Delivered to Maria Popescu, Str. Observatorului 34", "1.5 h"],
    "proforma": ["Proforma invoice", "RON1,150.00"],
    "invoice": ["Sum without tax RON989.52", "Paid RON200.00"],
    "credit_note": ["corrects and replaces: Invoice INV-2026-000031 of 16 November 2026", "The tax number was wrong."],
    "contract": ["1. The shop repairs the device", "2. The customer pays"],
    "monthly_closing": [
        "From 1 October 2026 to 31 October 2026",
        "IR-2026-001042",
        "2d711642 b726b044",
        "RON38,120.00",
        "Debt on 01/11/2026 RON1,870.00",
    ],
    "minutes_of_destruction": ["3 documents were destroyed", "IR-2019-000018", "Dan Marin, 19/11/2026, 16:40"],
}
MILLIMETRE = 72 / 25.4


@pytest.fixture(autouse=True, scope="module")
def _own_children() -> Iterator[None]:
    yield
    rendering.stop()


def read(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_has_its_paper(kind: str) -> None:
    drawn = rendering.render(papers.of_kind(kind))
    text = text_of(drawn)
    for words in [*SAYS[kind], str(DocumentKind(kind).label), "XX-2026-000112 of 16 November 2026", "page 1 of 1"]:
        assert words in text
    assert_sound(drawn)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_kind_is_sound_on_every_paper_and_in_every_language(language: str, size: str) -> None:
    for kind in DocumentKind:
        drawn = rendering.render(papers.of_kind(kind, language, paper={"size": size}))
        assert_sound(drawn)
        assert read(drawn).root_object["/Lang"] == language


def assert_sound(pdf: bytes) -> None:
    """Tagged, titled, and what can be seen of PDF/A-3a (ISO 19005-3) without a validator; without fault for qpdf."""
    reader = read(pdf)
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert {"/AA", "/OpenAction", "/AcroForm", "/OCProperties"}.isdisjoint(root)
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3<" in said or 'pdfaid:part="3"' in said
    assert "<pdfaid:conformance>A<" in said or 'pdfaid:conformance="A"' in said
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    assert (reader.is_encrypted, "/ID" in reader.trailer) == (False, True)
    assert reader.metadata.title in said
    for each in every_object(reader):
        assert "/Interpolate" not in each or not each["/Interpolate"].value
        assert each.get("/S") not in {"/JavaScript", "/Launch", "/URI"}
        if each.get("/Type") == "/FontDescriptor":
            assert "/FontFile2" in each
        if each.get("/Subtype") == "/CIDFontType2":
            assert "/CIDToGIDMap" in each
        if each.get("/Subtype") == "/Type0":
            assert "/ToUnicode" in each
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []  # what qpdf --check looks at


def every_object(reader: Any) -> Iterator[Any]:
    for number in reader.xref[0]:
        each = reader.get_object(number)
        if isinstance(each, dict):
            yield each


def test_every_kind_names_a_version_that_has_a_template() -> None:
    assert {f"v{version}/{kind}" for kind, version in TEMPLATE_VERSIONS.items()} <= rendering.TEMPLATES


def test_content_of_the_first_version_is_drawn_by_the_first_template() -> None:
    frozen = json.loads((Path(__file__).parent.parent / "fixtures/document_v1.json").read_text(encoding="utf-8"))
    old = Paper(**frozen, fingerprint="7f3a91c20be4", assets={})
    assert rendering._template_of(old) == "v1/intake_receipt"
    text = text_of(rendering.render(old))
    for words in (
        "IR-2026-000112",
        "Andrei Popescu",
        "Zgârieturi pe ramă",
        "miercuri, 18 noiembrie 2026, 17:00",
        "1.950,00 lei",
    ):
        assert words in text


def test_template_of_a_version_nobody_knows_is_the_plain_one() -> None:
    assert rendering._template_of(Paper(**{**vars(papers.receipt()), "template_version": 99})) == rendering.PLAIN


@pytest.mark.parametrize(("size", "width", "height"), [("a4", 210, 297), ("a5", 148, 210), ("roll", 80, None)])
def test_paper_has_its_size_and_only_a4_a_tag(size: str, width: int, height: int | None) -> None:
    drawn = rendering.render(papers.of_kind("intake_receipt", paper={"size": size}))
    (page,) = read(drawn).pages
    assert round(float(page.mediabox.width) / MILLIMETRE) == width
    tall = round(float(page.mediabox.height) / MILLIMETRE)
    assert tall == height if height else 150 < tall < 500
    text = text_of(drawn)
    assert ("tie it to the device" in text) == (size == "a4")
    for words in ("K7M4QX", "Apple iPhone 13", "18 November 2026", "RON950.00"):
        assert words in text


def many_lines(count: int) -> list[dict[str, str]]:
    line = {"kind": "part", "code": "", "quantity": "1", "unit_price": "1.00", "total": "1.00", "tax_rate": "19"}
    return [{**line, "text": f"Part {number}"} for number in range(1, count + 1)]


def test_long_table_repeats_its_head_and_keeps_its_sums_together() -> None:
    texts = []
    for count in (29, 30, 31, 60):  # somewhere here the sums just miss the page
        pages = read(rendering.render(papers.of_kind("invoice", lines=many_lines(count)))).pages
        texts = [" ".join(page.extract_text().split()) for page in pages]
        with_lines = [text for text in texts if "Part " in text]
        assert all("Quantity" in text for text in with_lines)
        (sums,) = [text for text in texts if "Sum without tax" in text]
        assert "Left to pay" in sums
        assert f"Part {count}" in sums
    assert "page 2 of" in texts[1]


@pytest.mark.parametrize("size", ["a4", "roll"])
def test_a_discount_stands_there_as_it_was_given(size: str) -> None:
    lines = [{**each, "discount_amount": "1234.50"} for each in many_lines(1)] + [
        {**each, "discount": "12.5"} for each in many_lines(1)
    ]
    text = text_of(rendering.render(papers.of_kind("estimate", lines=lines, paper={"size": size})))
    assert ["1,234.50" in text, "12.5%" in text] == [True, True]


@pytest.mark.parametrize("size", SIZES)
def test_no_number_of_the_archive_breaks_in_its_column(size: str) -> None:
    widest = [f"{SERIES[kind]}-2028-000888" for kind in DocumentKind]
    line = {"kind": "warranty_certificate", "count": 888, "total": "888888.00"}
    closing = {
        "documents": [{**line, "first": number, "last": number} for number in widest],
        "heads": [{"series": "x/2028/", "number": number, "position": 888, "own_hash": "8" * 64} for number in widest],
    }
    day = {"issued_at": "2028-08-28T08:00:00+02:00", "expired_on": "2034-07-01", "content_hash": "8" * 64}
    destruction = {"documents": [{**day, "number": number, "kind": "estimate"} for number in widest]}
    for kind, part in (
        ("monthly_closing", {"closing": closing}),
        ("minutes_of_destruction", {"destruction": destruction}),
    ):
        said = text_of(rendering.render(papers.of_kind(kind, paper={"size": size}, **part)))
        assert [number for number in widest if number not in said] == []


def test_roll_prints_every_line() -> None:
    text = text_of(rendering.render(papers.of_kind("invoice", lines=many_lines(100), paper={"size": "roll"})))
    assert "Part 100" in text


def test_ro_letters_have_commas_below_not_cedillas() -> None:
    frozen = papers.content("ro", reported_fault="ştiu că ţine")["order"]
    text = text_of(rendering.render(papers.receipt("ro", order=frozen)))
    assert "știu că ține" in text


def test_accent_that_is_no_colour_is_black() -> None:
    drawn = rendering.render(papers.of_kind("estimate", paper={"accent": "red;} body{display:none"}))
    assert "Apple iPhone 13" in text_of(drawn)


def test_signatures_of_both_are_drawn() -> None:
    signed = {"customer": papers.LOGO_KEY, "shop": papers.LOGO_KEY}
    drawn = rendering.render(papers.of_kind("handover_report", signatures=signed))
    assert "Customer: Maria Popescu, signed on the screen, 16/11/2026, 10:06" in text_of(drawn)
    assert read(drawn).pages[0].images


def test_declined_line_is_printed_as_declined() -> None:
    lines = [{**many_lines(1)[0], "decision": "declined"}, {**many_lines(2)[1], "decision": "approved"}]
    text = text_of(rendering.render(papers.of_kind("estimate", lines=lines)))
    assert "declined" in text
    assert "approved" in text
