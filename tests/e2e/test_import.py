"""A list of another program, from the file to the customers and back, in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from tests.e2e.browsing import PHONE, fits, sign_in
from tests.e2e.journey import card
from tests.e2e.test_accessibility import check
from tests.factories import person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.xdist_group("imports")  # served shops count their imports from one, and share the folder
LIST = "Vārds;Uzvārds;Talrunis;Pilsēta;Bonus\nAnna;Bērziņa;+371 29123456;Rīga;7\nJānis;Kalns;+371 29123457;Cēsis;\n;;+371 29123458;Ogre;1\n"


def test_a_list_is_brought_mapped_checked_imported_and_undone(page: Page, tmp_path: Path) -> None:
    shop(country="LV", language="lv")
    person("Anna", "Bērziņa", "+371 29123456")
    sign_in(page, staff("manager"))
    path = tmp_path / "klienti.csv"
    path.write_bytes(LIST.encode("cp1257"))
    page.goto("/customers/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Letters (encoding)")).to_have_value("cp1257")
    expect(page.get_by_label("Uzvārds")).to_have_value("last_name")
    expect(page.get_by_text("Bērziņa", exact=True)).to_be_visible()
    page.get_by_label("Bonus").select_option(label="Discount card")
    said = check(page, "columns of an import")
    page.get_by_label("Save these columns under a name").fill("Bonus program")
    page.get_by_role("button", name="Check all rows").click()
    expect(page.get_by_text("Row 4")).to_be_visible()
    said += check(page, "report of an import")
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.get_by_label("Leave out 1 row").check()
    page.get_by_role("button", name="Import 1 customer").click()
    expect(card(page, "Imported")).to_be_visible()
    said += check(page, "an import that is done")
    assert Customer.objects.latest("pk").name == "Jānis Kalns"
    page.get_by_role("button", name="Undo the whole import").click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    assert Customer.objects.count() == 1
    assert not said, "\n".join(said)


def test_a_long_list_goes_on_by_itself_in_the_background(page: Page, tmp_path: Path, worker: None) -> None:
    shop()
    sign_in(page, staff("manager"))
    path = tmp_path / "long.csv"
    path.write_text("Name;Phone;Note\n" + "".join(f"Ana Pop{at};0722 {at:06};{'x' * 400}\n" for at in range(1000)))
    page.goto("/customers/import/")
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_role("button", name=re.compile("Import 1.?000 customers")).click(timeout=90_000)  # beside other tests
    expect(card(page, "Imported")).to_be_visible(timeout=90_000)
    assert Customer.objects.count() == 1000


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    shop()
    sign_in(page, staff("manager"))
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(201 << 20)
    page.goto("/customers/import/")
    page.get_by_label("File", exact=True).set_input_files(path)
    expect(page.get_by_role("alert")).to_have_text("The file is larger than 200 MB.")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("button", name="Read the file")).to_be_enabled()
    path.write_text(LIST)
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Uzvārds")).to_have_value("last_name")


def test_a_list_is_taken_along_on_a_phone_too(page: Page) -> None:
    shop()
    person()
    sign_in(page, staff("manager"))
    page.set_viewport_size(PHONE)
    page.goto("/customers/")
    page.get_by_label("Export", exact=True).click()
    expect(page.get_by_role("link", name="My exports")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").first.click()
    assert taken.value.suggested_filename.endswith(".xlsx")
