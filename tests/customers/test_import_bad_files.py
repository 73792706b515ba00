"""Files that were made to do harm, or that another program wrote badly: refused or reported in words, nothing half done."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.db import connections
from django.test import Client

from core import reading
from customers.importing import bringing, deeds, files
from customers.models import Customer, ImportJob
from tests.customers.importing import LIST, bring, check, do, refused
from tests.factories import shop, staff

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture
def client(db: None) -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def book(rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return file.getvalue()


def liar(megabytes: int) -> bytes:
    """A book whose sheet unpacks to so much while its archive says a thousand bytes."""
    source, target = zipfile.ZipFile(io.BytesIO(book([["Name"], ["Ana"]]))), io.BytesIO()
    row = '<row r="3"><c r="A3" t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace("</sheetData>", row.format("a" * (megabytes << 20)))
                real = struct.pack("<I", len(data))
            archive.writestr(name, data)
    return target.getvalue().replace(real, struct.pack("<I", 1000))


def test_a_book_that_lies_about_its_size_meets_the_limits_of_its_process(client: Client) -> None:
    page = refused(client, liar(150), "list.xlsx")
    if ImportJob.objects.exists():
        page = check(client, ImportJob.objects.get()).failure
    assert re.search("no Excel file that can be read|larger than 200 MB|longer than a million letters", page)
    assert not Customer.objects.exists()


def test_one_long_text_that_many_cells_share_does_not_fill_the_disk(client: Client) -> None:
    page = refused(client, book([["Name"], *[["x" * 32_000]] * 8000]), "list.xlsx")
    assert "As a table this Excel file is larger than 200 MB" in page
    assert not ImportJob.objects.exists()
    assert not list(files.root().glob("new-*"))


def test_an_xls_renamed_csv_is_read(client: Client) -> None:
    job = check(client, bring(client, (FIXTURES / "list.xls").read_bytes(), "list.csv"))
    do(client, job, "run")
    assert list(Customer.objects.order_by("pk").values_list("name", flat=True)) == ["Ștefan Bērziņš", "Алексей Rus"]


def test_mixed_separators_are_named_by_row(client: Client) -> None:
    job = check(
        client, bring(client, "Name;City;Phone\nAna Pop;Cluj;0722418905\nIon Rus,Iași,0722418906\nDan;Cluj,07\n")
    )
    assert [remark[:2] for remark in job.remarks if remark[0] == "error"] == [["error", 3], ["error", 4]]
    assert job.counts["make"] == 1


def test_more_lines_than_can_be_read_are_refused(client: Client) -> None:
    assert "more than 2,000,000 lines" in refused(client, b"Name\n" + b"a\n" * 2_000_001)


def test_a_file_that_is_too_large_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10)
    page = refused(client, LIST.encode())
    assert "The file is larger than 200 MB." in page
    assert 'data-largest="209715200"' in page  # the browser says it before it sends the file
    assert not ImportJob.objects.exists()


def test_two_people_who_import_the_same_file_at_once_make_everybody_once(own_database: str, tmp_path: Path) -> None:
    shop()
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    jobs = []
    for role in ("manager", "administrator"):
        job = bringing.bring(path=path, name=path.name, by=staff(role), language="en")
        deeds.choose(job, columns=job.columns, twins="skip")
        deeds.run_check(job)
        deeds.begin(job, leaves_out=False)
        jobs.append(job)

    def run(job: ImportJob) -> None:
        deeds.run(job)
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, jobs))
    assert sorted(ImportJob.objects.values_list("state", flat=True)) == ["done", "failed"]
    assert "imported the same file" in ImportJob.objects.get(state="failed").failure
    assert Customer.objects.count() == 2
    connections.close_all()
