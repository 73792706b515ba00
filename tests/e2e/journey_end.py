"""The second half of the main job: what is left of an order when it is handed over, of a customer when it is deleted."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from core.models import Event
from customers.models import Customer
from repairs.models import WorkOrder
from tests.e2e.browsing import shoot
from tests.e2e.journey import (
    card,
    fetched,
    fingerprint,
    type_into_search,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


WRONG = "353289110012349"  # the check digit should be 3
FORMULA = "=HYPERLINK(0)"


def sees_all_of_the_customer(page: Page, made: WorkOrder) -> None:
    """And takes the same thing in again from there, so that the customer has an order that is open."""
    page.get_by_role("link", name="Ioana Rădulescu").first.click()
    expect(page.get_by_role("heading", name="Ioana Rădulescu")).to_be_visible()
    expect(card(page, "Devices")).to_contain_text("Samsung Galaxy S21")
    line = card(page, "Work orders").get_by_role("row").filter(has_text=made.number)
    expect(line).to_contain_text("Handed over")
    expect(line.get_by_text("Today")).to_have_count(2)
    expect(line).to_contain_text("900.00")
    for kind in ("Intake receipt", "Hand-over report"):
        expect(card(page, "Documents")).to_contain_text(kind)
    card(page, "Timeline").get_by_role("link", name="Show all").click()
    expect(page).to_have_url(re.compile("/timeline/$"))
    timeline = card(page, "Timeline")
    for sentence in ("received on", "moved to In repair", "moved to Ready", "handed over on", "issued"):
        expect(timeline.get_by_text(sentence).first).to_be_visible()
    page.go_back()
    line.get_by_role("link", name=made.number).click()
    expect(page).to_have_url(re.compile(made.number))
    page.go_back()
    page.get_by_role("link", name="New work order").click()
    page.get_by_role("radio", name="Samsung Galaxy S21").check()
    page.get_by_label("Reported fault").fill("Rattles now")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")


def deletes_the_customer(page: Page, made: WorkOrder) -> None:
    page.goto(made.customer.get_absolute_url())
    page.get_by_label("More").click()
    page.get_by_role("link", name="Delete").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Delete Ioana Rădulescu?")).to_be_visible()
    expect(sheet.locator(".figure").filter(has_text="device")).to_contain_text("1")
    expect(sheet.locator(".figure").filter(has_text="order")).to_contain_text("2")
    expect(sheet).to_contain_text("This stays in the archive: 4 documents")
    shoot(page, "delete_sheet")
    sheet.get_by_label("To confirm, type the name").fill("Ioana Rădulescu")
    sheet.get_by_role("button", name="Delete customer").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert Customer.objects.filter(pk=made.customer_id).exists()
    page.get_by_role("checkbox", name="is still open").check()
    page.get_by_role("button", name="Delete customer").click()
    expect(page.locator("#toasts")).to_contain_text("deleted")
    assert not Customer.objects.filter(pk=made.customer_id).exists()
    assert not WorkOrder.objects.filter(pk=made.pk).exists()


def finds_the_documents(page: Page, made: WorkOrder, kept: dict[str, str]) -> None:
    page.goto("/documents/")
    for text in ("radulescu", "3987", WRONG, made.number):
        page.get_by_role("searchbox", name="Filter").fill(text)
        for number in kept:
            expect(page.locator("main table").get_by_role("link", name=number)).to_be_visible()
        expect(page.locator("main table").get_by_role("row").filter(has_text="Ștefănescu")).to_have_count(0)
    for number, before in kept.items():
        page.goto("/")
        expect(type_into_search(page, number)).to_contain_text(number)
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile(r"Customer deleted on .* by Elena Toma"))).to_be_visible()
        assert fingerprint(fetched(page, f"/documents/{number}.pdf")) == before
        expect(page.get_by_text(before)).to_be_visible()


def exports_the_filtered_list(page: Page) -> None:
    page.goto("/customers/")
    page.locator("summary", has_text=re.compile(r"^\s*Filter\s*$")).click()
    page.get_by_role("textbox", name="City").fill("brasov")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    lines = list(csv.DictReader(io.StringIO(arriving.value.path().read_text("utf-8-sig"))))
    assert sorted(line["last name"] for line in lines) == [f"'{FORMULA}", "Ștefănescu"]
    assert {line["city"] for line in lines} == {"Brașov"}
    ana = next(line for line in lines if line["first name"] == "Ana")
    assert ana["phones"] == "'+40722418905"
    doru = next(line for line in lines if line["first name"] == "Doru")
    assert doru["messenger"] == "'+40744100200"


def edits_in_the_administration(page: Page, receipt: str) -> None:
    ana = Customer.objects.get(last_name="Ștefănescu")
    page.goto("/admin/customers/customer/")
    page.locator("#searchbar").fill("stefanesc")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ana Ștefănescu").click()
    assert page.get_by_role("link", name="Delete").count() == 0
    page.get_by_label("City").fill("Sibiu")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(ana.get_absolute_url())
    expect(card(page, "Contact")).to_contain_text("Sibiu")
    expect(card(page, "Timeline")).to_contain_text("Changed: city, by Sorin Toma")
    assert Event.objects.filter(verb="customer_changed", customer_number=ana.number, actor__username="admin").exists()
    page.goto("/admin/documents/document/")
    page.get_by_role("link", name=receipt).click()
    expect(page.get_by_text(receipt).first).to_be_visible()
    assert page.locator("#content-main :is(input, textarea, select):not([type=hidden])").count() == 0
    assert page.get_by_role("button", name="Save").count() == 0
