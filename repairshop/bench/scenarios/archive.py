"""The archive: documents issued by many at once, and listed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, transaction

from core import clock, numbering
from documents import chain
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import Bench, Scenario
from repairshop.bench.scenarios.lists import combined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRITERS, DOCUMENTS = 50, 500
CONTENT = {"text": "word " * 200}
KINDS = (DocumentKind.CONTRACT, DocumentKind.ESTIMATE)
INSERT_DOCUMENT = """INSERT INTO documents_document (kind, number, series, position, issued_at, issued_by, language, country, corrects,
    content_hash, previous_hash, own_hash) VALUES (%s, %s, %s, %s, %s, '', 'en', '', '', %s, %s, %s)"""
INSERT_CONTENT = """INSERT INTO documents_documentcontent (number, content, template_version, issued_at, customer_number, customer_name, phones,
    device_number, device, identifiers, plate, order_number, slip_code, currency, search) VALUES (%s, %s, 1, %s, '', '', '', '', '', '', '', '', '', '', '')"""
LAST = "SELECT own_hash FROM documents_document WHERE series = %s ORDER BY position DESC LIMIT 1"
COMBINATIONS = (
    ("", 0), ("", 1), ("", 3), ("per_page=100", 1), ("kind=handover_report", 0), ("kind=intake_receipt", 2), ("text=popescu", 0),
    ("text=popescu&kind=handover_report", 0), ("text=andrei popescu", 0), ("text=иванов", 1), ("text=xyzzy 99999", 0), ("number=IR-2025", 0),
    ("number=HO-2024-0000", 1), ("customer=CLT-000137", 0), ("customer=popescu", 0), ("device=iphone", 0), ("device=DVC-000137", 0),
    ("since=2025-01-01&until=2025-01-31", 0), ("until=2024-06-30", 1), ("standing=corrected", 0),
)  # fmt: skip


def by_many(write: Callable[[int], object]) -> float:
    """Milliseconds a document takes when so many people write at once."""

    def one(place: int) -> None:
        write(place)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(one, range(WRITERS)))  # everybody is connected before the clock runs
        taken = took(lambda: list(pool.map(one, range(DOCUMENTS)))) / DOCUMENTS
        list(pool.map(lambda _place: connections.close_all(), range(WRITERS)))
    return taken


def issue_one(place: int) -> None:
    issue(kind=KINDS[place % 2], content=dict(CONTENT), language="en", find_by=Findable(), by=None)


def issue_bare(place: int) -> None:
    """The same rows by bare statements."""
    frozen = chain.canonical(CONTENT)
    with transaction.atomic(), connection.cursor() as cursor:
        taken = numbering.take(KINDS[place % 2])
        cursor.execute(LAST, [taken.series])
        last = cursor.fetchone()
        now = clock.now()
        document = Document(
            kind=taken.key, number=taken.number, series=taken.series, position=taken.value, issued_at=now, language="en",
            content_hash=chain.sha256(frozen), previous_hash=last[0] if last else "",
        )  # fmt: skip
        own = chain.own_hash(
            document, DocumentContent(number=taken.number, content=frozen, template_version=1, issued_at=now)
        )
        row: list[Any] = [
            taken.key,
            taken.number,
            taken.series,
            taken.value,
            now,
            document.content_hash,
            document.previous_hash,
        ]
        cursor.execute(INSERT_DOCUMENT, [*row, own])
        cursor.execute(INSERT_CONTENT, [taken.number, frozen, now])


def issued(bench: Bench) -> Iterator[Figure]:
    rounds = [(by_many(issue_bare), by_many(issue_one)) for _round in range(3)]
    times = [(f"{WRITERS} writers", mine) for _bare, mine in rounds]
    _forget_drawing()
    yield figure("issue", bench.customers, Budget(ratio=2), times, [floor for floor, _mine in rounds])


def _forget_drawing() -> None:
    """What was issued here is not drawn: the worker would be at it for minutes, beside what is measured next."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'documents.draw' AND status = 'todo'")


def archive(bench: Bench) -> Iterator[Figure]:
    yield combined(bench, "archive", "document_list", COMBINATIONS, Budget(p95=120, queries=12, bytes=200_000))


SCENARIOS = {
    "issue": Scenario("documents issued by fifty writers, against the bare statements", issued),
    "archive": Scenario("list of documents, twenty combinations of filter and page", archive),
}
