from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from core import clock
from documents import months
from documents.correcting import correct_document
from repairs.closing import figures
from repairs.models import Payment, WorkOrder
from repairs.payments import Paying, refund
from tests.factories import order, person, shop, staff
from tests.repairs.money import pay

pytestmark = pytest.mark.django_db
MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
EVENING = dt.datetime(2026, 5, 31, 20, tzinfo=dt.UTC)


def payments(month: dt.date) -> list[tuple[str, str]]:
    return [(row["method"], row["amount"]) for row in figures(*months.bounds(month))["payments"]]


def receipts(month: dt.date) -> str:
    """The sum that the closing prints beside the series of receipts."""
    (line,) = [each for each in months.counted(*months.bounds(month)) if each["kind"] == "payment_receipt"]
    return f"{line['count']}: {line['total']}"


def test_the_monthly_closing_tells_of_money() -> None:
    shop()
    out, held = order(person()), order(person("Ana", "Pop", "+40 722 555 111"))
    with clock.at(EVENING):
        pay(held, "100")
        refund(number=held.number, paying=Paying(Decimal(30), "cash"), by=staff("manager"))
        pay(held, "50", "card")
    with clock.at(EVENING + dt.timedelta(hours=2)):  # in June, in Bucharest
        pay(held, "7", "card")
    WorkOrder.objects.filter(pk=out.pk).update(
        status="handed_over", closed_at=EVENING, total=Decimal(200), paid=Decimal(150)
    )
    with clock.at(EVENING + dt.timedelta(hours=3)):
        found = figures(*months.bounds(MAY))
    assert payments(MAY) == [("card", "50.00"), ("cash", "70.00")]
    assert payments(JUNE) == [("card", "7.00")]
    assert (found["turnover"], found["debt"], found["deposits"]) == ("200.00", "50.00", "127.00")
    assert found["as_of"] == "2026-06-01"
    assert receipts(MAY) == "3: 120.00"


def test_a_customer_who_goes_takes_no_payment_along() -> None:
    shop()
    made = order(person())
    with clock.at(EVENING):
        pay(made, "200")
        refund(number=made.number, paying=Paying(Decimal(200), "cash"), by=staff("manager"))
        pay(made, "80")
    with connection.cursor() as cursor:  # by whatever path
        cursor.execute("DELETE FROM repairs_payment")
    assert not Payment.objects.exists()
    assert payments(MAY) == [("cash", "80.00")]


@pytest.mark.parametrize(
    ("day", "may", "june"),
    [(31, "2: 0.00", None), (32, "1: 200.00", "1: -200.00")],
    ids=["in the same month", "a month later"],
)
def test_a_receipt_that_is_cancelled_comes_to_nothing(day: int, may: str, june: str | None) -> None:
    shop()
    made = order(person())
    with clock.at(EVENING):
        number = pay(made, "200").document_number
    with clock.at(EVENING + dt.timedelta(days=day - 31)):
        correct_document(number=number, reason="Wrong till", cancels=True, by=staff("manager"))
    assert receipts(MAY) == may
    if june:
        assert receipts(JUNE) == june
        assert payments(JUNE) == [("cash", "-200.00")]
