from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core.models import Shop
from core.shop import current_shop
from documents import heads
from documents.models import Document, Verification
from documents.verifying import Report, keep
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db
CHECK = "/documents/check/"
MAY = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def papers(shared_by_a_file: None) -> None:
    shop()
    with time_machine.travel(MAY, tick=False):
        handed_over(person())


@pytest.fixture
def manager(papers: None) -> Client:
    client = Client()
    client.force_login(staff("manager"))
    return client


def wrong() -> None:
    report = Report(documents=2, files=2)
    report.add("changed", "IR-2026-000001")
    report.add("missing_many", "IR-2026-000002", last="IR-2026-000004")
    keep(report, by=None)


def test_what_is_wrong_is_said_here_and_on_every_page_to_managers(manager: Client) -> None:
    wrong()
    body = manager.get(CHECK).content.decode()
    assert "IR-2026-000001 was changed after it was issued." in body
    assert "IR-2026-000002 to IR-2026-000004 are missing." in body
    assert "2 things are wrong with the archive." in manager.get("/").content.decode()
    desk = Client()
    desk.force_login(staff("front_desk"))
    assert "wrong with the archive" not in desk.get("/").content.decode()
    keep(Report(documents=2, files=2), by=None)
    assert "wrong with the archive" not in manager.get("/").content.decode()


def test_it_is_looked_through_when_asked(manager: Client) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415 - not an app of ours

    assert manager.post(CHECK).headers["Location"] == CHECK
    assert manager.post(CHECK).status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="documents.verify_now").count() == 1
    assert not Verification.objects.exists()


def test_the_heads_are_taken_along(manager: Client) -> None:
    response = manager.get("/documents/check/heads.json")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="archive-heads-')
    assert json.loads(response.content)["heads"] == heads.current()
    assert heads.read(response.content.decode()) == heads.current()


def test_a_month_is_closed(manager: Client) -> None:
    assert "2026-05" in manager.get(CHECK).content.decode()
    response = manager.post(CHECK, {"month": "2026-05"})
    made = Document.objects.get(kind="monthly_closing")
    assert response.headers["Location"] == made.get_absolute_url()
    page = manager.get(made.get_absolute_url()).content.decode()
    assert "May 2026" in page
    assert "Issued for" not in page
    assert "May 2026" in manager.get(CHECK).content.decode()
    assert f"This month is closed by {made.number}." in manager.post(CHECK, {"month": "2026-05"}).content.decode()


@pytest.mark.parametrize("month", ["", "May", "2026-13", "0000-01", "2150-01"])
def test_what_is_no_month_to_close_is_said_at_the_field(manager: Client, month: str) -> None:
    response = manager.post(CHECK, {"month": month})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()


def test_a_month_without_documents_is_not_closed(manager: Client) -> None:
    assert "Nothing was issued in this month." in manager.post(CHECK, {"month": "1900-01"}).content.decode()
    assert not Document.objects.filter(kind="monthly_closing").exists()


def test_this_month_is_not_over(manager: Client) -> None:
    assert (
        "not over yet"
        in manager.post(CHECK, {"month": f"{timezone.localdate(timezone=current_shop().zone):%Y-%m}"}).content.decode()
    )


@pytest.mark.parametrize(
    ("checked_days", "set_up_days", "shown"), [(None, 2, False), (None, 9, True), (7, 99, False), (9, 99, True)]
)
def test_a_check_that_did_not_come_is_told_to_managers(
    manager: Client, checked_days: int | None, set_up_days: int, *, shown: bool
) -> None:
    now = timezone.now()
    Shop.objects.update(
        set_up_at=now - dt.timedelta(days=set_up_days),
        backed_up_at=now,
        archive_checked_at=now - dt.timedelta(days=checked_days) if checked_days else None,
    )
    assert (b"it should be once a week" in manager.get("/").content) == shown
    manager.force_login(staff("front_desk"))
    assert b"it should be once a week" not in manager.get("/").content


@pytest.mark.parametrize("address", [CHECK, "/documents/check/heads.json"])
def test_the_desk_may_not(manager: Client, address: str) -> None:
    manager.force_login(staff("front_desk"))
    assert manager.get(address).status_code == 403


def test_other_methods_are_refused(manager: Client) -> None:
    assert manager.put(CHECK).status_code == 405
    assert manager.post("/documents/check/heads.json").status_code == 405


@pytest.mark.parametrize("problems", [7, [7], [{}], [{"code": "missing_many", "number": "x", "facts": 7}], {"a": 1}])
def test_a_check_that_the_web_role_made_up_breaks_no_page_and_hides_none(manager: Client, problems: object) -> None:
    wrong()
    made = Verification(seconds=0, documents=0, files=0, found=0, problems=problems, heads=[])
    for at in (timezone.now() + dt.timedelta(days=900), timezone.now()):
        assert "IR-2026-000001 was changed after it was issued." in manager.get(CHECK).content.decode()
        made.pk, made.at = None, at
        made.save(force_insert=True)
    assert manager.get(CHECK).status_code == 200
