"""Lists as files: the export pages of every list, and the files that the worker writes."""

from __future__ import annotations

import csv
import io
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from core.export import EXPORTS, Wanted, jobs, views
from core.export.offers import FORMATS
from core.models import Event, ExportJob, Shop
from core.saved import keep_columns
from customers.models import Customer
from repairs.models import WorkOrder
from tests.factories import company, device, order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LISTS = ("customers", "devices", "repairs", "documents")


@pytest.fixture
def manager(db: None) -> Client:
    shop()
    order(person())
    return signed_in("manager")


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def table(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))


def sheet(response: Any) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(body(response)))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return rows


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("fields", ["all", "shown"])
def test_every_list_is_taken_along_in_both_forms(manager: Client, page: str, fields: str) -> None:
    query = {"fields": fields, "show": "all"}
    as_text = table(manager.get(f"/{page}/export/", {**query, "format": "csv"}))
    as_sheet = sheet(manager.get(f"/{page}/export/", {**query, "format": "xlsx"}))
    assert as_text[0] == as_sheet[0]
    assert len(as_text) == len(as_sheet) == 2


def test_the_file_has_the_list_s_rows_in_its_order_and_columns(manager: Client) -> None:
    person("Ana", "Albu", "0722 418 906")
    company()
    keep_columns(page="customer_list", columns=["city", "number"], by=staff("manager"))
    found = table(
        manager.get("/customers/export/", {"fields": "shown", "sort": "name", "inactive": "1", "form": "person"})
    )
    assert found == [
        ["form", "first name", "last name", "legal name", "trade name", "city", "number"],
        ["person", "Ana", "Albu", "", "", "", "CLT-000002"],
        ["person", "Andrei", "Popescu", "", "", "", "CLT-000001"],
    ]


def test_the_file_has_the_column_that_a_selection_is_about(manager: Client) -> None:
    WorkOrder.objects.update(promised_at=timezone.now() - timedelta(days=1))
    keep_columns(page="order_list", columns=["slip"], by=staff("manager"))
    found = table(manager.get("/repairs/export/", {"fields": "shown", "show": "overdue"}))
    assert found[0][-2:] == ["in its status since", "slip code"]
    assert len(found) == 2


def test_excel_has_numbers_as_numbers_days_as_days_and_text_as_text(manager: Client) -> None:
    person("=1+1", "'=2 & <b>\x07", "0722 418 906", street=" 007\nline")
    thing = device(Customer.objects.get(first_name="=1+1"), imei="", mileage=120, purchased_on="2026-02-03")
    moment = timezone.make_aware(timezone.datetime(2026, 7, 1, 12, 30))  # type: ignore[attr-defined]
    type(thing).objects.filter(pk=thing.pk).update(created_at=moment)
    rows = sheet(manager.get("/customers/export/", {"format": "xlsx", "inactive": "1", "text": "1 1"}))
    of = dict(zip(rows[0], rows[1], strict=True))
    assert (of["first name"], of["street"]) == ("=1+1", " 007\nline")
    assert of["last name"].startswith("''=2 & <b>")  # the import takes one apostrophe off
    found = sheet(manager.get("/devices/export/", {"format": "xlsx", "text": thing.number}))
    made = dict(zip(found[0], found[1], strict=True))
    assert (made["mileage"], str(made["bought on"])) == (120, "2026-02-03")
    assert str(made["first seen"]).startswith("2026-07-01 ")


def test_work_orders_say_what_they_cost_and_what_is_owed(manager: Client) -> None:
    WorkOrder.objects.update(total=Decimal("120.50"), paid=Decimal("20.50"))
    rows = table(manager.get("/repairs/export/", {"show": "all"}))
    made = dict(zip(rows[0], rows[1], strict=True))
    assert (made["cost"], made["paid"], made["owed"]) == ("120.50", "20.50", "100.00")
    WorkOrder.objects.update(status="cancelled", closed_at=timezone.now())
    rows = table(manager.get("/repairs/export/", {"show": "all"}))
    assert dict(zip(rows[0], rows[1], strict=True))["owed"] == "0.00"


def test_codes_are_said_in_words(manager: Client) -> None:
    Shop.objects.update(statuses={"received": {"labels": {"en": "On the shelf"}}})
    order = dict(zip(*table(manager.get("/repairs/export/", {"show": "all"})), strict=True))
    assert (order["kind"], order["status"]) == ("Paid repair", "On the shelf")
    device = dict(zip(*table(manager.get("/devices/export/")), strict=True))
    assert device["kind"] == "phone"
    paper = dict(zip(*table(manager.get("/documents/export/")), strict=True))
    assert (paper["kind"], paper["language"]) == ("Intake receipt", "English")
    assert paper["phones"] == "'+40 722 418 905"


def test_a_head_is_asked_for_without_taking_anything(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Event.objects.count()
    answer = manager.head("/customers/export/", {"format": "xlsx"})
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, FORMATS["xlsx"])
    monkeypatch.setattr(views, "SENT_AT_ONCE", 0)
    manager.head("/customers/export/")
    assert (Event.objects.count(), ExportJob.objects.count()) == (before, 0)


def test_excel_names_what_is_cut_and_keeps_what_looks_like_an_escape(manager: Client) -> None:
    person("_x0041_", "Pop", "0722 418 906", note="x" * 40_000)
    book = python_calamine.load_workbook(
        io.BytesIO(body(manager.get("/customers/export/", {"format": "xlsx", "inactive": "1", "text": "pop"})))
    )
    rows = book.get_sheet_by_index(0).to_python()
    made = next(dict(zip(rows[0], row, strict=True)) for row in rows if "_x0041_" in row)
    assert (len(str(made["notes"])), str(made["notes"])[-1]) == (32_767, "…")
    cut = book.get_sheet_by_index(1).to_python()
    assert str(cut[0][0]).startswith("Excel has room for 32,767 letters")
    assert str(cut[1][0]).startswith("1 · ")


@pytest.mark.parametrize("page", LISTS)
def test_it_is_written_down_who_took_how_many(manager: Client, page: str) -> None:
    body(manager.get(f"/{page}/export/", {"show": "all"}))
    event = Event.objects.latest("pk")
    assert (event.verb.endswith("_exported"), event.facts, event.actor) == (True, {"rows": 1}, staff("manager"))


@pytest.mark.parametrize("page", LISTS)
def test_who_may_not_gets_nothing(manager: Client, page: str) -> None:
    client = signed_in("technician")
    assert client.get(f"/{page}/export/").status_code == 403
    assert manager.post(f"/{page}/export/").status_code == 405


@pytest.mark.parametrize(
    ("page", "query"),
    [("customers", "status=x"), ("devices", "kind=x"), ("repairs", "status=x"), ("documents", "since=x")],
)
def test_a_filter_that_is_not_understood_exports_nothing(manager: Client, page: str, query: str) -> None:
    before = Event.objects.count()
    response = manager.get(f"/{page}/export/?{query}&format=xlsx", follow=True)
    assert "Nothing was exported: a filter is not understood." in response.content.decode()
    assert Event.objects.count() == before


def test_a_large_list_waits_for_the_worker(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SENT_AT_ONCE", 0)
    for _again in range(2):  # asked for twice, written once
        response = manager.get("/customers/export/", {"format": "xlsx", "text": "popescu"})
        assert response.headers["Location"] == "/exports/"
    job = ExportJob.objects.get()
    assert (job.page, job.query, job.format, job.state) == ("customer_list", "text=popescu", "xlsx", "waiting")
    assert 'hx-trigger="every 1s"' in manager.get("/exports/").content.decode()
    assert "<html" not in manager.get("/exports/", headers={"HX-Request": "true"}).content.decode()


def test_only_who_asked_sees_and_stops_it(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SENT_AT_ONCE", 0)
    manager.get("/customers/export/")
    job = ExportJob.objects.get()
    other = signed_in("administrator")
    assert other.post(f"/exports/{job.pk}/cancel/").status_code == 404
    assert other.get(f"/exports/{job.pk}/file/").status_code == 404
    assert "No exports of the last day" in other.get("/exports/").content.decode()
    assert manager.get(f"/exports/{job.pk}/cancel/").status_code == 405
    assert manager.get(f"/exports/{job.pk}/file/").status_code == 404  # not written yet
    manager.post(f"/exports/{job.pk}/cancel/")
    jobs.make(job.pk)
    job.refresh_from_db()
    assert (job.state, jobs.path_of(job).exists()) == ("cancelled", False)


def test_the_rights_are_asked_again(
    manager: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(views, "SENT_AT_ONCE", 0)
    manager.get("/customers/export/")
    staff("manager").groups.clear()
    job = ExportJob.objects.get()
    jobs.make(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled"
    ExportJob.objects.update(state="ready")
    jobs.folder().mkdir()
    jobs.path_of(job).touch()
    assert manager.get(f"/exports/{job.pk}/file/").status_code == 403


def test_every_list_asks_the_right_of_its_page() -> None:
    for page, export in EXPORTS.items():
        view = resolve(reverse(page.replace("_list", "_export"))).func
        assert export.permission in view.needs  # type: ignore[attr-defined]


def test_your_profile_leads_to_your_exports(manager: Client) -> None:
    assert 'href="/exports/"' in manager.get("/profile/").content.decode()


def test_what_killed_processes_left_is_swept_when_it_is_old(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    jobs.folder().mkdir()
    now = timezone.now()
    states = ("ready", "working", "failed")
    made = [
        ExportJob.objects.create(
            by=staff("manager"), page="customer_list", format="csv", state=state, asked_at=now, touched_at=now
        )
        for state in states
    ]
    ready, working, failed = (job.pk for job in made)
    names = [f"{ready}.csv", f"{working}.part", f"{failed}.part", "4711.csv"]
    for name in names:
        (jobs.folder() / name).touch()
        os.utime(jobs.folder() / name, (0, 0))
    (jobs.folder() / "4712.part").touch()
    jobs.sweep()
    assert sorted(path.name for path in jobs.folder().iterdir()) == sorted([*names[:2], "4712.part"])


def test_two_quick_clicks_make_one_job(own_database: str) -> None:
    shop()
    by = staff("manager")

    def ask(_turn: int) -> int:
        try:
            return jobs.ask(Wanted.read("customer_list", QueryDict("format=csv"), by)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(ask, range(8)))
    assert len(made) == ExportJob.objects.count() == 1
    connection.close()


@pytest.fixture
def asked(own_database: str, settings: Any, tmp_path: Path) -> Iterator[ExportJob]:
    """A list of two customers that the worker is to write."""
    settings.VAR_DIR = tmp_path
    shop()
    person()
    company()
    yield jobs.ask(Wanted.read("customer_list", QueryDict("format=csv&inactive=1"), staff("manager")))
    connection.close()


def test_the_worker_writes_the_file_and_it_is_kept_for_a_day(asked: ExportJob) -> None:
    jobs.make(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total) == ("ready", 2, 2)
    path = jobs.path_of(asked)
    assert (path.stat().st_size, stat.S_IMODE(path.stat().st_mode)) == (asked.size, 0o600)
    assert Event.objects.latest("pk").facts == {"rows": 2}
    sent = signed_in("manager").get(f"/exports/{asked.pk}/file/")
    assert [row[0] for row in table(sent)] == ["number", "CLT-000002", "CLT-000001"]
    jobs.sweep()
    assert path.exists()
    ExportJob.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    jobs.sweep()
    assert (path.exists(), ExportJob.objects.count()) == (False, 0)


def test_one_cancelled_while_it_is_written_leaves_nothing(asked: ExportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SAYS_EVERY", -1)
    monkeypatch.setattr(jobs, "_says", lambda *_arguments: False)
    jobs.make(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, list(jobs.path_of(asked).parent.iterdir())) == ("cancelled", [])
    assert not Event.objects.filter(verb="customers_exported").exists()


def test_one_that_nobody_works_on_is_found_again(asked: ExportJob) -> None:
    assert jobs.sweep() == []
    ExportJob.objects.update(state="working", touched_at=timezone.now() - timedelta(minutes=3))
    assert jobs.sweep() == [asked.pk]
    jobs.make(asked.pk)
    asked.refresh_from_db()
    assert asked.state == "ready"
