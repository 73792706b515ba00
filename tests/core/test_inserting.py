from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.inserting import insert_together
from core.models import Event, EventDetail, SavedFilter
from tests.factories import staff

pytestmark = pytest.mark.django_db


def test_rows_that_refer_to_each_other_are_written_by_one_statement() -> None:
    by, at = staff("manager"), "2026-03-14T12:00:00+00:00"
    event = Event(at=at, verb="v", actor=by, subject_kind="k", subject_number="N-1", facts={"n": 1})
    detail = EventDetail(event=event, data={"name": "100% „Țară”"})
    kept = SavedFilter(owner=by, page="p", name="n", query="a=%s")
    with CaptureQueriesContext(connection) as asked:
        insert_together(kept, event, detail)
    assert len(asked) == 1
    assert detail.event_id == detail.pk == event.pk
    assert not event._state.adding
    assert Event.objects.values_list("verb", "actor", "subject_number", "customer_number", "facts").get(pk=event.pk) == (
        "v", by.pk, "N-1", "", {"n": 1},
    )  # fmt: skip
    assert EventDetail.objects.get().data == {"name": "100% „Țară”"}
    assert SavedFilter.objects.get(pk=kept.pk).query == "a=%s"
