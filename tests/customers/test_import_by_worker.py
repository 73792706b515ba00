"""What is too long for a page to wait for: opening a large Excel file, checking, importing, taking back."""

from __future__ import annotations

import io
import os
import time
from typing import TYPE_CHECKING

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.management import CommandError, call_command
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import Event
from customers import tasks
from customers.actions import CustomerDraft, update_customer
from customers.importing import bringing, deeds, files
from customers.models import Customer, CustomerType, ImportJob, Label, PriceType
from tests.customers.importing import LIST, address, bring, check, do, imported
from tests.factories import person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def book(*rows: list[str], sheets: tuple[str, ...] = ("One",)) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name in sheets:
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return file.getvalue()


def waiting() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=deeds.TASK, status="todo").values_list("args", flat=True))


def text(client: Client, job: ImportJob) -> str:
    return client.get(address(job)).content.decode()


def test_a_large_book_is_opened_by_the_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "BOOK_AT_ONCE", 0)
    job = bring(client, book(["Name"], ["Ana Pop"], sheets=("One", "Two")))
    assert (job.state, job.columns, waiting()) == ("reading", {}, [{"key": job.pk}])
    page = text(client, job)
    assert "The Excel file is being opened" in page
    assert 'hx-trigger="every 1s"' in page
    tasks.import_step(job.pk)
    job.refresh_from_db()
    assert (job.state, job.sheets, job.columns) == ("uploaded", ["One", "Two"], {"Name": "name"})
    do(client, job, "read", sheet="Two")
    job.refresh_from_db()
    assert (job.state, job.sheet) == ("reading", "Two")


def test_a_large_book_that_cannot_be_opened_says_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "BOOK_AT_ONCE", 0)
    job = bring(client, b"PK\x03\x04 nothing")
    tasks.import_step(job.pk)
    page = text(client, job)
    assert "no Excel file that can be read" in page
    assert "Letters (encoding)" not in page
    do(client, job, "read")
    job.refresh_from_db()
    assert job.state == "reading"


def test_the_command_opens_it_itself(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bringing, "BOOK_AT_ONCE", 0)
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(["Name"], ["Ana Pop"]))
    call_command("import_customers", str(path))
    assert Customer.objects.get().name == "Ana Pop"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(CommandError, match="no Excel file"):
        call_command("import_customers", str(path))


def test_how_long_it_takes_is_told_by_the_table_not_by_the_packed_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"Ana Pop{at}", "the same words in every row"] for at in range(1000)]
    job = bring(client, book(["Name", "Note"], *rows))
    assert job.size < 30_000 < files.size_of_table(job)
    monkeypatch.setattr(deeds, "AT_ONCE", 30_000)
    check(client, job)
    assert (job.state, waiting()) == ("checking", [{"key": job.pk}])


def test_a_large_import_is_taken_back_by_the_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = imported(client, LIST)
    monkeypatch.setattr(deeds, "TAKEN_BACK_AT_ONCE", 1)
    do(client, job, "undo")
    job.refresh_from_db()
    assert (job.state, Customer.objects.count(), waiting()) == ("undoing", 2, [{"key": job.pk}])
    assert "The import is being taken back" in text(client, job)
    assert "has gone on meanwhile" in do(client, job, "drop").content.decode()
    tasks.import_step(job.pk)
    job.refresh_from_db()
    assert (job.state, Customer.objects.count()) == ("undone", 0)
    undone = Event.objects.filter(verb="customers_import_undone").latest("pk")
    assert undone.actor == staff("manager")


def test_worked_with_while_it_waits_to_be_taken_back_it_stays(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = imported(client, LIST)
    monkeypatch.setattr(deeds, "TAKEN_BACK_AT_ONCE", 1)
    do(client, job, "undo")
    ana = Customer.objects.get(last_name="Pop")
    draft = CustomerDraft({"form": "person", "first_name": "Ana", "last_name": "Popa"})
    update_customer(number=ana.number, draft=draft, version=ana.version, by=staff("manager"))
    tasks.import_step(job.pk)
    job.refresh_from_db()
    assert (job.state, Customer.objects.count()) == ("done", 2)
    assert "worked with since" in text(client, job)


def test_taking_back_that_was_interrupted_can_be_asked_for_again(client: Client) -> None:
    job = imported(client, LIST)
    ImportJob.objects.filter(pk=job.pk).update(state="undoing")
    os.utime(files.folder(job).progress, (0, 0))
    assert "Nothing was undone" in text(client, job)
    do(client, job, "undo")
    assert not Customer.objects.exists()


def test_taking_back_takes_the_labels_and_types_that_nobody_has(client: Client) -> None:
    standing = Label.objects.create(name="Old")
    rows = "Name;Label;Type;Price type\nAna Pop;New, Kept, old;School;Wholesale\n"
    job = imported(client, rows)
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Kept", "New", "Old"]
    person("Ion", "Rus").labels.add(Label.objects.get(name="Kept"))
    do(client, job, "undo")
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Kept", "Old"]
    assert standing.pk in Label.objects.values_list("pk", flat=True)
    assert (CustomerType.objects.count(), PriceType.objects.count()) == (0, 0)


def test_a_shop_that_was_restored_has_no_files_of_its_imports(client: Client) -> None:
    done = imported(client, LIST)
    job, ready = bring(client, LIST + "x;y;;\n"), check(client, bring(client, LIST + "z;y;;\n"), twins="make")
    for each in (done, job, ready):
        files.folder(each).remove()
    for what in ("read", "check"):
        assert "The file is not there any more" in do(client, job, what).content.decode()
    assert "The file is not there any more" in do(client, ready, "run").content.decode()
    do(client, done, "undo")
    assert not Customer.objects.exists()


def test_what_a_killed_process_left_goes_when_it_is_old(client: Client) -> None:
    job = bring(client, LIST)
    old = [files.root() / name for name in ("tmpx", "new-abc", str(job.pk + 1000))]
    for path in old[1:]:
        path.mkdir()
        (path / "original").touch()
    old[0].touch()
    young = files.new_folder().path
    for path in [*old, files.folder(job).path]:
        os.utime(path, (time.time() - 90_000,) * 2)
    deeds.sweep()
    assert [path.exists() for path in [*old, young, files.folder(job).path]] == [False, False, False, True, True]
    young.rmdir()
