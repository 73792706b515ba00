"""What the steps of the journey say often."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PASSWORD = "a lamp over the counter"


def log_in(page: Page, name: str) -> None:
    """By the login page, as whoever comes to the desk in the morning."""
    page.goto("/")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def log_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def press(page: Page, key: str) -> None:
    """A key of the shop: the script that listens is there when the page has loaded."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)


def type_into_search(page: Page, text: str) -> Locator:
    """Press / and type; returns the panel, when it has an answer."""
    press(page, "/")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()
    with page.expect_response(lambda response: "/search/?" in response.url and response.request.method == "GET"):
        page.keyboard.insert_text(text)
    panel = page.locator("#search-panel")
    expect(panel.locator(".hits")).to_be_visible()
    return panel


def card(page: Page, title: str) -> Locator:
    """The card of the page under that heading."""
    return page.locator(".card").filter(has=page.get_by_role("heading", name=title, exact=True))


def fetched(page: Page, address: str) -> bytes:
    """The file at that address, as the signed-in browser gets it."""
    response = page.request.get(address)
    assert response.status == 200, f"{address}: {response.status}"
    assert response.headers["content-type"] == "application/pdf"
    return response.body()


def words_of(pdf: bytes) -> str:
    """All letters on all pages, without the spaces: a reader of PDF guesses where words are parted."""
    assert pdf.startswith(b"%PDF-")
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def squeezed(text: str) -> str:
    return "".join(text.split())


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
