import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from core import phrases

BUCHAREST = ZoneInfo("Europe/Bucharest")


def at(day: int, hour: int = 17, *, month: int = 11, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=BUCHAREST)


@pytest.fixture(autouse=True)
def _thursday_19_november() -> Iterator[None]:
    with time_machine.travel(at(19, 11), tick=False), timezone.override(BUCHAREST), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (at(19), "Today 17:00"),
        (at(18), "Yesterday"),
        (at(20), "Fri 20 Nov"),
        (at(11, year=2025), "11 Nov 2025"),
        (dt.date(2026, 11, 19), "Today"),
        # Half past one at night in the shop is still the evening before in UTC.
        (dt.datetime(2026, 11, 18, 23, 30, tzinfo=dt.UTC), "Today 01:30"),
    ],
)
def test_near(moment: dt.date, text: str) -> None:
    assert phrases.near(moment) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [(at(19, 9), "Today 09:00"), (at(18, 15), "Yesterday 15:00"), (at(17, 15), "Tue 17 Nov, 15:00")],
)
def test_near_time(moment: dt.datetime, text: str) -> None:
    assert phrases.near_time(moment) == text


@pytest.mark.parametrize(("day", "text"), [(19, "Today"), (18, "Yesterday"), (16, "16 Nov")])
def test_near_day(day: int, text: str) -> None:
    assert phrases.near_day(dt.date(2026, 11, day)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("ro", "vin. 20 nov."), ("lv", "piektd. 20. nov."), ("fr", "ven. 20 nov."), ("ru", "пт 20 нояб.")],
)
def test_days_in_other_languages(language: str, text: str) -> None:
    with translation.override(language):
        assert phrases.near(at(20)) == text


@pytest.mark.parametrize(("moment", "text"), [(at(19), "today"), (at(18), "1 day"), (at(16, month=10), "34 days")])
def test_age(moment: dt.datetime, text: str) -> None:
    assert phrases.age(moment) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,120.50"),
        ("ro", "1.120,50"),
        ("lv", "1 120,50"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}120,50"),
        ("ru", "1 120,50"),
    ],
)
def test_money(language: str, text: str) -> None:
    with translation.override(language):
        assert phrases.money(Decimal("1120.5")).replace("\N{NO-BREAK SPACE}", " ") == text


def test_money_below_zero() -> None:
    assert phrases.money(Decimal(-200)) == "−200.00"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Andrei Popescu", "AP"), ("Иванов Сергей Петрович", "ИП"), ("Madonna", "M"), ("", ""), ("— x", "X")],
)
def test_initials(name: str, letters: str) -> None:
    assert phrases.initials(name) == letters
