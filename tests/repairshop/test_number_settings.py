from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core import clock
from core.models import NumberPattern, NumberSeries
from core.series import HasBegun, PrefixTaken, change_series
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.verifying import look_through
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
PAGE = "/settings/numbers/"
JUNE = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def issued(at: dt.datetime = JUNE, kind: DocumentKind = DocumentKind.ESTIMATE) -> str:
    with clock.at(at):
        return issue(kind=kind, content={}, language="en", find_by=Findable(), by=None).number


def change(key: str = "estimate", prefix: str = "EST", digits: int = 6, next_number: int = 1) -> None:
    change_series(key=key, prefix=prefix, digits=digits, next_number=next_number, by=staff("manager"))


def test_a_series_goes_on_with_an_old_system_s_numbers(manager: Client) -> None:
    with clock.at(JUNE):
        change(prefix="DEV-A", digits=4, next_number=481)
    assert [issued(), issued()] == ["DEV-A-2026-0481", "DEV-A-2026-0482"]
    assert issued(JUNE.replace(year=2027)) == "DEV-A-2027-0001"
    assert {problem.code for problem in look_through().problems} <= {"not_drawn"}


def test_a_new_year_begins_in_the_shop_s_own_time() -> None:
    shop(time_zone="Europe/Bucharest")
    half_past_eleven = dt.datetime(2026, 12, 31, 21, 30, tzinfo=dt.UTC)
    assert issued(half_past_eleven) == "EST-2026-000001"
    assert issued(half_past_eleven + dt.timedelta(hours=1)) == "EST-2027-000001"
    shop(time_zone="America/New_York")
    assert issued(half_past_eleven + dt.timedelta(hours=1)) == "EST-2026-000002"


def test_once_begun_a_series_goes_neither_back_nor_ahead() -> None:
    shop()
    issued(clock.now())
    for number in (1, 9):
        with pytest.raises(HasBegun):
            change(next_number=number)
    change(prefix="EX", next_number=2)
    assert issued(clock.now()).startswith("EX-")


def test_numbers_of_records_may_jump_ahead_and_never_back() -> None:
    shop()
    person()
    change(key="customer", prefix="KL", next_number=5000)
    assert person("Ana", "Pop", "+40 722 555 111").number == "KL-005000"
    with pytest.raises(HasBegun):
        change(key="customer", prefix="KL", next_number=4000)
    assert order(person("Zoe", "Pop", "+40 722 555 112")).customer.number == "KL-005001"


def test_a_prefix_belongs_to_one_series_for_ever() -> None:
    shop()
    change(prefix="AB")
    change(prefix="CD")
    for prefix in ("AB", "IR"):
        with pytest.raises(PrefixTaken), transaction.atomic():
            change(key="contract", prefix=prefix)
    change(prefix="AB")
    assert list(NumberPattern.objects.filter(is_current=True).values_list("key", "prefix")) == [("estimate", "AB")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_numberseries SET last = last - 1",
        "UPDATE core_numberseries SET first = 1, last = 0",
        "UPDATE core_numberseries SET year = 1999",
        "DELETE FROM core_numberseries",
        "DELETE FROM core_numberpattern",
        "UPDATE core_numberpattern SET key = 'contract'",
    ],
)
def test_the_database_lets_no_number_be_given_twice(statement: str) -> None:
    shop()
    change(prefix="AB")
    issued(clock.now())
    issued(clock.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_page_shows_and_changes_each(manager: Client) -> None:
    body = manager.get(PAGE).content.decode()
    assert "CLT-000001" in body
    assert "MD-" in body
    sent = {"series": "estimate", "begins": "OF", "digits": "5", "next_number": "30"}
    assert manager.post(PAGE, sent).headers["Location"] == PAGE
    assert f"OF-{clock.this_year()}-00030" in manager.get(PAGE).content.decode()
    assert NumberSeries.objects.get(key="estimate").first == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": "of"},
        {"begins": ""},
        {"begins": "IR"},
        {"begins": "A-1"},
        {"digits": "2"},
        {"next_number": "0"},
        {"next_number": "1e9"},
    ],
)
def test_what_is_wrong_is_said_at_the_field(manager: Client, wrong: dict[str, str]) -> None:
    sent = {"series": "estimate", "begins": "OF", "digits": "5", "next_number": "30"}
    response = manager.post(PAGE, sent | wrong)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not NumberPattern.objects.exists()


def test_an_unknown_series_changes_nothing(manager: Client) -> None:
    for series in ("love_letter", "document_file"):
        assert manager.post(PAGE, {"series": series, "begins": "X"}).headers["Location"] == PAGE
    assert not NumberPattern.objects.exists()


def test_who_may_not(manager: Client) -> None:
    manager.force_login(staff("front_desk"))
    assert manager.get(PAGE).status_code == 403
    assert manager.put(PAGE).status_code == 403
