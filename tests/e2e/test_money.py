"""From the estimate to the hand-over, at the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from repairs.actions import move_order
from repairs.models import Payment, WorkOrder
from repairs.states import Status
from tests.e2e.browsing import PHONE, fits, sign_in
from tests.e2e.test_accessibility import check
from tests.factories import order, person, shop, staff
from tests.repairs.money import line

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Shop


def add_line(page: Page, text: str, price: str) -> None:
    page.locator("#lines").get_by_role("link", name="Line", exact=True).click()
    page.get_by_label("What").fill(text)
    page.get_by_label("Price").fill(price)
    page.get_by_role("button", name="Add line").click()
    expect(page.locator(".lines-table")).to_contain_text(text)


def the_customer_answers(page: Page, address: str) -> None:
    """On a telephone, by the address on the slip; checked with script, answered without any."""
    told = page.context.browser
    assert told
    looking = told.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    looking.goto(address)
    assert fits(looking)
    assert not check(looking, "the customer's own page")
    looking.context.close()
    plain = told.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    plain.goto(address)
    plain.get_by_role("group", name="Display").get_by_label("Yes").check(force=True)
    plain.get_by_role("group", name="Fitting").get_by_label("No").check(force=True)
    plain.get_by_label("Your name").fill("Maria Ene")
    plain.get_by_role("button", name="Send answer").click()
    expect(plain.locator("main")).to_contain_text("We have your answer.")
    plain.context.close()


def test_estimate_to_hand_over(page: Page, live_shop: Shop) -> None:
    shop()
    made, desk = order(person()), staff("front_desk")
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=desk)
    sign_in(page, desk)
    page.goto(made.get_absolute_url())
    add_line(page, "Display", "620")
    add_line(page, "Fitting", "240")
    page.locator("summary").filter(has_text="Issue").click()
    page.get_by_role("link", name="Estimate", exact=True).click()
    page.get_by_role("button", name="Issue estimate").click()
    expect(page.locator("#lines")).to_contain_text("Estimate v1 waits for an answer")
    assert not check(page, "order with an estimate")
    page.get_by_role("link", name="Write down the answer").click()
    assert not check(page, "answer to an estimate")
    page.get_by_role("link", name="Not yet").click()
    the_customer_answers(page, live_shop.address(f"/r/{made.secret}"))
    page.reload()
    expect(page.locator("#lines")).to_contain_text("Declined: Fitting, 240.00")
    expect(page.locator("#lines")).to_contain_text("Maria Ene, By the link")
    page.get_by_role("link", name="Take payment").click()
    page.get_by_label("Amount").fill("200")
    page.get_by_role("button", name="Take payment and issue receipt").click()
    expect(page.locator("#money")).to_contain_text("420.00")
    page.get_by_role("button", name="Start repair").click()
    expect(page.locator(".page-title")).to_contain_text("In repair")
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Hand over").click()
    assert not check(page, "hand-over")
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.locator("#toasts")).to_contain_text("handed over")
    made = WorkOrder.objects.get(pk=made.pk)
    assert (made.status, str(made.total), str(made.paid)) == ("handed_over", "620.00", "620.00")
    assert [str(each.amount) for each in Payment.objects.all()] == ["200.00", "420.00"]


def test_the_desk_writes_the_answer_down_and_puts_it_right(page: Page, live_shop: Shop) -> None:
    shop()
    made, desk = order(person(), diagnosis_fee=Decimal(60)), staff("front_desk")
    line(made, "Display", "620")
    line(made, "Fitting", "240")
    sign_in(page, desk)
    page.goto(made.get_absolute_url())
    page.locator("summary").filter(has_text="Issue").click()
    page.get_by_role("link", name="Estimate", exact=True).click()
    page.get_by_role("button", name="Issue estimate").click()
    expect(page.locator(".page-title")).to_contain_text("Awaiting approval")
    page.get_by_role("link", name="Write down the answer").click()
    for text in ("Display", "Fitting"):
        page.get_by_role("group", name=text).get_by_label("No").check(force=True)
    page.get_by_role("button", name="Save answer").click()
    expect(page.locator("#lines")).to_contain_text("Estimate v1 declined")
    expect(page.locator("#money")).to_contain_text("60.00")
    expect(page.locator(".page-title")).to_contain_text("Ready")
    page.get_by_role("link", name="Change the answer").click()
    expect(page.get_by_role("dialog")).to_contain_text("It was answered already")
    assert not check(page, "an answer put right")
    page.get_by_role("group", name="Display").get_by_label("Yes").check(force=True)
    page.get_by_role("button", name="Save answer").click()
    expect(page.locator("#lines")).to_contain_text("Andrei Popescu, By phone to Ioana Pop")
    expect(page.locator(".page-title")).to_contain_text("In repair")
    page.get_by_role("button", name="Mark as ready").click()
    page.get_by_role("link", name="Hand over").click()
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.locator("#toasts")).to_contain_text("handed over")
    made = WorkOrder.objects.get(pk=made.pk)
    assert (made.status, made.outcome, str(made.total), str(made.paid)) == (
        "handed_over",
        "repaired",
        "620.00",
        "620.00",
    )
