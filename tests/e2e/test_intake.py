"""The front desk takes a device in, with the keyboard alone, and hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from repairs.models import WorkOrder
from tests.e2e.browsing import shoot, sign_in
from tests.factories import device, person, ready_order, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_known_customer_by_keyboard_alone(page: Page) -> None:
    shop()
    thing = device(person("Алексей", "Зубков", "+7 (908) 4944434"), kind="car", brand="Toyota", model="Corolla")
    sign_in(page, staff("front_desk"))
    page.goto("/repairs/")
    page.keyboard.press("n")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.keyboard.type("zubk")
    expect(page.locator("#customer-hits")).to_contain_text("Алексей Зубков")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Toyota Corolla")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_label("Reported fault").focus()
    page.keyboard.type("Стук спереди")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("received")
    made = WorkOrder.objects.get()
    assert page.url.endswith(made.get_absolute_url())
    assert (made.device, made.reported_fault) == (thing, "Стук спереди")


def test_warnings_and_what_was_here_before_come_while_typing(page: Page) -> None:
    shop()
    ready_order(person("Ana", "Secret", "+40 722 000 111"), reported_fault="Battery")
    sign_in(page, staff("front_desk"))
    page.goto(f"/repairs/new/?customer={person().number}")
    page.get_by_label("IMEI", exact=True).press_sequentially("351044630482739")
    expect(page.locator("#below_imei")).to_contain_text("Last digit should be 8, not 9.")
    page.get_by_label("IMEI", exact=True).fill("351044630482738")
    expect(page.locator("#seen")).to_contain_text("Battery")
    expect(page.get_by_label("IMEI", exact=True)).to_be_focused()
    page.locator("#seen").get_by_role("button", name="Use this device").click()
    expect(page.get_by_text("Held by another customer.").first).to_be_visible()
    assert "Secret" not in page.content()
    shoot(page, "intake")


def test_moved_in_place_and_handed_over_in_a_sheet(page: Page) -> None:
    shop()
    made = ready_order(person())
    sign_in(page, staff("front_desk"))
    page.goto(made.get_absolute_url())
    page.get_by_role("button", name="Back to “In repair”").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("In repair")
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Final price").fill("950,50")
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.get_by_role("status")).to_contain_text("handed over")
    made.refresh_from_db()
    assert (made.status, str(made.final_cost)) == ("handed_over", "950.50")
    shoot(page, "order_page")
