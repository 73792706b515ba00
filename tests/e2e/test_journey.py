"""The main job of the shop, from the first login in the morning to the administration, as people do it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Customer
from devices.models import TypeAllocation
from documents.models import Document
from repairs.models import StatusMove, WorkOrder
from tests.e2e.journey import (
    PASSWORD,
    card,
    fetched,
    fingerprint,
    log_in,
    log_out,
    press,
    squeezed,
    type_into_search,
    words_of,
)
from tests.e2e.journey_end import (
    FORMULA,
    WRONG,
    deletes_the_customer,
    edits_in_the_administration,
    exports_the_filtered_list,
    finds_the_documents,
    sees_all_of_the_customer,
)
from tests.factories import company, device, order, person, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page


IPHONE = "351044630482738"


def test_the_ten_steps(page: Page, worker: None) -> None:
    prepare_shop()
    log_in(page, "maria")  # 1
    finds_whatever_somebody_remembers(page)  # 2
    made = takes_in_from_a_new_person(page)  # 3
    takes_in_from_a_new_company(page)
    receipt = opens_the_receipt(page, made)  # 4
    log_out(page)
    log_in(page, "radu")
    moves_to_ready(page, made)  # 5
    log_out(page)
    log_in(page, "maria")
    report = hands_over(page, made)  # 6
    sees_all_of_the_customer(page, made)  # 7
    log_out(page)
    log_in(page, "elena")
    kept = {number: fingerprint(fetched(page, f"/documents/{number}.pdf")) for number in (receipt, report)}
    deletes_the_customer(page, made)  # 8
    finds_the_documents(page, made, kept)
    exports_the_filtered_list(page)  # 9
    log_out(page)
    log_in(page, "admin")
    edits_in_the_administration(page, receipt)  # 10


def prepare_shop() -> None:
    shop(phone="+40 264 590 300")
    for name, first, role in (
        ("maria", "Maria", "front_desk"),
        ("radu", "Radu", "technician"),
        ("elena", "Elena", "manager"),
        ("admin", "Sorin", "administrator"),
    ):
        user = staff(role, username=name, first_name=first, last_name="Toma", is_staff=role == "administrator")
        user.set_password(PASSWORD)
        user.save()
    order(person("Ana", "Ștefănescu", city="Brașov"), reported_fault="Battery lasts an hour")
    car = {"kind": "car", "brand": "Toyota", "model": "Corolla", "plate": "CJ 12 ABC", "imei": ""}
    device(company(city="Cluj-Napoca"), vin="NMTBM28E80R058037", **car)
    person("Doru", FORMULA, "+40 744 100 200", city="Brașov", messenger="+40744100200")
    TypeAllocation.objects.create(tac="35328911", brand="Samsung", model="Galaxy S21")
    TypeAllocation.objects.create(tac="35104463", brand="Apple", model="iPhone 13")


def finds_whatever_somebody_remembers(page: Page) -> None:
    """Groups come while typing; Enter on something exact goes straight to its page."""
    typed = WorkOrder.objects.get()
    for part, groups in (
        ("stefan", ("Customers", "Devices", "Work orders", "Documents")),
        ("8905", ("Customers", "Documents")),
        ("48273", ("Devices", "Work orders", "Documents")),
        ("j12a", ("Devices",)),
    ):
        panel = type_into_search(page, part)
        for group in groups:
            expect(panel.get_by_role("rowheader", name=re.compile(f"^{group}"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel.locator(".hits")).to_have_count(0)
        page.locator("h1").click()
    car = f"/devices/{Customer.objects.get(form='company').devices.get().number}/"
    for exact, path in (
        (typed.number, typed.get_absolute_url()),
        (typed.slip_code.lower(), typed.get_absolute_url()),
        (typed.customer.number, typed.customer.get_absolute_url()),
        ("35-104463-048273-8", typed.device.get_absolute_url()),
        ("NMTBM28E80R058037", car),
        ("cj12abc", car),
    ):
        type_into_search(page, exact)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    press(page, "/")
    page.keyboard.insert_text(typed.number)  # as fast as a scanner: Enter comes before the answer
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=typed.number)).to_be_visible()


def takes_in_from_a_new_person(page: Page) -> WorkOrder:
    press(page, "n")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.keyboard.type("Ioana Rădulescu")
    expect(page.locator("#customer-hits")).to_contain_text("Nobody found")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Phone", exact=True)).to_be_focused()
    page.keyboard.type("0733 123 987")
    expect(page.get_by_label("Last name")).to_have_value("Rădulescu")
    imei = page.get_by_label("IMEI", exact=True)
    imei.fill(IPHONE)
    expect(page.locator("#seen")).to_contain_text("Seen before: 1 earlier order")
    expect(page.locator("#seen")).to_contain_text("Battery lasts an hour")
    expect(page.get_by_label("Model")).to_have_value("iPhone 13")
    imei.fill(WRONG)
    expect(page.locator("#below_imei")).to_contain_text("Last digit should be 3, not 9.")
    expect(page.get_by_label("Brand")).to_have_value("Samsung")
    expect(page.get_by_label("Model")).to_have_value("Galaxy S21")
    expect(page.locator("#seen")).to_be_empty()
    page.get_by_label("Reported fault").fill("Screen broken, touch is dead")
    page.get_by_label("Condition").fill("Scratches on the back")
    page.get_by_label("Left with us").fill("Case, charger")
    page.get_by_label("Estimate").fill("950,50")
    page.get_by_label("Promised for").fill(f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}T17:00")
    page.get_by_label("Technician").select_option("Radu Toma")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")
    made = WorkOrder.objects.select_related("customer", "device", "technician").latest("pk")
    expect(page.get_by_role("heading", name=made.number)).to_be_visible()
    expect(page.locator(".slip")).to_have_text(made.slip_code)
    assert re.fullmatch(r"[ACDEFGHJKMNPQRTUVWXY34679]{6}", made.slip_code)
    assert (made.customer.name, made.device.imei) == ("Ioana Rădulescu", WRONG)
    assert (str(made.estimated_cost), made.accessories) == ("950.50", "Case, charger")
    assert made.technician
    assert made.technician.username == "radu"
    expect(card(page, "Documents")).to_contain_text("Intake receipt")
    return made


def takes_in_from_a_new_company(page: Page) -> None:
    press(page, "n")
    expect(page.get_by_label("Find the customer")).to_be_focused()
    page.get_by_text("Company", exact=True).click()
    page.get_by_label("Legal name").fill("Curier Rapid SRL")
    page.get_by_label("Phone", exact=True).fill("0264 555 100")
    page.get_by_label("Kind", exact=True).select_option("Laptop")
    page.get_by_label("Brand").fill("Lenovo")
    page.get_by_label("Model").fill("ThinkPad T14")
    page.get_by_label("Reported fault").fill("Does not start")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")
    made = WorkOrder.objects.select_related("customer", "device").latest("pk")
    assert (made.customer.form, made.customer.name) == ("company", "Curier Rapid SRL")
    assert (made.device.kind, made.device.title) == ("laptop", "Lenovo ThinkPad T14")


def opens_the_receipt(page: Page, made: WorkOrder) -> str:
    page.goto(made.get_absolute_url())
    link = page.get_by_role("link", name="Intake receipt", exact=True).first
    address = link.get_attribute("href") or ""
    pdf = fetched(page, address)
    text = words_of(pdf)
    for part in ("Atelier Nord", "Ioana Rădulescu", "Samsung Galaxy S21", WRONG, "Screen broken", "six months"):
        assert squeezed(part) in text, part
    assert made.slip_code in text
    assert fetched(page, address) == pdf
    number = address.split("/")[-1].removesuffix(".pdf")
    page.goto(f"/documents/{number}/")
    expect(page.get_by_text(fingerprint(pdf))).to_be_visible()
    return number


def moves_to_ready(page: Page, made: WorkOrder) -> None:
    page.goto("/")
    page.get_by_role("row").filter(has_text="Galaxy S21").get_by_role("link").first.click()
    for deed, step, note in (
        ("Start repair", "In repair", "Display ordered from stock"),
        ("Mark as ready", "Ready", "Display and glue changed"),
    ):
        page.locator(".moves-note > summary").click()
        page.get_by_label("Note on the move").fill(note)
        page.get_by_role("button", name=deed).click()
        expect(page.locator("[aria-current=step]")).to_contain_text(step)
    history = card(page, "History").get_by_role("listitem")
    for after, note in (("In repair", "Display ordered from stock"), ("Ready", "Display and glue changed")):
        line = history.filter(has_text=f"moved to {after}")
        expect(line).to_have_count(1)
        expect(line).to_contain_text("Radu Toma")
        expect(line).to_contain_text(note)
        expect(line.locator("time")).to_contain_text("Today")
    passed = StatusMove.objects.filter(work_order=made).order_by("pk")
    assert [(move.before, move.after) for move in passed] == [
        ("", "received"),
        ("received", "in_repair"),
        ("in_repair", "ready"),
    ]


def hands_over(page: Page, made: WorkOrder) -> str:
    type_into_search(page, made.slip_code)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("Collected by").fill("Ioana Rădulescu")
    page.get_by_label("Final price").fill("900")
    page.get_by_label("Work done").fill("Display changed, touch checked")
    page.get_by_role("button", name="Hand over and print report").click()
    expect(page.locator("#toasts")).to_contain_text("handed over")
    expect(card(page, "Documents").get_by_role("listitem")).to_have_count(3)
    expect(card(page, "Documents")).to_contain_text("Payment receipt")
    number = Document.objects.get(kind="handover_report").number
    text = words_of(fetched(page, f"/documents/{number}.pdf"))
    assert squeezed("Display changed, touch checked") in text
    return number
