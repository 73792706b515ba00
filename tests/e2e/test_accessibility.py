"""Every page as people with other eyes and hands meet it: checked by axe, light and dark; and what it looks like, as pictures."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import Customer
from repairs.actions import move_order
from repairs.catalogue import save_item
from repairs.models import WorkOrder
from repairs.states import Status
from repairs.working import start_work
from tests.e2e.browsing import DESK, PHONE, PICTURES, fits, shoot, sign_in
from tests.e2e.journey import press, type_into_search
from tests.factories import company, device, handed_over, order, person, ready_order, shop, staff
from tests.pages import addresses
from tests.repairs.money import answer, estimate, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Shop

SERIOUS = {"serious", "critical"}
CONTRAST = "color-contrast"
# Drawn from nothing, as Chromium now and then forgets to give inherited colours their new scheme; then settled.
REPAINTED = """() => { document.body.hidden = true; document.body.offsetHeight; document.body.hidden = false;
    return Promise.allSettled(document.getAnimations().map(each => each.finished)).then(() => null) }"""
NOT_OURS = {"label-title-only"}  # the search field of Django's administration is named by a picture
NOT_THERE = {
    "customer_restore",
    "health",
    "device_photo",
}  # nobody is in the bin; no worker is running; no photo was taken
PICTURED = {
    "start", "customer_list", "customer_profile", "customer_new", "intake", "order_page", "order_list", "document_list",
    "document_page", "device_list", "device_page", "shop_settings", "search",
}  # fmt: skip


def complaints_of_axe(page: Page, **options: Any) -> list[str]:
    options = {"resultTypes": ["violations"], **options}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']} ({each['impact']}) {node['target']} {node['html'][:160]}"
        for each in found
        if each["impact"] in SERIOUS and each["id"] not in NOT_OURS
        for node in each["nodes"]
    ]


def check(page: Page, name: str) -> list[str]:
    """All rules in the light; the dark, which changes nothing but colours, in bin/test --all."""
    return [*in_the_light(page, name), *(in_the_dark(page, name) if PICTURES in os.environ else [])]


def in_the_light(page: Page, name: str) -> list[str]:
    return [f"{name}: {line}" for line in complaints_of_axe(page)]


def contrast(page: Page, name: str) -> list[str]:
    return [f"{name}: {line}" for line in complaints_of_axe(page, runOnly=[CONTRAST])]


def in_the_dark(page: Page, name: str) -> list[str]:
    page.emulate_media(color_scheme="dark")
    page.evaluate(REPAINTED)
    said = contrast(page, f"{name}, dark")
    page.emulate_media(color_scheme="light")
    return said


def a_day_in_the_shop() -> dict[str, str]:
    """A shop with a bit of everything; returns the numbers of what the pages are about."""
    shop(phone="+40 264 590 300")
    staff("technician", first_name="Radu", last_name="Toma")
    ana = person("Ana", "Ștefănescu", email="ana@example.com", city="Brașov")
    phone = device(ana)
    paper = handed_over(ana, reported_fault="Battery lasts an hour", estimated_cost=Decimal("350.00"))
    ready_order(ana, estimated_cost=Decimal("950.00"), reported_fault="Screen broken")
    in_parts(order(company(), reported_fault="Стук спереди"))
    order(person("Алексей", "Зубков", "+7 (908) 4944434"), reported_fault="Rattles", kind="urgent")
    return {"customer": ana.number, "device": phone.number, "document": paper.number}


def in_parts(made: WorkOrder) -> None:
    technician = staff("technician")
    move_order(number=made.number, seen="received", to=Status.IN_REPAIR, by=technician)
    move_order(number=made.number, seen="in_repair", to=Status.AWAITING_PARTS, by=technician, note="Display ordered")


def paths(page: Page, numbers: dict[str, str]) -> dict[str, str]:
    """All our pages by name: a new one is checked as soon as it has an address."""
    about = {
        "customers": numbers["customer"], "devices": numbers["device"], "repairs": "WO-2026-000002",
        "documents": numbers["document"],
    }  # fmt: skip
    found = {}
    for address in addresses():
        if not address.is_ours or address.name in NOT_THERE or address.arguments not in {(), ("number",)}:
            continue
        app = address.view.__module__.split(".")[0]
        query = f"?customer={numbers['customer']}" if address.name == "device_new" else ""
        path = reverse(address.name, args=[about[app]] if address.arguments else []) + query
        if is_page(page, path):
            found[address.name] = path
    return found


def is_page(page: Page, path: str) -> bool:
    """Neither a file, a part of a page, a way on, nor something that only takes what is sent."""
    answer = page.request.get(path, max_redirects=0)
    assert answer.status in {200, 302, 405}, f"{path}: {answer.status}"
    html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and html and answer.text().lstrip().lower().startswith("<!doctype html")


@pytest.fixture
def numbers(live_shop: Shop, page: Page) -> dict[str, str]:
    """A day in the shop, and the browser signed in as somebody who may see all of it."""
    numbers = a_day_in_the_shop()
    sign_in(page, staff("administrator", is_staff=True, first_name="Sorin", last_name="Toma"))
    return numbers


def on_every_page(page: Page, numbers: dict[str, str], look: Callable[[Page, str], list[str]]) -> list[str]:
    said = []
    for name, path in paths(page, numbers).items():
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, f"{path}: {answer.status}"
        said += look(page, name)
    return said


def test_every_page(page: Page, numbers: dict[str, str]) -> None:
    """Contrast, for which axe takes as long as for all else, on the main pages; on the others in bin/test --all."""
    said = on_every_page(
        page, numbers, lambda page, name: [*in_the_light_but_contrast(page, name), *too_wide(page, name)]
    )
    assert not said, "\n".join(said)


def in_the_light_but_contrast(page: Page, name: str) -> list[str]:
    if name in PICTURED:
        return in_the_light(page, name)
    return [f"{name}: {line}" for line in complaints_of_axe(page, rules={CONTRAST: {"enabled": False}})]


def too_wide(page: Page, name: str) -> list[str]:
    page.set_viewport_size(PHONE)
    said = [] if fits(page) else [f"{name} is wider than a phone"]
    page.set_viewport_size(DESK)
    return said


@pytest.mark.slow
def test_contrast_of_every_page(page: Page, numbers: dict[str, str]) -> None:
    said = on_every_page(page, numbers, lambda page, name: [*contrast(page, name), *in_the_dark(page, name)])
    assert not said, "\n".join(said)


def test_what_opens_on_the_pages(page: Page, numbers: dict[str, str]) -> None:
    said = []
    page.goto("/")
    type_into_search(page, "ștef")
    said += check(page, "search panel")
    page.goto("/")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    said += check(page, "keys")
    page.goto("/repairs/new/")
    page.get_by_label("IMEI", exact=True).fill("351044630482739")
    expect(page.locator("#below_imei")).to_contain_text("Last digit")
    page.get_by_label("Find the customer").fill("ana")
    expect(page.locator("#customer-hits")).to_contain_text("Ana")
    said += check(page, "intake with hits")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("[data-form-errors]")).to_be_focused()
    said += check(page, "intake with errors")
    page.goto(f"/repairs/new/?customer={numbers['customer']}&device={numbers['device']}")
    said += check(page, "intake of a known device")
    page.goto("/customers/new/")
    page.locator("button[data-default]").click()
    expect(page.locator("[data-form-errors]")).to_be_focused()
    said += check(page, "customer with errors")
    page.goto("/customers/?inactive=1")
    page.get_by_role("checkbox").first.check()
    said += check(page, "customers chosen")
    page.locator("summary", has_text=re.compile(r"^\s*Filter\s*$")).click()
    said += check(page, "filters of customers")
    page.goto(f"/customers/{numbers['customer']}/")
    page.get_by_label("More").click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    said += check(page, "delete sheet")
    page.goto("/repairs/WO-2026-000003/move/?to=cancelled")
    said += check(page, "cancel sheet")
    page.goto("/documents/?text=nothing+like+it")
    said += check(page, "empty list")
    assert not said, "\n".join(said)


def test_pages_about_one_thing(page: Page, numbers: dict[str, str]) -> None:
    """What has an address only once something is there: a line, a time, an item, an estimate, a warranty that holds."""
    made, technician = WorkOrder.objects.get(number="WO-2026-000003"), staff("technician")
    line(made, "Display", "620.00")
    session = start_work(number=made.number, by=technician)
    fields = {"kind": "part", "code": "LCD-13", "text": "Display", "unit_price": Decimal(620), "tax_rate": None}
    item = save_item(key=None, fields=fields, by=technician)
    out = WorkOrder.objects.get(status="handed_over")
    WorkOrder.objects.filter(pk=out.pk).update(warranty_until="2099-01-01")
    answer(made, estimate(made), "declined")
    line(made, "Battery", "240.00")
    estimate(made)
    about: list[tuple[str, list[str | int]]] = [
        ("line_edit", [made.number, made.lines.last().pk]),  # type: ignore[union-attr]
        ("line_supply", [made.number, made.lines.last().pk]),  # type: ignore[union-attr]
        ("work_correct", [session.pk]),
        ("catalogue_item", [item.pk]),
        ("estimate_answer", [made.number, 2]),
        ("order_page", [made.number]),
        ("order_decline", ["WO-2026-000004"]),
    ]
    said = []
    for name, arguments in about:
        answered = page.goto(reverse(name, args=arguments))
        assert answered
        assert (name, answered.status, answered.request.redirected_from) == (name, 200, None)
        said += check(page, name)
        said += too_wide(page, name)
    assert not said, "\n".join(said)


def test_what_opens_around_customers(page: Page, numbers: dict[str, str]) -> None:
    said, about = [], f"/customers/{numbers['customer']}/"
    owing, leaving = person("Ion", "Rus", "0722 000 003"), person("Vlad", "Marin", "0722 000 004")
    for path, name in (
        ("/customers/?form=nothing", "a filter with an error"),
        ("/customers/CLT-000999/", "customer gone"),
        (f"{about}anonymise/", "anonymising blocked"),
    ):
        page.goto(path)
        said += check(page, name)
    page.goto("/customers/?inactive=1")
    page.locator("[data-glance]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    said += check(page, "quick look")
    page.goto(f"{about}delete/")
    page.get_by_role("button", name="Delete customer").click()
    expect(page.locator("#missing")).to_be_visible()
    said += check(page, "delete sheet with errors")
    page.goto("/customers/new/")
    page.get_by_label("First name").fill("Ion")
    page.get_by_label("Last name").press_sequentially("Rus")
    expect(page.locator("#hints .note").first).to_be_visible()
    said += check(page, "twins")
    page.goto(f"{owing.get_absolute_url()}contacts/new/")
    page.locator("button[data-default]").click()
    expect(page.locator("[data-form-errors]")).to_be_visible()
    said += check(page, "contact with errors")
    page.get_by_label("First name").fill("Andris")
    page.get_by_role("button", name="Find in the book").click()
    expect(page.get_by_role("button", name="This one")).to_be_visible()
    said += check(page, "found in the book")
    page.goto(f"{leaving.get_absolute_url()}edit/")
    Customer.objects.filter(pk=leaving.pk).update(city="Iași", version=leaving.version + 1)
    page.locator("button[data-default]").click()
    expect(page.get_by_role("alert")).to_contain_text("A colleague saved this customer meanwhile.")
    said += check(page, "two versions of a customer")
    page.goto("/customers/?form=person")
    page.locator("summary", has_text="Saved filters").click()
    page.get_by_label("Save these filters as").fill("People")
    page.get_by_role("button", name="Save filter").click()
    page.goto("/lists/customer_list/filters/")
    page.get_by_label("Name of the filter People").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#refused")).to_be_visible()
    said += check(page, "saved filter refused")
    assert not said, "\n".join(said)


def test_outside_the_shop(page: Page, numbers: dict[str, str]) -> None:
    said = []
    for path in ("/nowhere/", "/accounts/2fa/", "/accounts/password/change/"):
        page.goto(path)
        said += check(page, path)
    page.context.clear_cookies()
    secret = WorkOrder.objects.get(number="WO-2026-000002").secret
    for path in ("/accounts/login/", "/accounts/password/reset/", f"/r/{secret}"):
        page.goto(path)
        said += check(page, path)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[data-form-errors]")).to_be_visible()
    said += check(page, "not signed in")
    assert not said, "\n".join(said)


def test_the_administration(page: Page, numbers: dict[str, str]) -> None:
    said = []
    customer = Customer.objects.get(number=numbers["customer"])
    for path in ("", "customers/customer/", f"customers/customer/{customer.pk}/change/", "documents/document/"):
        page.goto(f"/admin/{path}")
        said += check(page, f"admin/{path}")
    assert not said, "\n".join(said)


@pytest.mark.slow
def test_on_the_phone(page: Page, numbers: dict[str, str]) -> None:
    page.set_viewport_size(PHONE)
    said = []
    for name, path in paths(page, numbers).items():
        if name in PICTURED:
            page.goto(path)
            said += [f"{name}: {line}" for line in complaints_of_axe(page)]
    assert not said, "\n".join(said)


@pytest.mark.slow
def test_pictures_of_the_main_pages(page: Page, numbers: dict[str, str]) -> None:
    for name, path in paths(page, numbers).items():
        if name in PICTURED:
            page.goto(path)
            shoot(page, name)
    page.goto("/")
    type_into_search(page, "ștef")
    shoot(page, "search_panel")
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    shoot(page, "login")
