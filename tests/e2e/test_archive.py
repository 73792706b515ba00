"""The archive as a manager works in it: found, corrected, taken along, checked, destroyed by two, and numbered anew."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from core.models import NumberSeries
from documents.models import Document, DocumentFile, Verification
from tests.archive.test_retention import old
from tests.e2e.browsing import DESK, PHONE, fits, shoot, sign_in
from tests.e2e.journey import card, fetched, squeezed, words_of
from tests.factories import handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.xdist_group("archive")


def test_the_archive_from_finding_to_destroying(page: Page, worker: None) -> None:
    shop()
    report = handed_over(person("Ilinca", "Moldovan", "+40 744 123 101")).number
    order(person("Ștefan", "Țurcanu", "+40 744 123 102"))
    gone = old()
    sign_in(page, staff("manager", first_name="Elena"))
    finds(page, report)
    made = corrects(page, report)
    takes_along(page, [report, made])
    checks(page)
    proposes(page, gone)
    sign_in(page, staff("manager", username="dan", first_name="Dan"))
    confirms(page, gone)
    sign_in(page, staff("administrator"))
    numbers_anew(page)
    rules_anew(page)
    previews_and_saves(page)


# What overflows its button, and single words that are broken in two.
CRAMPED = """() => {
  const words = document.createRange();
  const isCramped = (each) => {
    words.selectNodeContents(each);
    const isBroken = !each.innerText.trim().includes(" ") && words.getClientRects().length > 1;
    return each.matches("dt") ? isBroken : each.scrollWidth > each.clientWidth + 1;
  };
  return [...document.querySelectorAll(".segmented > label, .facts dt")].filter(isCramped).map((each) => each.innerText);
}"""


@pytest.mark.parametrize("language", ["en", "ro", "lv", "fr", "ru"])
def test_the_words_of_every_language_fit(page: Page, language: str) -> None:
    shop()
    report = handed_over(person()).number
    sign_in(page, staff("manager", language=language))
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for address in (f"/documents/{report}/", f"/documents/{report}/correct/"):
            page.goto(address)
            assert page.evaluate(CRAMPED) == []


def paper_of(page: Page, number: str) -> str:
    """What its PDF says, once the worker has drawn it: its first takes a while on a busy machine."""
    for _each in range(300):
        if DocumentFile.objects.filter(number=number).exists():
            break
        page.wait_for_timeout(200)
    return words_of(fetched(page, f"/documents/{number}.pdf"))


def finds(page: Page, number: str) -> None:
    page.goto("/documents/")
    expect(page.get_by_role("link", name="IR-", exact=False)).to_have_count(3)
    page.get_by_placeholder("Name, number, IMEI…").fill("moldovan 101")
    expect(page.get_by_role("link", name="IR-", exact=False)).to_have_count(1)
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name="Hand-over report")).to_be_visible()
    assert squeezed("Ilinca Moldovan") in paper_of(page, number)
    shoot(page, "archive-document")


def corrects(page: Page, number: str) -> str:
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Reason").fill("The name was misspelled.")
    page.get_by_role("button", name="Issue the new document").click()
    expect(page.get_by_text(f"This document stands in for {number}.")).to_be_visible()
    made = Document.objects.get(corrects=number).number
    assert squeezed("The name was misspelled.") in paper_of(page, made)
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_text(f"Another document stands in for this one: {made}.")).to_be_visible()
    return made


def takes_along(page: Page, numbers: list[str]) -> None:
    page.goto("/documents/")
    for number in numbers:
        page.get_by_role("checkbox", name=number).check()
    with page.expect_download() as download:
        page.locator(".bulk-bar").get_by_role("button", name="PDFs as a zip").click()
    path: Path = download.value.path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as taken:
        assert {name: taken.read(name) for name in taken.namelist() if name.endswith(".pdf")} == {
            f"{number}.pdf": bytes(DocumentFile.objects.get(number=number).data) for number in numbers
        }


def checks(page: Page) -> None:
    page.goto("/documents/")
    page.get_by_role("link", name="Archive check").click()
    page.get_by_role("button", name="Check now").click()
    for _each in range(100):
        if Verification.objects.exists():
            break
        page.wait_for_timeout(200)
    page.reload()
    expect(page.get_by_text("all as issued")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Heads of the chains").click()
    assert json.loads(download.value.path().read_text())["heads"]


def proposes(page: Page, number: str) -> None:
    page.goto("/documents/")
    page.get_by_role("link", name="Retention periods").click()
    page.get_by_role("checkbox", name=number).check()
    page.get_by_label("Reason").fill("Its time is over.")
    shoot(page, "archive-retention")
    page.get_by_role("button", name="Propose their destruction").click()
    expect(page.get_by_text("You proposed it.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Destroy them")).to_have_count(0)


def confirms(page: Page, number: str) -> None:
    page.goto("/documents/retention/")
    page.get_by_role("link", name="1 document").click()
    page.get_by_role("button", name="Destroy them").click()
    expect(page.get_by_role("heading", name="Minutes of destruction")).to_be_visible()
    minutes = Document.objects.get(kind="minutes_of_destruction").number
    said = paper_of(page, minutes)
    for words in (number, "Elena Pop", "Dan Pop", "Its time is over."):
        assert squeezed(words) in said
    page.goto(f"/documents/{number}/")
    expect(page.get_by_text("by Elena Pop and Dan Pop", exact=False)).to_be_visible()
    assert page.request.get(f"/documents/{number}.pdf").status == 410


def numbers_anew(page: Page) -> None:
    page.goto("/settings/numbers/")
    estimates = card(page, "Estimate")
    estimates.get_by_label("Beginning").fill("OF")
    estimates.get_by_label("Next number").fill("120")
    estimates.get_by_role("button", name="Save").click()
    expect(card(page, "Estimate").get_by_text("-000120")).to_be_visible()
    assert NumberSeries.objects.get(key="estimate").first == 120
    again = card(page, "Estimate")
    again.get_by_label("Next number").fill("7")
    again.get_by_role("button", name="Save").click()
    shoot(page, "archive-numbers")


def rules_anew(page: Page) -> None:
    page.goto("/documents/retention/rules/")
    page.get_by_label("Kind").select_option("warranty_certificate")
    page.get_by_label("Years").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Romania, Warranty certificate: 12 years from the end of the year")).to_be_visible()
    assert fits(page)


def previews_and_saves(page: Page) -> None:
    page.goto("/settings/paper/estimate/")
    page.get_by_label("English").fill("{device} is repaired once you say yes.")
    for language in ("English", "Română"):
        with page.context.expect_page() as preview:
            page.get_by_role("button", name=language).click()
        preview.value.close()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
