"""People and things are found however their names are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e.browsing import sign_in
from tests.e2e.journey import (
    type_into_search,
)
from tests.factories import shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_people_are_found_however_their_names_are_written(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    takes_in_the_corolla(page)
    types_a_customer(page, {"First name": "Ștefan", "Last name": "Țurcanu", "Phone": "0722 000 111"})
    types_a_customer(page, {"First name": "Ēriks", "Last name": "Kļaviņš", "Phone": "+371 29 184 307"})
    its_number = {"Legal name": 'ИЧП "Строганов НИ"', "Phone": "+7 495 000-11-22", "Tax number": "4256836901"}
    types_a_customer(page, its_number, kind="Company")
    for text, found in (
        ("zubkov", "Алексей Зубков"),
        ("зубков", "Алексей Зубков"),
        ("4944434", "Алексей Зубков"),
        ("n123ap", "Toyota Corolla"),
        ("н123ар", "Toyota Corolla"),
        ("R058037", "Toyota Corolla"),
        ("stroganov", "Строганов"),
        ("4256836901", "Строганов"),
        ("turcanu stefan", "Ștefan Țurcanu"),
        ("eriks klavins", "Ēriks Kļaviņš"),
    ):
        page.goto("/help/")
        expect(type_into_search(page, text).locator(".hit").first).to_contain_text(found)


def takes_in_the_corolla(page: Page) -> None:
    page.goto("/repairs/new/")
    for label, text in (("First name", "Алексей"), ("Last name", "Зубков"), ("Phone", "+7 (908) 4944434")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Kind", exact=True).select_option("Car")
    page.get_by_label("VIN").press_sequentially("NMTBM28E80R058037")
    expect(page.locator("#below_vin")).to_contain_text("Toyota")
    expect(page.locator("#below_vin .warning")).to_have_count(0)
    expect(page.get_by_label("Brand")).to_have_value("Toyota")
    page.get_by_label("Model").fill("Corolla")
    page.get_by_label("Plate").fill("N123AP")
    page.get_by_label("Reported fault").fill("Стук спереди")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")


def types_a_customer(page: Page, fields: dict[str, str], *, kind: str = "Person") -> None:
    page.goto("/customers/new/")
    page.locator(".segmented").get_by_text(kind, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(text)
    page.get_by_role("button", name="Save", exact=True).or_(page.locator("button[data-default]")).first.click()
    expect(page.locator("#toasts")).to_contain_text(re.compile("made|saved"))
