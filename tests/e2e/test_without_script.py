"""Every deed works without JavaScript: the way of a device through the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from repairs.models import WorkOrder
from tests.e2e.browsing import sign_in
from tests.factories import device, person, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.conftest import Complaints, Shop


def test_an_intake_and_a_move_without_javascript(browser: Browser, live_shop: Shop, complaints: Complaints) -> None:
    shop()
    known = person("Ana", "Ionescu")
    device(known)
    context = browser.new_context(base_url=live_shop.url, java_script_enabled=False)
    page = context.new_page()
    complaints.listen(page)
    sign_in(page, staff("front_desk"))
    page.goto("/")
    page.get_by_role("link", name="New intake").first.click()
    page.get_by_label("Find the customer").fill("ionesc")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Choose Ana Ionescu").click()
    page.get_by_role("radio", name="Apple iPhone 13").check()
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what the customer reports.")
    expect(page.get_by_role("radio", name="Apple iPhone 13")).to_be_checked()
    page.get_by_label("Reported fault").fill("No sound")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")
    page.get_by_role("button", name="Start repair").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("In repair")
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Hand over").click()
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.locator("#toasts")).to_contain_text("handed over")
    assert WorkOrder.objects.get().status == "handed_over"
    context.close()
