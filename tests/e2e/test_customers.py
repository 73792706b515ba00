"""Two customers made one and two again, one deleted and brought back, one forgotten: in the browser, as a manager does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.actions import delete_customer
from customers.models import Customer, Label
from tests.e2e.browsing import PHONE, fits, sign_in
from tests.e2e.test_accessibility import check
from tests.factories import company, device, handed_over, person, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import Complaints, Shop


@pytest.fixture
def manager(live_shop: Shop, page: Page) -> Page:
    shop()
    sign_in(page, staff("manager"))
    return page


def test_merged_and_parted_again(manager: Page) -> None:
    kept, other = person("Ana", "Pop", "0722 000 001"), person("Anna", "Popp", "0722 000 002", city="Cluj")
    handed_over(other)
    page = manager
    page.goto(kept.get_absolute_url())
    page.get_by_label("More").click()
    page.get_by_role("link", name="Merge with another").click()
    page.get_by_role("searchbox").last.fill("popp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Anna Popp").first).to_be_visible()
    page.wait_for_url("**who=popp**")
    said = check(page, "who to merge with")
    page.get_by_role("link", name="Anna Popp").first.click()
    said += check(page, "preview of a merge")
    page.get_by_role("button", name="Merge").last.click()
    expect(page.locator("#toasts")).to_contain_text(f"{other.number} is merged into this customer")
    page.goto(f"/customers/{other.number}/")
    expect(page).to_have_url(f"{page.url.split('/customers/')[0]}{kept.get_absolute_url()}")
    said += check(page, "a merged customer")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Popp")
    assert not said, "\n".join(said)
    assert Customer.objects.get(number=other.number).work_orders.count() == 1


def test_deleted_and_brought_back_beside_one_with_the_same_device(manager: Page) -> None:
    gone = person("Andrei", "Popescu", "0722 000 001")
    device(gone, imei="351044630482738")
    delete_customer(number=gone.number, typed_name=gone.name, ticked=[], by=staff("manager"))
    device(person("Ana", "Ionescu", "0722 000 002"), imei="351044630482738")
    page = manager
    page.goto("/customers/deleted/")
    said = check(page, "the bin")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("IMEI 351044630482738 is now another customer's.")).to_be_visible()
    said += check(page, "asked before restoring")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("One box is not ticked.")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Andrei Popescu")
    assert not said, "\n".join(said)


def test_anonymised_and_removed_from_the_bin(manager: Page) -> None:
    one, two = person("Andrei", "Popescu", "0722 000 001"), person("Ana", "Ionescu", "0722 000 002")
    handed_over(one)
    delete_customer(number=two.number, typed_name=two.name, ticked=[], by=staff("manager"))
    page = manager
    page.goto(f"{one.get_absolute_url()}anonymise/")
    said = check(page, "before anonymising")
    page.get_by_label("To confirm, type the name").fill("andrei popescu")
    page.get_by_role("button", name="Anonymise for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Anonymised {one.number}")
    page.goto("/customers/deleted/")
    page.get_by_role("link", name="Remove Ana Ionescu for good").click()
    said += check(page, "before removing for good")
    page.get_by_label("To confirm, type the name").fill("Ana Ionescu")
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("Nobody was deleted")).to_be_visible()
    assert not said, "\n".join(said)


def test_rows_are_chosen_on_a_phone_and_changed_together(manager: Page) -> None:
    Label.objects.create(name="Regular")
    for position in range(3):
        person("Ana", f"Pop {position}", f"0722 000 00{position}")
    page = manager
    page.set_viewport_size(PHONE)
    page.goto("/customers/")
    page.get_by_text("Select", exact=True).click()
    for row in (0, 2):
        page.locator("tr[data-href]").nth(row).click()
    said = check(page, "rows chosen on a phone")
    assert fits(page)
    page.locator(".bulk-bar summary", has_text="Label").click()
    page.get_by_role("button", name="Regular").first.click()
    expect(page.locator("#toasts")).to_contain_text("2 customers changed")
    assert not said, "\n".join(said)
    assert Label.objects.get().customers.count() == 2


def test_contacts_and_lists_of_choices(manager: Page) -> None:
    customer = company()
    page = manager
    page.goto(customer.get_absolute_url())
    page.get_by_role("link", name="Andris Ozoliņš").click()
    said = check(page, "a contact")
    page.get_by_label("Role").fill("owner")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Andris Ozoliņš saved")
    page.goto("/settings/customers/")
    page.get_by_label("New name").last.fill("Regular")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove Regular")).to_be_visible()
    said += check(page, "lists of choices")
    assert not said, "\n".join(said)


def test_enter_saves(manager: Page) -> None:
    page = manager
    page.goto("/customers/new/")
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Last name").fill("Pop")
    page.get_by_label("Phone", exact=True).first.fill("0722 000 001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Pop")
    for keys, text in (("Enter", "Rings at noon"), ("Control+Enter", "Comes on Monday")):
        page.get_by_label("Write down a call, a visit or a note").fill(text)
        page.keyboard.press(keys)
        expect(page.locator(".notes")).to_contain_text(text)
    page.goto(company().get_absolute_url())
    page.get_by_role("link", name="Andris Ozoliņš").click()
    page.get_by_label("Role").fill("owner")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Andris Ozoliņš saved")
    page.get_by_role("link", name="Andris Ozoliņš").click()
    page.get_by_text("Remove this contact").click()
    said = check(page, "asked before a contact is removed")
    page.get_by_role("button", name="Remove contact").click()
    expect(page.locator("#toasts")).to_contain_text("Andris Ozoliņš removed")
    assert not said, "\n".join(said)


def test_everybody_of_a_filter_without_javascript(browser: Browser, live_shop: Shop, complaints: Complaints) -> None:
    shop()
    for position in range(26):
        person("Ana", f"Pop {position}", f"0722 000 0{position:02}")
    context = browser.new_context(base_url=live_shop.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    complaints.listen(page)
    sign_in(page, staff("manager"))
    page.goto("/customers/?per_page=25")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label("All 26").check()
    page.locator(".bulk-bar summary", has_text="Active").click()
    page.get_by_role("button", name="Set to active").click()
    page.get_by_role("button", name="Change 26 customers").click()
    expect(page.locator("#toasts")).to_contain_text("26 customers changed")
    context.close()
