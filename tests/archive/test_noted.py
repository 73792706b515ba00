"""What closings and checks noted: who writes nonsense there stops nothing, and what is put in later cannot be dated before them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, connection, connections
from django.utils import timezone

from core import clock
from core.models import Shop
from documents import chain
from documents.actions import Findable, issue, store_file
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, Verification
from documents.months import close_month
from documents.tasks import verify_now
from documents.verifying import keep, look_through
from tests.archive.test_months import JUNE, MAY
from tests.archive.test_verify import archive, as_superuser, forge, problems, run
from tests.factories import shop

if TYPE_CHECKING:
    from collections.abc import Callable


def closed() -> None:
    """An archive of May with its closing."""
    archive()
    with clock.at(JUNE):
        close_month(month=MAY, by=None)
        store_file(number="MC-2026-000001", data=b"%PDF closing")


def put_in(number: str, position: int, day: int) -> None:
    """One document more at the end of the receipts, with its hashes, its counter, its file and its trace in the history."""
    forge(number, position, day)
    run("UPDATE core_numberseries SET last = last + 1 WHERE key = 'intake_receipt'")
    store_file(number=number, data=b"%PDF")
    run(
        "INSERT INTO core_event (at, verb, subject_kind, subject_number, customer_number, device_number, order_number, facts)"
        " SELECT at, verb, subject_kind, %s, customer_number, device_number, order_number, facts"
        " FROM core_event WHERE subject_number = 'IR-2026-000005'",
        number,
    )


def put_in_a_new_series() -> None:
    """The first estimate there ever was, dated in May."""
    with clock.at(dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)):
        issue(kind=DocumentKind.ESTIMATE, content={}, language="en", find_by=Findable(), by=None)
        store_file(number="EST-2026-000001", data=b"%PDF")
        run("UPDATE documents_documentcontent SET search = public.shop_words(number) WHERE number = 'EST-2026-000001'")


def say(change: Callable[[dict[str, Any]], object]) -> Callable[[], None]:
    """The closing says something else, and its own hashes fit."""

    def work() -> None:
        row, document = (
            DocumentContent.objects.get(number="MC-2026-000001"),
            Document.objects.get(number="MC-2026-000001"),
        )
        content = json.loads(row.content)
        change(content)
        row.content = chain.canonical(content)
        document.content_hash = chain.sha256(row.content)
        run("UPDATE documents_documentcontent SET content = %s WHERE number = %s", row.content, row.number)
        run(
            "UPDATE documents_document SET content_hash = %s, own_hash = %s WHERE number = %s",
            document.content_hash, chain.own_hash(document, row), row.number,
        )  # fmt: skip

    return work


TAMPERINGS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "one put in after the closing, dated before it": (
        lambda: put_in("IR-2026-000006", 6, day=20),
        {"back_dated_since IR-2026-000006", "miscounted MC-2026-000001"},
    ),
    "a series that the closing did not know": (
        put_in_a_new_series,
        {"back_dated_since EST-2026-000001", "miscounted MC-2026-000001"},
    ),
    "the count of the closing": (
        say(lambda content: content["closing"]["documents"][0].update(count=4)),
        {"miscounted MC-2026-000001"},
    ),
    "heads that are none": (
        say(lambda content: content["closing"].update(heads=[{}])),
        {"unreadable MC-2026-000001"},
    ),
    "heads of another kind": (
        say(lambda content: content["closing"].update(heads=7)),
        {"unreadable MC-2026-000001"},
    ),
    "no closing in it": (
        say(lambda content: content.update(closing=None)),
        {"unreadable MC-2026-000001"},
    ),
    "signatures that are no fingerprints": (
        say(lambda content: content.update(signatures={"customer": {}})),
        set(),
    ),
    "content without end": (
        lambda: run("UPDATE documents_documentcontent SET content = repeat('[', 200000) WHERE number = 'MC-2026-000001'"),
        {"unreadable MC-2026-000001", "content_changed MC-2026-000001"},
    ),
    "a trace taken from the history": (
        lambda: run("ALTER TABLE core_event DISABLE TRIGGER USER; DELETE FROM core_event WHERE subject_number = 'IR-2026-000003'"),
        {"issued_unseen IR-2026-000003"},
    ),
}  # fmt: skip


def test_every_tampering_is_found_and_named(own_database: str) -> None:
    closed()
    assert problems() == set()
    found = {}
    for name, (tamper, _expected) in TAMPERINGS.items():
        with as_superuser():
            tamper()
            found[name] = problems()
    assert found == {name: said for name, (_tamper, said) in TAMPERINGS.items()}
    assert problems() == set()


@pytest.mark.parametrize(
    "heads",
    [
        "[{}]",
        "7",
        '["x"]',
        '[{"series": "x", "number": "x", "position": "x", "own_hash": "x"}]',
        json.dumps([{"series": "x", "number": "x", "position": 10**30, "own_hash": "0" * 64}]),
    ],
)
@pytest.mark.django_db
def test_a_check_that_the_web_role_made_up_does_not_stop_the_next(heads: str) -> None:
    archive()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_verification (at, seconds, documents, files, found, problems, heads)"
            " VALUES ('2026-05-09 12:00Z', 0, 0, 0, 0, '[]', %s)",
            [heads],
        )
    verify_now()
    assert problems() == {"unreadable 2026-05-09"}
    assert Shop.objects.get().archive_problems == 1


@pytest.mark.django_db
def test_a_document_dated_before_a_check_that_did_not_know_it() -> None:
    archive()
    keep(look_through(), by=None)
    today = f"{timezone.now():%Y-%m-%d}"
    with clock.at(timezone.now() - dt.timedelta(days=2)):
        issue(kind=DocumentKind.INTAKE_RECEIPT, content={}, language="en", find_by=Findable(), by=None)
    store_file(number="IR-2026-000006", data=b"%PDF")
    found = look_through().problems
    assert [str(each) for each in found] == [f"IR-2026-000006 is dated before {today}, where it did not stand yet."]


@pytest.mark.django_db
def test_what_was_issued_while_a_long_check_went_on_is_not_too_early() -> None:
    archive()
    report = look_through()
    report.seconds = 3 * 3600
    with clock.at(timezone.now() - dt.timedelta(hours=2)):
        issue(kind=DocumentKind.INTAKE_RECEIPT, content={}, language="en", find_by=Findable(), by=None)
    store_file(number="IR-2026-000006", data=b"%PDF")
    keep(report, by=None)
    assert problems() == set()


def test_a_check_that_breaks_off_is_told(own_database: str) -> None:
    shop()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE documents_documentasset")
    with pytest.raises(ProgrammingError):
        verify_now()
    assert Shop.objects.get().archive_problems == 1
    kept = Verification.objects.get()
    assert (kept.found, kept.problems) == (
        1,
        [{"code": "interrupted", "number": "", "facts": {"error": "ProgrammingError"}}],
    )
