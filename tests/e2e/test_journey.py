"""The main job of the shop, from the first login in the morning to the administration, as people do it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from core.models import Event
from customers.models import Customer
from devices.models import TypeAllocation
from documents.models import Document
from repairs.models import StatusMove, WorkOrder
from tests.e2e.browsing import shoot, sign_in
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
from tests.factories import company, device, order, person, shop, staff

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import Complaints, Shop

IPHONE = "351044630482738"
WRONG = "353289110012349"  # the check digit should be 3
FORMULA = "=HYPERLINK(0)"


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


def sees_all_of_the_customer(page: Page, made: WorkOrder) -> None:
    """And takes the same thing in again from there, so that the customer has an order that is open."""
    page.get_by_role("link", name="Ioana Rădulescu").first.click()
    expect(page.get_by_role("heading", name="Ioana Rădulescu")).to_be_visible()
    expect(card(page, "Devices")).to_contain_text("Samsung Galaxy S21")
    line = card(page, "Work orders").get_by_role("row").filter(has_text=made.number)
    expect(line).to_contain_text("Handed over")
    expect(line.get_by_text("Today")).to_have_count(2)
    expect(line).to_contain_text("900.00")
    for kind in ("Intake receipt", "Hand-over report"):
        expect(card(page, "Documents")).to_contain_text(kind)
    card(page, "Timeline").get_by_role("link", name="Show all").click()
    expect(page).to_have_url(re.compile("/timeline/$"))
    timeline = card(page, "Timeline")
    for sentence in ("received on", "moved to In repair", "moved to Ready", "handed over on", "issued"):
        expect(timeline.get_by_text(sentence).first).to_be_visible()
    page.go_back()
    line.get_by_role("link", name=made.number).click()
    expect(page).to_have_url(re.compile(made.number))
    page.go_back()
    page.get_by_role("link", name="New work order").click()
    page.get_by_role("radio", name="Samsung Galaxy S21").check()
    page.get_by_label("Reported fault").fill("Rattles now")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")


def deletes_the_customer(page: Page, made: WorkOrder) -> None:
    page.goto(made.customer.get_absolute_url())
    page.get_by_label("More").click()
    page.get_by_role("link", name="Delete").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Delete Ioana Rădulescu?")).to_be_visible()
    expect(sheet.locator(".figure").filter(has_text="device")).to_contain_text("1")
    expect(sheet.locator(".figure").filter(has_text="order")).to_contain_text("2")
    expect(sheet).to_contain_text("This stays in the archive: 4 documents")
    shoot(page, "delete_sheet")
    sheet.get_by_label("To confirm, type the name").fill("Ioana Rădulescu")
    sheet.get_by_role("button", name="Delete customer").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert Customer.objects.filter(pk=made.customer_id).exists()
    page.get_by_role("checkbox", name="is still open").check()
    page.get_by_role("button", name="Delete customer").click()
    expect(page.locator("#toasts")).to_contain_text("deleted")
    assert not Customer.objects.filter(pk=made.customer_id).exists()
    assert not WorkOrder.objects.filter(pk=made.pk).exists()


def finds_the_documents(page: Page, made: WorkOrder, kept: dict[str, str]) -> None:
    page.goto("/documents/")
    for text in ("radulescu", "3987", WRONG, made.number):
        page.get_by_role("searchbox", name="Filter").fill(text)
        for number in kept:
            expect(page.locator("main table").get_by_role("link", name=number)).to_be_visible()
        expect(page.locator("main table").get_by_role("row").filter(has_text="Ștefănescu")).to_have_count(0)
    for number, before in kept.items():
        page.goto("/")
        expect(type_into_search(page, number)).to_contain_text(number)
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile(r"Customer deleted on .* by Elena Toma"))).to_be_visible()
        assert fingerprint(fetched(page, f"/documents/{number}.pdf")) == before
        expect(page.get_by_text(before)).to_be_visible()


def exports_the_filtered_list(page: Page) -> None:
    page.goto("/customers/")
    page.locator("summary", has_text=re.compile(r"^\s*Filter\s*$")).click()
    page.get_by_role("textbox", name="City").fill("brasov")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    lines = list(csv.DictReader(io.StringIO(arriving.value.path().read_text("utf-8-sig"))))
    assert sorted(line["last name"] for line in lines) == [f"'{FORMULA}", "Ștefănescu"]
    assert {line["city"] for line in lines} == {"Brașov"}
    ana = next(line for line in lines if line["first name"] == "Ana")
    assert ana["phones"] == "'+40722418905"
    doru = next(line for line in lines if line["first name"] == "Doru")
    assert doru["messenger"] == "'+40744100200"


def edits_in_the_administration(page: Page, receipt: str) -> None:
    ana = Customer.objects.get(last_name="Ștefănescu")
    page.goto("/admin/customers/customer/")
    page.locator("#searchbar").fill("stefanesc")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ana Ștefănescu").click()
    assert page.get_by_role("link", name="Delete").count() == 0
    page.get_by_label("City").fill("Sibiu")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(ana.get_absolute_url())
    expect(card(page, "Contact")).to_contain_text("Sibiu")
    expect(card(page, "Timeline")).to_contain_text("Changed: city, by Sorin Toma")
    assert Event.objects.filter(verb="customer_changed", customer_number=ana.number, actor__username="admin").exists()
    page.goto("/admin/documents/document/")
    page.get_by_role("link", name=receipt).click()
    expect(page.get_by_text(receipt).first).to_be_visible()
    assert page.locator("#content-main :is(input, textarea, select):not([type=hidden])").count() == 0
    assert page.get_by_role("button", name="Save").count() == 0


def test_people_are_found_however_their_names_are_written(page: Page) -> None:
    shop()
    sign_in(page, staff("front_desk"))
    takes_in_the_corolla(page)
    types_a_customer(page, {"First name": "Ștefan", "Last name": "Țurcanu", "Phone": "0722 000 111"})
    types_a_customer(page, {"First name": "Ēriks", "Last name": "Kļaviņš", "Phone": "+371 29 184 307"})
    its_number = {"Legal name": 'ИЧП "Строганов НИ"', "Phone": "+7 495 000-11-22", "Tax number": "4256836901"}
    types_a_customer(page, its_number, kind="Company")
    for text, found in (
        ("zubkov", "Алексей Зубков"),
        ("зубков", "Алексей Зубков"),
        ("4944434", "Алексей Зубков"),
        ("n123ap", "Toyota Corolla"),
        ("н123ар", "Toyota Corolla"),
        ("R058037", "Toyota Corolla"),
        ("stroganov", "Строганов"),
        ("4256836901", "Строганов"),
        ("turcanu stefan", "Ștefan Țurcanu"),
        ("eriks klavins", "Ēriks Kļaviņš"),
    ):
        page.goto("/help/")
        expect(type_into_search(page, text).locator(".hit").first).to_contain_text(found)


def takes_in_the_corolla(page: Page) -> None:
    page.goto("/repairs/new/")
    for label, text in (("First name", "Алексей"), ("Last name", "Зубков"), ("Phone", "+7 (908) 4944434")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Kind", exact=True).select_option("Car")
    page.get_by_label("VIN").press_sequentially("NMTBM28E80R058037")
    expect(page.locator("#below_vin")).to_contain_text("Toyota")
    expect(page.locator("#below_vin .warning")).to_have_count(0)
    expect(page.get_by_label("Brand")).to_have_value("Toyota")
    page.get_by_label("Model").fill("Corolla")
    page.get_by_label("Plate").fill("N123AP")
    page.get_by_label("Reported fault").fill("Стук спереди")
    page.get_by_role("button", name="Receive and print receipt").click()
    expect(page.locator("#toasts")).to_contain_text("received")


def types_a_customer(page: Page, fields: dict[str, str], *, kind: str = "Person") -> None:
    page.goto("/customers/new/")
    page.locator(".segmented").get_by_text(kind, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(text)
    page.get_by_role("button", name="Save", exact=True).or_(page.locator("button[data-default]")).first.click()
    expect(page.locator("#toasts")).to_contain_text(re.compile("made|saved"))


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
