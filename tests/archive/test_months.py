"""Every month that is over is closed by a document that carries the heads of the chains."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from core import clock
from documents import heads
from documents.actions import Findable, issue, store_file
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent
from documents.months import ClosedAlready, NotOver, close_month, open_months
from documents.tasks import close_months
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 1)
JUNE = dt.datetime(2026, 6, 1, 0, 40, tzinfo=dt.UTC)


def may() -> None:
    """Two receipts in May, one late on the evening of its last day, and one just after midnight in Bucharest."""
    shop()
    for at in (
        dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 31, 20, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 5, 31, 21, 30, tzinfo=dt.UTC),
    ):
        with clock.at(at):
            find_by = Findable(amount=Decimal(10), currency="RON")
            issue(kind=DocumentKind.INTAKE_RECEIPT, content={}, language="en", find_by=find_by, by=None)
    store_file(number="IR-2026-000001", data=b"%PDF")


def test_it_counts_the_month_and_carries_the_heads() -> None:
    may()
    with clock.at(JUNE):
        standing = heads.current()
        made = close_month(month=MAY, by=staff("manager"))
    said = json.loads(DocumentContent.objects.get(number=made.number).content)["closing"]
    assert made.number == "MC-2026-000001"
    assert (said["starts"], said["ends"], said["currency"]) == ("2026-05-01", "2026-05-31", "RON")
    assert said["documents"] == [
        {"kind": "intake_receipt", "first": "IR-2026-000001", "last": "IR-2026-000002", "count": 2, "total": "20.00"}
    ]
    assert said["heads"] == standing
    assert [head["number"] for head in standing] == ["IR-2026-000003", "IR-2026-000001"]


def test_a_month_is_closed_once_and_only_when_it_is_over() -> None:
    may()
    with clock.at(JUNE - dt.timedelta(days=3)), pytest.raises(NotOver):
        close_month(month=MAY, by=None)
    with clock.at(JUNE):
        made = close_month(month=MAY, by=None)
        with pytest.raises(ClosedAlready) as caught:
            close_month(month=dt.date(2026, 5, 20), by=None)
    assert caught.value.number == made.number


def test_the_worker_closes_whatever_is_open() -> None:
    may()
    with clock.at(JUNE + dt.timedelta(days=70)):
        assert open_months() == [MAY, dt.date(2026, 6, 1)]
        close_months(0)
        close_months(0)
        assert open_months() == []
    assert Document.objects.filter(kind="monthly_closing").count() == 2
