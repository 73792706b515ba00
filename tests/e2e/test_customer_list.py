"""The list of customers and the customer's form as somebody at the desk works with them all day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.actions import CustomerDraft, TypedPhone, update_customer
from customers.models import Customer
from tests.e2e.browsing import sign_in
from tests.e2e.journey import card, press
from tests.factories import company, device, order, person, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Shop


@pytest.fixture
def desk(live_shop: Shop, page: Page) -> Page:
    shop()
    sign_in(page, staff("front_desk"))
    return page


def test_the_list_by_its_keys(desk: Page) -> None:
    for position in range(3):
        order(person("Ana", f"Pop {position}", f"0722 000 00{position}"))
    page = desk
    page.goto("/customers/")
    rows = page.locator("tbody tr[data-href]")
    press(page, "j")
    expect(rows.nth(0).get_by_role("link").first).to_be_focused()
    press(page, "v")
    expect(page.get_by_role("dialog")).to_contain_text("Open orders")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "j")
    expect(rows.nth(1).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(rows.nth(1).get_by_role("link", name="Quick look")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.locator(".bulk-bar")).to_contain_text("1 selected")
    page.keyboard.press("Escape")
    expect(rows.nth(1).get_by_role("checkbox")).not_to_be_checked()


def test_filtered_while_typing_kept_under_a_name_and_with_other_columns(desk: Page) -> None:
    person("Ana", "Pop", "0722 000 001", city="Cluj"), person("Ion", "Rus", "0722 000 002", city="Iași")
    page = desk
    page.goto("/customers/?inactive=1")
    page.get_by_role("searchbox", name="Filter the list").press_sequentially("rus")
    expect(page.locator("tbody tr[data-href]")).to_have_count(1)
    expect(page).to_have_url(re.compile("text=rus"))
    page.locator("summary", has_text="Saved filters").click()
    page.get_by_label("Save these filters as").fill("All Rus")
    page.get_by_role("button", name="Save filter").click()
    expect(page.locator("#toasts")).to_contain_text("Filter “All Rus” saved")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="City").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()
    expect(page.get_by_role("cell", name="Iași")).to_be_visible()
    page.goto("/customers/?inactive=1")
    page.locator("summary", has_text="Saved filters").click()
    page.get_by_role("link", name="All Rus").last.click()
    expect(page.locator("tbody tr[data-href]")).to_have_count(1)


def test_a_twin_is_seen_while_the_name_is_typed(desk: Page) -> None:
    known = person("Ștefan", "Popescu", "0722 000 001")
    page = desk
    page.goto("/customers/new/")
    page.get_by_label("First name").fill("Stefan")
    page.get_by_label("Last name").press_sequentially("Popescu")
    hint = page.locator("#hints .note")
    expect(hint).to_contain_text(f"Ștefan Popescu, {known.number}, has a similar name")
    expect(hint).to_be_in_viewport()
    page.get_by_label("Last name").fill("Marin")
    page.get_by_label("Phone", exact=True).first.fill("0722 000 009")
    page.get_by_role("button", name="Save and add another").click()
    expect(page.locator("#toasts")).to_contain_text("Stefan Marin saved")
    expect(page.get_by_label("First name")).to_have_value("")


def test_somebody_in_the_book_speaks_for_a_second_customer(desk: Page) -> None:
    company()
    second = person("Ana", "Pop", "0722 000 001")
    page = desk
    page.goto(second.get_absolute_url())
    card(page, "Contacts").get_by_role("link", name="Add").click()
    page.get_by_label("First name").fill("Andris")
    page.get_by_role("button", name="Find in the book").click()
    page.get_by_role("button", name="This one").click()
    expect(page.get_by_label("Last name")).to_have_value("Ozoliņš")
    page.get_by_label("Role").fill("brother")
    page.get_by_role("button", name="Save").last.click()
    expect(card(page, "Contacts")).to_contain_text("Andris Ozoliņš brother")
    page.get_by_label("More").first.click()
    page.get_by_role("button", name="Set to active").click()
    expect(page.locator("#toasts")).to_contain_text("Ana Pop is active now")
    page.get_by_label("More").first.click()
    page.get_by_role("button", name="Back to automatic").click()
    expect(page.locator("#toasts")).to_contain_text("Ana Pop is inactive now")


def test_two_people_at_one_customer_lose_nothing(desk: Page) -> None:
    customer = person("Ana", "Pop", "0722 000 001")
    page = desk
    page.goto(f"{customer.get_absolute_url()}edit/")
    fields = {"form": "person", "first_name": "Ana", "last_name": "Popa"}
    draft = CustomerDraft(fields, [TypedPhone("0722 000 001")])
    update_customer(number=customer.number, draft=draft, version=customer.version, by=staff("manager"))
    page.get_by_label("City").fill("Cluj")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Last name. Now: Popa")
    expect(page.get_by_label("City")).to_have_value("Cluj")
    page.get_by_label("Last name").fill("Popa")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Popa")
    assert Customer.objects.values_list("last_name", "city").get() == ("Popa", "Cluj")


def test_found_by_fields_customers_and_devices_side_by_side(desk: Page) -> None:
    device(person("Ana", "Pop", "0722 000 001"), imei="", brand="Apple", model="iPhone 13", serial="C39X")
    page = desk
    page.goto("/customers/find/")
    page.locator("#find-customer").press_sequentially("pop")
    expect(page.locator("#found")).to_contain_text("Ana Pop")
    expect(page.locator("#found")).to_contain_text("Vehicles and devices")
