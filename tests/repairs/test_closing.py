from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from documents import months
from repairs.closing import figures
from repairs.models import Payment
from tests.factories import order, person, shop

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 1)


def test_the_monthly_closing_tells_of_money() -> None:
    shop()
    out, held = order(person()), order(person("Ana", "Pop", "+40 722 555 111"))
    moment = dt.datetime(2026, 5, 31, 20, tzinfo=dt.UTC)
    for kind, method, amount, at in (
        ("deposit", "cash", 100, moment),
        ("refund", "cash", 30, moment),
        ("balance", "card", 50, moment),
        ("balance", "card", 7, moment + dt.timedelta(hours=2)),  # in June, in Bucharest
    ):
        Payment.objects.create(work_order=held, kind=kind, method=method, amount=Decimal(amount), at=at)
    type(out).objects.filter(pk=out.pk).update(
        status="handed_over", closed_at=moment, total=Decimal(200), paid=Decimal(150)
    )
    type(held).objects.filter(pk=held.pk).update(paid=Decimal(127))
    starts, ends = months.bounds(MAY)
    found = figures(starts, ends)
    assert [(row["method"], row["amount"]) for row in found["payments"]] == [("card", "50.00"), ("cash", "70.00")]
    assert (found["turnover"], found["debt"], found["deposits"]) == ("200.00", "50.00", "127.00")
