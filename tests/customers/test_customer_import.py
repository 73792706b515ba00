from __future__ import annotations

import csv
import io
import os
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.test import Client
from django.urls import reverse

from core.export import csv_pieces
from core.models import Event, NumberSeries
from customers import exporting, tasks
from customers.actions import CustomerDraft, TypedContact, TypedPhone, create_customer, update_customer
from customers.anonymising import anonymise_customer
from customers.importing import deeds, files
from customers.models import Customer, ImportedRow, ImportJob, ImportMapping, Label
from tests.customers.importing import LIST, address, bring, check, do, imported, refused
from tests.factories import person, shop, staff

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    shop()
    return staff("manager")


@pytest.fixture
def client(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def names() -> list[str]:
    return list(Customer.objects.order_by("pk").values_list("name", flat=True))


def text(client: Client, job: ImportJob) -> str:
    return client.get(address(job)).content.decode()


# --- the way through -------------------------------------------------------------------------------------------------
def test_a_list_is_brought_checked_imported_and_taken_back(client: Client) -> None:
    job = bring(client, LIST)
    assert (job.encoding, job.separator) == ("utf-8", ";")
    assert job.columns == {"Prenume": "first_name", "Nume": "last_name", "Telefon": "phone", "E-mail": "email"}
    check(client, job)
    assert (job.state, names()) == ("checked", [])
    assert job.counts == {"read": 2, "wrong": 0, "warned": 0, "make": 2, "update": 0, "skip": 0}
    do(client, job, "run")
    assert names() == ["Ana Pop", "Ion Rus"]
    assert [each.number for each in Customer.objects.order_by("pk")] == ["CLT-000001", "CLT-000002"]
    do(client, job, "undo")
    job.refresh_from_db()
    assert (job.state, names()) == ("undone", [])
    assert NumberSeries.objects.get(key="customer").last == 2
    assert list(Event.objects.order_by("pk").values_list("verb", "subject_number")) == [
        ("customer_imported", "CLT-000001"),
        ("customer_imported", "CLT-000002"),
        ("customers_imported", ""),
        ("customer_import_undone", "CLT-000001"),
        ("customer_import_undone", "CLT-000002"),
        ("customers_import_undone", ""),
    ]


def test_what_was_imported_is_found_by_search(client: Client) -> None:
    imported(client, "Company;Contact;Phone;Note;Label\nSIA Kalns;Jānis Bērziņš;+371 29123456;Rings twice;VIP\n")
    customer = Customer.objects.get()
    for word in (" sia kalns", " berzins", "29123456", " rings twice", "clt 000001"):
        assert word in customer.search
    assert (customer.sort_name, [label.name for label in customer.labels.all()]) == ("sia kalns", ["VIP"])
    assert [(link.contact.last_name, link.is_primary) for link in customer.contact_links.all()] == [("Bērziņš", True)]


def test_saved_columns_fill_the_next_list(client: Client) -> None:
    job = check(client, bring(client, "A;B\nAna;Pop\n"), {"A": "first_name", "B": "last_name"}, save_as="Old program")
    assert job.state == "checked"
    other = bring(client, "a;b;c\nIon;Rus;1\n")
    do(client, other, "use", mapping="Old program")
    other.refresh_from_db()
    assert other.columns == {"a": "first_name", "b": "last_name", "c": ""}
    assert bring(client, "b;A\nRus;Ion\n").columns == {"b": "last_name", "A": "first_name"}  # just these: unasked
    do(client, other, "forget", mapping="Old program")
    assert not ImportMapping.objects.exists()


def test_encoding_and_separator_are_chosen_otherwise(client: Client) -> None:
    job = bring(client, "Name;City\nȘtefan;Iași\n".encode("cp852", errors="replace"))
    do(client, job, "read", encoding="cp1252", separator="|")
    job.refresh_from_db()
    assert (job.encoding, job.separator, list(job.columns)) == ("cp1252", "|", ["Name;City"])


@pytest.mark.parametrize(
    ("encoding", "city"),
    [("cp1250", "Timişoara, Braşov, Iaşi şi Bistriţa"), ("cp1251", "Нижний Новгород"), ("cp1252", "Besançon, Orléans, Évreux"),
     ("cp1257", "Rēzekne, Jūrmala, Ķekava, Šķēde"), ("utf-16", "Iași"), ("utf-16-le", "Iași"), ("utf-8-sig", "Iași"), ("utf-8", "Iași")],
)  # fmt: skip
def test_every_encoding_is_recognised(client: Client, encoding: str, city: str) -> None:
    job = bring(client, f"Name\tCity\r\nAna Pop\t{city}\r\n".encode(encoding))
    assert city[:20] in text(client, job)
    assert job.separator == "\t"


# --- who is there already --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("twins", "expected"),
    [("skip", ["Ana Pop", "Ion Rus"]), ("update", ["Ana Pop", "Ion Rus"]), ("make", ["Ana Pop", "Ana Pop", "Ion Rus"])],
)
def test_twins(client: Client, twins: str, expected: list[str]) -> None:
    standing = person("Ana", "Pop", "+40722418905", city="Cluj")
    imported(client, LIST.replace("Nume", "Nume de familie"), twins=twins)
    assert sorted(names()) == expected
    standing.refresh_from_db()
    assert (standing.email, standing.city) == ("ana@example.com" if twins == "update" else "", "Cluj")


def test_an_update_is_told_and_taken_back_exactly(client: Client, manager: User) -> None:
    draft = CustomerDraft(
        {"form": "company", "legal_name": "SIA Kalns", "external_number": "K1", "city": "Rīga", "note": "old"},
        [TypedPhone("+371 29123456")],
        [TypedContact(first_name="Jānis", last_name="Bērziņš")],
        labels=["VIP"],
        consents={"sms": True},
    )
    create_customer(draft=draft, by=manager)
    before = whole()
    head = "CustomerID;Company;City;Phone;Mobile;Contact;Note;Label;consent: SMS\n"
    job = imported(client, head + "K1;SIA Kalni;;+371 67000000;+371 29123456;Anna Kalna;new;Late;no\n", twins="update")
    customer = Customer.objects.get()
    assert (customer.name, customer.city, customer.version) == ("SIA Kalni", "Rīga", 2)
    assert [each.raw for each in customer.phones.all()] == ["+371 29123456", "+371 67000000"]
    assert sorted(customer.labels.values_list("name", flat=True)) == ["Late", "VIP"]
    event = Event.objects.get(verb="customer_changed")
    assert event.facts["fields"] == ["legal_name", "phones", "contact_links", "notes", "labels", "consents"]
    assert event.detail.data == {"before": {"legal_name": "SIA Kalns"}, "after": {"legal_name": "SIA Kalni"}}
    do(client, job, "undo")
    assert whole() == before


def whole() -> list[list[str]]:
    rows = Customer.objects.order_by("pk")
    return list(csv.reader(io.StringIO(b"".join(csv_pieces(rows, exporting.fields())).decode("utf-8-sig"))))


def test_an_import_that_was_worked_with_is_not_undone_and_says_why(client: Client, manager: User) -> None:
    job = imported(client, LIST)
    ana = Customer.objects.get(last_name="Pop")
    draft = CustomerDraft({"form": "person", "first_name": "Ana", "last_name": "Popa"})
    update_customer(number=ana.number, draft=draft, version=ana.version, by=manager)
    page = do(client, job, "undo").content.decode()
    assert "worked with since" in page
    assert "Ana Popa" in page
    assert len(names()) == 2


# --- what is wrong ---------------------------------------------------------------------------------------------------
def test_problems_are_named_by_row_and_column_and_can_be_mended(client: Client) -> None:
    wrong = f"Name;City\nAna Pop;Cluj\n;Iași\nIon Rus;{'x' * 121}\n=Maria;Cluj;Dej\n"
    job = check(client, bring(client, wrong))
    assert [remark[:3] for remark in job.remarks] == [["error", 3, "name"], ["error", 4, "City"], ["error", 5, ""]]
    do(client, job, "run")
    assert names() == []
    answer = client.get(reverse("customer_import_mend", args=[job.pk]))
    mend = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row[0] for row in mend] == ["Name", "", "Ion Rus", "'=Maria"]
    assert mend[1] == ["", "Iași", "3", "name: is missing."]
    do(client, job, "run", leaves_out="1")
    assert names() == ["Ana Pop"]


def test_everything_that_was_odd_stands_in_a_file(client: Client) -> None:
    person("Ana", "Pop", "+40722418905")
    rows = "Name;Phone;E-mail\nAna Pop;0722418905;\nDan Rus;0722418905;no mail\n;;x@example.com\n"
    job = check(client, bring(client, rows))
    answer = client.get(reverse("customer_import_remarks", args=[job.pk]))
    said = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert said[0] == ["Row", "Column", "Problem", "Remark"]
    assert sorted([row, bool(problem), bool(remark)] for row, _column, problem, remark in said[1:]) == [
        ["2", False, True], ["3", False, True], ["3", False, True], ["4", True, False],
    ]  # fmt: skip
    assert "All remarks, as a file" in text(client, job)
    files.folder(job).remarks.unlink()
    assert client.get(reverse("customer_import_remarks", args=[job.pk])).status_code == 404


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(5):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", b"\0" * (100 << 20))
    return file.getvalue()


REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
    "nul": (b"Name;City\nAna\0;Cluj\n", "no text file"),
    "unclosed": (b'Name;City\n"Ana;Cluj\n' + b"x;y\n" * 300_000, "quotation mark is never closed"),
    "endless line": (b"a" * 3_000_000, "longer than a million letters"),
    "a million columns": (b"Name," * 100_000, "columns; at most 300"),
    "a page called xls": (b"<html><table><tr><td>Name</td></tr></table>", "This is a web page"),
    "broken xlsx": (b"PK\x03\x04 nothing", "no Excel file that can be read"),
    "broken xls": (b"\xd0\xcf\x11\xe0 nothing", "no Excel file that can be read"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_in_words(client: Client, content: bytes, words: str) -> None:
    page = refused(client, content)
    if words not in page:  # read as far as its head: refused by the check
        job = check(client, ImportJob.objects.get())
        tasks.import_step(job.pk)  # where the table is too long for the page to wait
        job.refresh_from_db()
        page = job.failure
    assert words in page
    assert not Customer.objects.exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(client: Client) -> None:
    assert "larger than 400 MB" in refused(client, zip_bomb(), "list.xlsx")


def test_a_header_alone_is_refused(client: Client) -> None:
    assert "stand no rows" in check(client, bring(client, "Name;City\n")).failure


def test_mixed_line_ends_duplicate_heads_and_quotes_are_read(client: Client) -> None:
    imported(
        client, 'Name;Phone;Phone;Note\r\nAna Pop;0722418905;0722418906;"two\nlines; one ""quoted"""\nIon Rus;;;\r'
    )
    ana = Customer.objects.get(last_name="Pop")
    assert [each.raw for each in ana.phones.all()] == ["0722418905", "0722418906"]
    assert [note.text for note in ana.notes.all()] == ['two\nlines; one "quoted"']
    assert names() == ["Ana Pop", "Ion Rus"]


def test_excel_is_told_by_its_content(client: Client) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Klienti")
        sheet.write_row(0, 0, ["Name", "Phone", "Since"])
        sheet.write_row(1, 0, ["Ana Pop", 40722418905, "2021-03-12"])
        sheet.write_string(2, 0, "=1+1")
        book.add_worksheet("Empty")
    job = bring(client, file.getvalue(), "renamed.csv")
    assert (job.sheet, job.sheets) == ("Klienti", ["Klienti", "Empty"])
    check(client, job)
    do(client, job, "run")
    assert names() == ["Ana Pop", "=1+1"]
    assert Customer.objects.order_by("pk")[0].created_at.date().isoformat() == "2021-03-12"


# --- two at once, killed, swept --------------------------------------------------------------------------------------
def test_the_same_file_a_second_time_is_told(client: Client) -> None:
    first, second = (check(client, bring(client, LIST)) for _turn in range(2))
    do(client, first, "run")
    assert "This very file was imported already" in text(client, second)
    do(client, second, "run")
    second.refresh_from_db()
    assert (second.state, len(names())) == ("failed", 2)
    assert "imported the same file" in second.failure
    assert check(client, second).counts["skip"] == 2


def test_pressed_twice_it_is_imported_once(client: Client) -> None:
    job = check(client, bring(client, LIST))
    do(client, job, "run")
    assert "has gone on meanwhile" in do(client, job, "run").content.decode()
    assert len(names()) == 2


def test_one_that_was_killed_says_so_and_can_be_started_again(client: Client) -> None:
    job = check(client, bring(client, LIST))
    ImportJob.objects.filter(pk=job.pk).update(state="running")
    assert "It was interrupted" not in text(client, job)
    os.utime(files.folder(job).progress, (0, 0))
    assert "It was interrupted" in text(client, job)
    assert names() == []
    check(client, job)
    do(client, job, "run")
    assert len(names()) == 2


def test_anonymising_reaches_what_undoing_would_need(client: Client, manager: User) -> None:
    standing = person("Ana", "Pop", "+40722418905")
    job = imported(client, LIST, twins="update")
    anonymise_customer(number=standing.number, typed_name="Ana Pop", by=manager)
    assert ImportedRow.objects.get(customer_number=standing.number).before == {}
    job.refresh_from_db()
    assert job.remarks == []


def test_after_a_month_nothing_is_left_of_it(client: Client) -> None:
    job = imported(client, LIST)
    place = files.folder(job).path
    assert place.stat().st_mode & 0o077 == 0
    ImportJob.objects.update(uploaded_at="2020-01-01T00:00:00Z")
    assert deeds.sweep() == 1
    assert not place.exists()
    assert (ImportedRow.objects.count(), len(names())) == (0, 2)


# --- who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "status"), [("front_desk", 403), ("technician", 403), ("manager", 200), ("administrator", 200)]
)
def test_who_may(client: Client, role: str, status: int) -> None:
    job = bring(client, LIST)
    visitor = Client()
    visitor.force_login(staff(role))
    assert visitor.get(reverse("customer_import")).status_code == status
    assert visitor.get(address(job)).status_code == status
    assert visitor.post(address(job), {"do": "check"}).status_code == (status if status == 403 else 302)


def test_a_stranger_s_methods_and_numbers(client: Client) -> None:
    job = bring(client, LIST)
    assert client.put(address(job)).status_code == 405
    assert client.get(reverse("customer_import_job", args=[job.pk + 1])).status_code == 404
    files.folder(job).to_mend.unlink(missing_ok=True)  # of another database's job with this number
    assert client.get(reverse("customer_import_mend", args=[job.pk])).status_code == 404


def test_no_column_for_names_is_said(client: Client) -> None:
    job = bring(client, "Colour;Size\nred;1\n")
    page = do(client, job, "check").content.decode()
    assert "Choose a column for the names" in page


# --- and back again --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_back_equal_cell_by_cell(client: Client, manager: User, form: str) -> None:
    fill(manager)
    for customer in Customer.objects.all():  # higher than any number given here: as if they came from another shop
        Customer.objects.filter(pk=customer.pk).update(number=customer.number.replace("00000", "00010"))
    data, before = exported(client, form), table(client)
    Customer.objects.all().delete()
    Label.objects.all().delete()
    job = imported(client, data)
    assert (job.state, job.counts["wrong"], job.counts["make"]) == ("done", 0, 5)
    assert table(client) == before


def table(client: Client) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exported(client, "csv").decode())))


def exported(client: Client, form: str) -> bytes:
    answer = client.get(reverse("customer_export"), {"inactive": "1", "sort": "name", "format": form})
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def fill(by: User) -> None:
    """Everything a record may hold, and whatever a cell may trip over."""
    from customers.models import CustomerType, PriceType  # noqa: PLC0415

    kind, price = CustomerType.objects.create(name="Școală", form="company"), PriceType.objects.create(name="Angro")
    rows: list[tuple[dict[str, Any], str, str]] = [
        ({"form": "person", "first_name": "Ștefan", "last_name": "Țurcanu", "street": "=1+1", "city": "+40", "discount_card": "'t x"}, "0722418905", "mobile"),
        ({"form": "person", "first_name": "Алексей", "last_name": "О'Коннор \"Бо\"", "note": "first\n\n-second\n=third", "region": "'=1"}, "12, 13", "home"),
        ({"form": "company", "legal_name": "SIA “Kalns”; & dēli, | ", "country": "LV", "type": kind, "price_type": price, "responsible": by}, "+371 29 184 307", "work"),
        ({"form": "company", "legal_name": "@firm", "trade_name": "\u00a0=x", "is_prospect": True, "external_number": "X-1", "language": "ru"}, "0264 590 300 ext. 5", "fax"),
        ({"form": "person", "first_name": "", "last_name": "NU", "email": "a@b.ro", "messenger": "@nu", "tax_number": "RO123"}, "(21) 555-42", "other"),
    ]  # fmt: skip
    for at, (fields, phone, kind_of_phone) in enumerate(rows):
        contacts = [
            TypedContact(
                first_name="Anna", last_name="de Vries", role="Owner", phone="0722 1", email="a@b.lv", may_collect=True
            )
        ]
        draft = CustomerDraft(
            {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()},
            [TypedPhone(phone, kind_of_phone), TypedPhone(f"+4072241890{at}")],
            contacts if at % 2 else [],
            labels=["VIP", "Întârzie"] if at else [],
            consents={"sms": True, "email": False} if at == 1 else None,
        )
        create_customer(draft=draft, by=by)
