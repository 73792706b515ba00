"""The front desk takes a device in, with the keyboard alone, and hands it over."""

from __future__ import annotations

import io
import re
import sys
import time
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import FilePayload, expect

from repairs.models import IntakeDraft, Photo, Signature, WorkOrder
from tests.e2e.browsing import PHONE, shoot, sign_in, tab_to
from tests.factories import device, person, ready_order, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


KEPT = re.compile(r"Draft kept \d")


def test_a_known_customer_by_keyboard_alone(page: Page) -> None:
    shop()
    thing = device(person("Алексей", "Зубков", "+7 (908) 4944434"), kind="car", brand="Toyota", model="Corolla")
    sign_in(page, staff("front_desk"))
    page.goto("/repairs/")
    begun = time.monotonic()
    page.keyboard.press("n")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.keyboard.type("zubk")
    expect(page.locator("#customer-hits")).to_contain_text("Алексей Зубков")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Toyota Corolla")).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Reported fault"), most=8)
    page.keyboard.type("Стук спереди")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts").filter(has_text="received")).to_be_visible()
    sys.stdout.write(f"an intake by keyboard alone: {time.monotonic() - begun:.1f} s\n")
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
    page.get_by_label("Pays now").fill("950,50")
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.locator("#toasts")).to_contain_text("handed over")
    made.refresh_from_db()
    assert (made.status, str(made.final_cost)) == ("handed_over", "950.50")
    shoot(page, "order_page")


def a_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(written, "JPEG")
    return written.getvalue()


def add_photo(page: Page) -> None:
    file = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=a_photo())
    page.locator("input[data-photos][multiple]").set_input_files(file)


def test_a_draft_that_cannot_be_kept_says_so_until_it_is(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto("/repairs/new/")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Reported fault").press_sequentially("Dead")
    expect(page.locator("#draft-state")).to_have_text("Draft not kept: no connection, or signed out")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as Playwright itself gave them
    page.get_by_label("Reported fault").press_sequentially("!")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept ")


def test_a_draft_with_photo_and_signature_goes_on_in_another_browser(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto(f"/repairs/new/?customer={person().number}")
    page.get_by_label("Model", exact=True).fill("iPhone 13")
    page.get_by_label("Reported fault").press_sequentially("Dead")
    expect(page.locator("#draft-state")).to_contain_text("Draft kept ")
    add_photo(page)
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    sign(page)
    page.get_by_label("Note for the bench").press_sequentially("Call")
    page.wait_for_timeout(1500)  # typing stops, then it is kept
    draft = IntakeDraft.objects.get()
    assert draft.data["signature"].startswith("data:image/png")

    elsewhere = page.context.browser.new_context(base_url=page.url.split("/repairs/")[0])  # type: ignore[union-attr]
    second = elsewhere.new_page()
    sign_in(second, staff("front_desk"))
    second.goto("/repairs/new/")
    second.get_by_role("link", name="Go on").click()
    expect(second.get_by_label("Reported fault")).to_have_value("Dead")
    expect(second.get_by_role("img", name="Photo 1")).to_be_visible()
    second.get_by_role("button", name="Receive and print receipt").click()
    expect(second.locator("#toasts").filter(has_text="received")).to_be_visible()
    elsewhere.close()
    assert (Photo.objects.get().work_order, Signature.objects.get().moment) == (WorkOrder.objects.get(), "intake")
    assert not IntakeDraft.objects.exists()


def sign(page: Page) -> None:
    pad = page.locator("[data-pad] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 80, steps=5)
    page.mouse.up()


def test_the_kind_brings_its_fields_and_its_checklist_while_the_fault_is_typed(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto(f"/repairs/new/?customer={person().number}")
    page.get_by_label("Reported fault").fill("Brakes")
    page.get_by_label("Kind", exact=True).select_option("car")
    expect(page.get_by_label("VIN", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Checklist, car")).to_be_visible()
    expect(page.get_by_label("Reported fault")).to_have_value("Brakes")
    page.get_by_role("radiogroup", name="Engine starts").get_by_title("In order", exact=True).click()
    expect(page.locator("[data-checklist-count=intake]")).to_have_text("1")


def test_a_scan_fills_the_field_in_focus_and_sends_no_form(page: Page) -> None:
    shop()
    thing = device(person())
    sign_in(page, staff("front_desk"))
    page.goto(f"{thing.get_absolute_url()}edit/")
    field = page.get_by_label("Serial number")
    field.fill("")
    scan = """(text) => { const field = document.activeElement; for (const key of [...text, "Enter"]) {
        const sent = field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        if (key !== "Enter") field.value += key; else return sent; } }"""
    assert page.evaluate(scan, "F2LXK9QJ") is False
    expect(field).to_have_value("F2LXK9QJ")
    assert page.url.endswith("/edit/")


def test_what_is_typed_while_an_answer_is_under_way_stays(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto("/repairs/new/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/repairs/new/", hold)
    with page.expect_request("**/repairs/new/"):
        page.get_by_label("Kind", exact=True).select_option("Laptop")
    page.get_by_label("Brand").click()
    page.keyboard.type("Lenvo")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.get_by_label("Colour").fill("black")
    page.get_by_label("Brand").focus()
    held[0].continue_()
    expect(page.get_by_role("heading", name="Checklist, Laptop")).to_be_visible()
    expect(page.get_by_label("Colour")).to_have_value("black")
    expect(page.get_by_label("Brand")).to_be_focused()
    page.keyboard.type("o")
    expect(page.get_by_label("Brand")).to_have_value("Lenovo")


def test_a_photo_and_what_is_typed_while_it_is_sent_are_one_draft_and_one_order(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    customer = person()
    page.goto("/repairs/new/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/repairs/new/photos/", hold)
    with page.expect_request("**/repairs/new/photos/"):
        add_photo(page)
    page.get_by_label("Find the customer").press_sequentially("popes")
    page.keyboard.press("Enter")  # waits for the photo: what is drawn anew shows it
    page.get_by_label("Reported fault").press_sequentially("Dead")
    page.wait_for_timeout(1500)
    assert not IntakeDraft.objects.exists()
    held[0].continue_()
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    expect(page.get_by_role("link", name="Andrei Popescu")).to_be_visible()
    expect(page.get_by_label("Reported fault")).to_have_value("Dead")
    expect(page.locator("#draft-state")).to_have_text(KEPT)
    assert IntakeDraft.objects.count() == 1
    page.get_by_label("Model", exact=True).fill("iPhone 13")
    with page.expect_request("**/repairs/new/photos/"):
        add_photo(page)
    page.get_by_role("button", name="Receive and print receipt").click()
    page.wait_for_timeout(500)
    assert not WorkOrder.objects.exists()
    held[1].continue_()
    expect(page.locator("#toasts").filter(has_text="received")).to_be_visible()
    made = WorkOrder.objects.get()
    assert (made.customer, made.photos.count(), IntakeDraft.objects.count()) == (customer, 2, 0)


def test_a_photo_that_did_not_arrive_is_said_and_sent_again(page: Page) -> None:
    shop()
    made = ready_order(person())
    sign_in(page, staff("front_desk"))
    page.goto(made.get_absolute_url())
    page.route("**/photos/", lambda route: route.abort(), times=1)
    add_photo(page)
    expect(page.get_by_text("A photo did not arrive.")).to_be_visible()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    expect(page.get_by_text("A photo did not arrive.")).to_be_hidden()
    assert Photo.objects.count() == 1


def test_a_signature_stays_when_the_telephone_is_turned(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.set_viewport_size(PHONE)
    page.goto(f"/repairs/new/?customer={person().number}")
    page.locator("#sign > summary").click()
    sign(page)
    before = ink(page)
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    page.wait_for_timeout(500)  # what was signed is drawn again
    after = ink(page)
    assert abs(after[0] / after[1] - before[0] / before[1]) < 0.1, "its shape is another"
    sign(page)
    assert ink(page)[3] < 20, "the line is drawn where the finger is not"


# Width and height of what is drawn, how many pixels, and how far its left edge is from where `sign` begins.
INK = """() => { const canvas = document.querySelector("[data-pad] canvas"), { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height), xs = [], ys = [];
    for (let at = 3; at < data.length; at += 4) if (data[at] > 40) { xs.push((at >> 2) % width); ys.push(Math.floor((at >> 2) / width)); }
    const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity), most = (all) => all.reduce((a, b) => Math.max(a, b), 0);
    const ratio = width / canvas.getBoundingClientRect().width;
    return [most(xs) - least(xs), most(ys) - least(ys), xs.length, Math.abs(least(xs) / ratio - 40)]; }"""


def ink(page: Page) -> list[float]:
    found: list[float] = page.evaluate(f"({INK})()")
    return found


def test_what_is_typed_last_is_kept_though_a_large_signature_lies_in_the_draft(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    page.goto(f"/repairs/new/?customer={person().number}")
    page.get_by_label("Model", exact=True).fill("iPhone 13")
    large = "data:image/png;base64," + "A" * 100_000  # a page that is left may send 64 KiB
    field = "input[name=signature]"
    page.locator(field).evaluate("(field, value) => { field.value = value; }", large)
    page.locator(field).dispatch_event("input", {"bubbles": True})
    expect(page.locator("#draft-state")).to_have_text(KEPT)
    page.get_by_label("Note for the bench").fill("Call")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    with page.expect_response("**/repairs/new/draft/") as answered:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert answered.value.ok
    data = IntakeDraft.objects.get().data
    assert (data["bench_note"], data["signature"]) == ("Call", large)
