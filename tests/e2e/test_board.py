"""The board as technicians use it: by mouse, by keyboard, and beside a colleague who moves the same orders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from repairs.actions import move_order
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status
from tests.e2e.browsing import PHONE, fits, sign_in
from tests.e2e.journey import press
from tests.e2e.test_accessibility import check
from tests.factories import order, person, ready_order, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Shop


def fill() -> list[WorkOrder]:
    shop()
    customer = person()
    first = order(customer)
    second = order(customer, first.device, kind="urgent")
    ready_order(customer, thing=first.device)
    return [first, second]


def column(page: Page, status: str) -> Locator:
    return page.locator(f'.board-col[data-status="{status}"]')


def card(page: Page, made: WorkOrder) -> Locator:
    return page.locator(f"#card-{made.number}")


def test_by_mouse(page: Page, live_shop: Shop) -> None:
    first, second = fill()
    sign_in(page, staff("manager"))
    page.goto("/repairs/board/")
    # A drop that is not allowed does nothing, and its column does not light up.
    card(page, first).drag_to(column(page, "ready"))
    expect(page.locator(".drop-ok")).to_have_count(0)
    expect(column(page, "received").locator(".board-card")).to_have_count(2)
    # An empty, folded column takes a card too.
    card(page, first).drag_to(column(page, "diagnosis"))
    expect(column(page, "diagnosis").locator(".board-card")).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text(f"{first.number} moved to Diagnosis")
    expect(column(page, "diagnosis").locator(".count")).to_have_text("1")
    assert WorkOrder.objects.get(pk=first.pk).status == "diagnosis"
    # The Move menu of a card.
    card(page, second).hover()
    card(page, second).locator(".board-more").click()
    menu = page.get_by_role("menu")
    expect(menu).to_contain_text("In repair")
    assert not check(page, "board with its menu")
    menu.get_by_text("In repair").click()
    expect(column(page, "in_repair").locator(".board-card")).to_have_count(1)
    assert StatusMove.objects.filter(work_order=second).count() == 2
    # Somebody else moves: it is seen without a reload.
    move_order(number=first.number, seen="diagnosis", to=Status.READY, by=staff("technician"))
    expect(column(page, "ready").locator(".board-card")).to_have_count(2, timeout=10_000)
    page.set_viewport_size(PHONE)
    assert fits(page)


def test_a_move_while_the_board_is_asking(page: Page, live_shop: Shop) -> None:
    """The answer under way was given before the move: the card stands right at once all the same."""
    first, _second = fill()
    sign_in(page, staff("manager"))
    page.goto("/repairs/board/")
    page.evaluate(
        """() => {
          const ask = window.fetch;
          window.fetch = async (...about) => {
            window.fetch = ask;
            const answer = await ask(...about);
            await new Promise((go) => setTimeout(go, 3000));
            document.body.dataset.answered = "1";
            return answer;
          };
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    card(page, first).drag_to(column(page, "diagnosis"))
    expect(page.locator("body")).to_have_attribute("data-answered", "1")
    expect(column(page, "diagnosis").locator(".board-card")).to_have_count(1, timeout=3_000)


def test_by_keyboard(page: Page, live_shop: Shop) -> None:
    first, second = fill()
    sign_in(page, staff("manager"))
    page.goto("/repairs/board/")
    press(page, "ArrowDown")
    focused = page.locator(".board-card:focus-within")
    expect(focused).to_have_attribute("id", f"card-{first.number}")
    press(page, "ArrowDown")
    expect(focused).to_have_attribute("id", f"card-{second.number}")
    press(page, "m")
    expect(page.get_by_role("menu")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(focused).to_have_attribute("id", f"card-{second.number}")
    press(page, "m")
    press(page, "1")
    expect(column(page, "diagnosis").locator(f"#card-{second.number}")).to_be_visible()
    expect(focused).to_have_attribute("id", f"card-{second.number}")
    press(page, "ArrowLeft")
    expect(focused).to_have_attribute("id", f"card-{first.number}")
    press(page, "ArrowRight")
    expect(focused).to_have_attribute("id", f"card-{second.number}")
    # A move that needs a reason asks for it, and leads back to the board.
    press(page, "m")
    press(page, "5")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Cancel {second.number}?")
    dialog.get_by_label("Reason").fill("Changed his mind")
    dialog.get_by_role("button", name="Cancel order").click()
    expect(page).to_have_url(re.compile(r"/repairs/board/$"))
    expect(card(page, second)).to_have_count(0)
    assert WorkOrder.objects.get(pk=second.pk).status == "cancelled"
    # Enter opens the order.
    press(page, "ArrowDown")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(first.number))
