"""The shop by keyboard alone: no test here touches the mouse, nor puts the focus anywhere itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from customers.actions import delete_customer
from repairs.models import WorkOrder
from tests.e2e.browsing import sign_in, tab_to
from tests.e2e.journey import press
from tests.factories import device, order, person, ready_order, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def focused_in(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => Boolean(document.activeElement.closest(selector))", selector))


def test_an_intake_for_a_known_customer(page: Page) -> None:
    shop()
    thing = device(person("Алексей", "Зубков", "+7 (908) 4944434"), kind="car", brand="Toyota", model="Corolla")
    sign_in(page, staff("front_desk"))
    page.goto("/")
    press(page, "n")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.keyboard.type("zubk")
    expect(page.locator("#customer-hits")).to_contain_text("Алексей Зубков")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Toyota Corolla")).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Reported fault"))
    page.keyboard.type("Стук спереди")
    tab_to(page, page.get_by_role("button", name="Receive and print receipt"))
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("received")
    made = WorkOrder.objects.get()
    assert (made.device, made.reported_fault) == (thing, "Стук спереди")


def test_whoever_types_faster_than_the_page_loads_is_answered_too(page: Page) -> None:
    shop()
    person("Ana", "Ionescu")
    sign_in(page, staff("front_desk"))
    late: list[Route] = []
    page.route(re.compile(r"/js/intake\b"), lambda route: late.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto("/repairs/new/", wait_until="commit")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.keyboard.type("ionesc")
    for script in late:
        script.continue_()
    expect(page.locator("#customer-hits")).to_contain_text("Ana Ionescu")


def test_search_to_intake_with_shift_enter(page: Page) -> None:
    shop()
    known = person("Ana", "Ionescu")
    sign_in(page, staff("front_desk"))
    page.goto("/")
    press(page, "/")
    page.keyboard.type("ionesc")
    expect(page.locator("#search-panel .hit.chosen")).to_contain_text("Ana Ionescu")
    page.keyboard.press("Shift+Enter")
    expect(page).to_have_url(re.compile(f"/repairs/new/.customer={known.number}$"))


def test_escape_leaves_the_search_and_the_arrows_choose(page: Page) -> None:
    shop()
    person("Ana", "Ionescu")
    chosen = person("Vlad", "Ionescu", "+40 722 000 222")
    sign_in(page, staff("front_desk"))
    page.goto("/")
    press(page, "/")
    page.keyboard.type("ionescu")
    hits = page.locator("#search-panel .hit")
    expect(hits).to_have_count(2)
    second = hits.nth(1).inner_text()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_have_class(re.compile("chosen"))
    page.keyboard.press("Escape")
    expect(page.locator("#search-panel .hits")).to_have_count(0)
    press(page, "/")
    page.keyboard.type("ionescu")
    expect(hits).to_have_count(2)
    if "Vlad" in second:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(chosen.number))


def test_a_sheet_holds_the_focus_and_gives_it_back(page: Page) -> None:
    shop()
    made = ready_order(person())
    sign_in(page, staff("front_desk"))
    page.goto(made.get_absolute_url())
    opener = page.get_by_role("link", name="Hand over")
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused_in(page, "[role=dialog]"), "the focus did not come along into the sheet"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Final price"))
    page.keyboard.type("950,50")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("handed over")


def test_a_customer_is_deleted(page: Page) -> None:
    shop()
    leaving = person("Ana", "Ionescu")
    order(leaving)
    sign_in(page, staff("manager"))
    page.goto(leaving.get_absolute_url())
    tab_to(page, page.locator("main summary").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Delete"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused_in(page, "[role=dialog]"), "the focus did not come along into the sheet"
    tab_to(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("To confirm"))
    page.keyboard.type("Ana Ionescu")
    tab_to(page, page.get_by_role("button", name="Delete customer"))
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("deleted")


def test_two_customers_are_merged(page: Page) -> None:
    shop()
    kept, other = person("Ana", "Pop", "0722 000 001"), person("Anna", "Popp", "0722 000 002")
    sign_in(page, staff("manager"))
    page.goto(kept.get_absolute_url())
    tab_to(page, page.locator("main summary").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Merge with another"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name, phone or number of the other customer")).to_be_focused()
    page.keyboard.type("popp")
    page.keyboard.press("Enter")
    page.wait_for_url("**who=popp**")
    tab_to(page, page.get_by_role("link", name="Anna Popp"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**with={other.number}**")
    tab_to(page, page.get_by_role("button", name="Merge", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(f"{other.number} is merged into this customer")


def test_one_is_restored_and_one_anonymised(page: Page) -> None:
    shop()
    gone, leaving = person("Ana", "Pop", "0722 000 001"), person("Ion", "Rus", "0722 000 002")
    delete_customer(number=gone.number, typed_name=gone.name, ticked=[], by=staff("manager"))
    sign_in(page, staff("manager"))
    page.goto("/customers/deleted/")
    tab_to(page, page.get_by_role("button", name="Restore"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Pop")
    page.goto(f"{leaving.get_absolute_url()}anonymise/")
    tab_to(page, page.get_by_label("To confirm, type the name"))
    page.keyboard.type("Ion Rus")
    tab_to(page, page.get_by_role("button", name="Anonymise for good"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Anonymised {leaving.number}")


def test_an_order_is_moved_and_the_focus_is_not_lost(page: Page) -> None:
    shop()
    made = order(person())
    sign_in(page, staff("technician"))
    page.goto(made.get_absolute_url())
    tab_to(page, page.get_by_role("button", name="Start repair"))
    page.keyboard.press("Enter")
    expect(page.locator("[aria-current=step]")).to_contain_text("In repair")
    # Given a moment after the page was drawn anew; without it one would have to begin at the top of the page.
    expect(page.locator("#main:focus, #main :focus")).to_have_count(1)


def test_rows_are_walked_with_j_and_k_and_help_stands_under_a_question_mark(page: Page) -> None:
    shop()
    for last, phone in (("Ionescu", "+40 722 000 111"), ("Marin", "+40 722 000 222")):
        person("Ana", last, phone)
    sign_in(page, staff("front_desk"))
    page.goto("/customers/?inactive=1")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        press(page, key)
        expect(page.locator("tbody tr").nth(at).get_by_role("link").first).to_be_focused()
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    name = page.locator("tbody tr").first.get_by_role("link").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_the_first_tab_leads_past_the_navigation(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto("/help/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
