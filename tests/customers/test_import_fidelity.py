"""What a cell says and what becomes of it: nothing is lost, and what is odd is said."""

from __future__ import annotations

import csv
import io

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Label
from tests.customers.importing import bring, check, do, imported
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def exported(client: Client, form: str) -> bytes:
    answer = client.get(reverse("customer_export"), {"inactive": "1", "sort": "name", "format": form})
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_words_null_and_escapes_come_back(client: Client, form: str) -> None:
    person("NULL", "'NULL", "0722 418 905", city="_x0041_", street="_x005F_x0041_")
    data = exported(client, form)
    Customer.objects.all().delete()
    imported(client, data)
    made = Customer.objects.get()
    assert (made.first_name, made.last_name, made.city, made.street) == ("NULL", "'NULL", "_x0041_", "_x005F_x0041_")


def test_notes_of_many_years_come_back(client: Client) -> None:
    person("Ana", "Pop", "0722 418 905", note="a word\n" * 30_000)
    data = exported(client, "csv")
    assert max(map(len, data.decode().split('"'))) > 131_072
    Customer.objects.all().delete()
    imported(client, data)
    assert "\n".join(note.text for note in Customer.objects.get().notes.all()) == ("a word\n" * 30_000).strip()


def test_rows_to_mend_say_what_the_file_said(client: Client) -> None:
    rows = "Name;City;Note;Label\n;NULL;'=1;=2\n"
    job = check(client, bring(client, rows))
    answer = client.get(reverse("customer_import_mend", args=[job.pk]))
    mend = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert mend[1][:4] == ["", "NULL", "'=1", "'=2"]


def test_heads_that_stand_twice_lose_no_column(client: Client) -> None:
    job = bring(client, "Name;Phone;Phone;Phone (2)\nAna Pop;0722418905;0722418906;0722418907\n")
    assert list(job.columns) == ["Name", "Phone", "Phone (2)", "Phone (2) (2)"]
    job = check(client, job, {"Phone (2) (2)": "phone"})
    client.post(reverse("customer_import_job", args=[job.pk]), {"do": "run"})
    assert [each.raw for each in Customer.objects.get().phones.all()] == ["0722418905", "0722418906", "0722418907"]


def test_a_shop_with_many_labels_of_its_own_may_name_them_all(client: Client) -> None:
    Label.objects.bulk_create([Label(name=f"Label {at}") for at in range(400)])
    known = "".join(f"Ana Pop{at};label {at}\n" for at in range(400))
    assert check(client, bring(client, "Name;Label\n" + known)).state == "checked"
    new = "".join(f"Ana Pop{at};other {at}\n" for at in range(301))
    assert "more than 300 new labels" in check(client, bring(client, "Name;Label\n" + new)).failure


def test_what_looks_like_a_formula_is_kept_and_said(client: Client) -> None:
    job = check(client, bring(client, "Name;City;Messenger;x\n=Ana Pop;'@home;@ana;=1\n"))
    assert [remark for remark in job.remarks if remark[0] == "warning"] == [
        ["warning", 2, "Name", "“=Ana Pop” looks like a formula; it is kept as text."]
    ]


def test_rows_of_a_sheet_are_named_by_its_own_numbers(client: Client) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 1, ["Name", "City"])
        sheet.write_row(4, 1, ["Ana Pop", "Cluj"])
        sheet.write_row(6, 1, ["", "Iași"])
    job = check(client, bring(client, file.getvalue(), "list.xlsx"))
    assert [remark[:3] for remark in job.remarks if remark[0] == "error"] == [["error", 7, "name"]]


def test_errors_and_formulas_that_were_never_reckoned_are_said(client: Client) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("First").write(0, 0, "Name")
        sheet = book.add_worksheet("List & more")
        sheet.write_row(1, 1, ["Name", "City", "x"])
        sheet.write_row(2, 1, ["Ana Pop"])
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")
        sheet.write_formula(2, 3, "=NA()", None, "#N/A")
        sheet.write_row(3, 1, ["Ion Rus"])
        sheet.write_formula(3, 2, '=""', None, "")
        sheet.write_row(4, 1, ["Dan Rus"])
        sheet.write_formula(4, 2, "=B3", None, "Cluj")
    job = bring(client, file.getvalue(), "list.xlsx")
    do(client, job, "read", sheet="List & more")
    job.refresh_from_db()
    job = check(client, job)
    assert [[*remark[:3], remark[3].partition(";")[0]] for remark in job.remarks] == [
        ["warning", 3, "City", "is an error in the sheet"],
        ["warning", 4, "City", "is a formula that was never reckoned"],
    ]
    assert job.counts["make"] == 3
