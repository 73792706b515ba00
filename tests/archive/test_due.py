"""A shop's computer that sleeps at night misses every fixed hour: what is due is found from the rows, on whatever day it wakes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from core import clock
from core.daily import OFTEN, once_a_day
from core.models import Shop
from documents.models import Verification
from documents.tasks import verify
from tests.factories import shop

pytestmark = pytest.mark.django_db


def test_nothing_waits_for_a_fixed_hour() -> None:
    assert {task.cron for task in app.periodic_registry.periodic_tasks.values()} <= {OFTEN, "* * * * *"}


def checked(days_ago: float) -> None:
    Verification.objects.create(
        at=timezone.now() - timedelta(days=days_ago), seconds=0, documents=0, files=0, found=0, heads=[]
    )


@pytest.mark.parametrize(
    ("days_ago", "looks"),
    [([6.9], 0), ([7.1], 1), ([20, 6.9], 0), ([-3], 1)],
    ids=["this week", "last week", "the latest counts", "one dated ahead"],
)
def test_the_archive_is_looked_through_when_the_last_look_is_a_week_old(days_ago: list[float], looks: int) -> None:
    shop()
    Shop.objects.update(set_up_at=timezone.now() - timedelta(days=100))
    for each in days_ago:
        checked(each)
    verify(0)
    verify(0)
    assert Verification.objects.count() == len(days_ago) + looks


@pytest.mark.parametrize(("days", "looks"), [(6.9, 0), (7.1, 1)])
def test_the_first_look_comes_a_week_after_the_shop_was_set_up(days: float, looks: int) -> None:
    shop()
    Shop.objects.update(set_up_at=timezone.now() - timedelta(days=days))
    verify(0)
    assert Verification.objects.count() == looks


def test_what_is_done_once_a_day_is() -> None:
    shop()
    done: list[int] = []
    for _tick in range(3):
        once_a_day("a.test", lambda: done.append(1))
    assert done == [1]
    with clock.at(timezone.now() + timedelta(days=1)):
        once_a_day("a.test", lambda: done.append(2))
    assert done == [1, 2]
