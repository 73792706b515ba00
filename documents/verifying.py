"""A look through the whole archive: both chains, every hash computed again, every gap, every counter.

Rows are read in pieces through server-side cursors, so memory stays flat; all of it in one snapshot, so people go on working.
"""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from core import history
from core.locks import deed
from core.models import NumberSeries, Shop
from documents import chain, comparing, files, heads
from documents.kinds import DocumentKind
from documents.models import (
    DestroyedDocument,
    Document,
    DocumentAsset,
    DocumentContent,
    DocumentFile,
    Verification,
)
from documents.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accounts.models import User
    from documents.shapes import SeriesHead

PIECE, PIECE_OF_FILES = 200, 20
MOST_KEPT = 500
MOST_SHOWN = 1_000_000
CLOCK_SET_BACK = timedelta(minutes=10)  # a computer's clock may be put right between two documents
DRAWN_WITHIN = timedelta(hours=1)
ALONE = {
    "content_alone": "SELECT number FROM documents_documentcontent row WHERE NOT EXISTS (SELECT FROM documents_document WHERE number = row.number)",
    "file_alone": "SELECT number FROM documents_documentfile row WHERE NOT EXISTS (SELECT FROM documents_document WHERE number = row.number)",
    "issued_and_gone": """SELECT subject_number FROM core_event row WHERE verb = 'document_issued'
        AND NOT EXISTS (SELECT FROM documents_document WHERE number = row.subject_number)""",
}


@dataclass
class Report:
    documents: int = 0
    files: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)  # the first of them
    heads: list[SeriesHead] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, code: str, number: str, **facts: Any) -> None:
        self.found += 1
        if len(self.problems) < MOST_KEPT:
            self.problems.append(Problem(code, number, facts))


def look_through(*, noted: Iterable[SeriesHead] = (), noted_in: str = "") -> Report:
    """Everything that is wrong; `noted` are heads that somebody kept outside, in what is called `noted_in`."""
    report, start = Report(), time.monotonic()
    with _one_moment():
        _documents(report)
        _files(report)
        _assets(report)
        _alone(report)
        for number in files.without_file(older_than=DRAWN_WITHIN):
            report.add("not_drawn", number)
        for problem in comparing.rewritten(noted, noted_in):
            report.add(problem.code, problem.number, **problem.facts)
    report.seconds = time.monotonic() - start
    return report


@deed
def keep(report: Report, *, by: User | None) -> Verification:
    """Write down what a look through found."""
    kept = Verification.objects.create(
        at=timezone.now(),
        seconds=round(report.seconds, 1),
        documents=report.documents,
        files=report.files,
        found=report.found,
        problems=[problem.as_json() for problem in report.problems],
        heads=report.heads,
    )
    Shop.objects.update(archive_problems=min(report.found, MOST_SHOWN))  # every page shows managers when it is not 0
    facts = {"documents": report.documents, "found": report.found}
    history.record("archive_verified", by=by, kind="archive", number="ARCHIVE", facts=facts)
    return kept


@contextmanager
def _one_moment() -> Iterator[None]:
    """All statements see the archive as it was at the first of them (inside a test's transaction: as it is)."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


# --- documents -------------------------------------------------------------------------------------------------------
def _documents(report: Report) -> None:
    counters = _counters()
    before: Document | None = None
    rows = Document.objects.order_by("series", "position").iterator(chunk_size=PIECE)
    for piece in batched(rows, PIECE):
        numbers = [document.number for document in piece]
        contents = DocumentContent.objects.defer("search").in_bulk(numbers)
        destroyed = DestroyedDocument.objects.in_bulk(numbers)
        minutes = _minutes({each.minutes for each in destroyed.values()})
        _corrected(report, piece)
        for document in piece:
            content, gone = contents.get(document.number), destroyed.get(document.number)
            before = _place(report, before, document, counters)
            if content is None:
                report.add("content_missing", document.number)
            elif gone:
                _destroyed(report, document, content, gone, minutes)
            else:
                _unchanged(report, document, content)
        _assets_named(report, [row for number, row in contents.items() if number not in destroyed])
        report.documents += len(piece)
    if before:
        _end(report, before, counters)
    for series, counter in counters.items():  # nothing of these is left
        if counter.last >= counter.first:
            report.add("removed_last", f"{series} {counter.last}")


def _counters() -> dict[str, NumberSeries]:
    rows = NumberSeries.objects.filter(key__in=DocumentKind.values)
    return {f"{row.key}/{row.year}/{row.scope}": row for row in rows}


def _place(report: Report, before: Document | None, document: Document, counters: dict[str, NumberSeries]) -> Document:
    """Whether the document stands where its series goes on."""
    if before is not None and before.series != document.series:
        _end(report, before, counters)
        before = None
    counter = counters.get(document.series)
    expected = before.position + 1 if before else counter.first if counter else 1
    if document.position > expected:
        _missing(report, document, expected, document.position - 1)
    elif before is None and document.previous_hash:
        report.add("not_first", document.number)
    elif before is not None and document.previous_hash != before.own_hash:
        report.add("not_after", document.number)
    if before is not None and document.issued_at < before.issued_at - CLOCK_SET_BACK:
        report.add("back_dated", document.number)
    kind, year, *_scope = [*document.series.split("/"), ""]
    ending = re.search(r"(\d+)\Z", document.number)
    in_year = year == "0" or f"-{year}-" in document.number
    if kind != document.kind or not in_year or not ending or int(ending[1]) != document.position:
        report.add("misplaced", document.number, series=document.series, position=document.position)
    return document


def _end(report: Report, last: Document, counters: dict[str, NumberSeries]) -> None:
    """The last of a series: the counter says whether more were given."""
    report.heads.append(heads.of_document(last))
    counter = counters.pop(last.series, None)
    given = counter.last if counter else 0
    if given > last.position:
        report.add("removed_last", _number_at(last, given))
    elif given < last.position:
        report.add("uncounted", last.number)


def _missing(report: Report, beside: Document, first: int, last: int) -> None:
    if first == last:
        report.add("missing", _number_at(beside, first))
    else:
        report.add("missing_many", _number_at(beside, first), last=_number_at(beside, last))


def _number_at(beside: Document, position: int) -> str:
    """The number that stood at that place, written as its neighbour is."""
    return re.sub(r"\d+\Z", lambda ending: f"{position:0{len(ending[0])}}", beside.number)


def _unchanged(report: Report, document: Document, content: DocumentContent) -> None:
    if chain.sha256(content.content) != document.content_hash:
        report.add("content_changed", document.number)
    elif chain.own_hash(document, content) != document.own_hash:
        report.add("changed", document.number)


def _corrected(report: Report, piece: Iterable[Document]) -> None:
    named = {document.corrects: document.number for document in piece if document.corrects}
    standing = set(Document.objects.filter(number__in=named).values_list("number", flat=True)) if named else set()
    for number in named.keys() - standing:
        report.add("corrects_nothing", named[number], last=number)


# --- what was destroyed ----------------------------------------------------------------------------------------------
def _minutes(numbers: set[str]) -> dict[str, dict[str, Any]]:
    """What the minutes of destruction say, by the number of what was destroyed."""
    said: dict[str, dict[str, Any]] = {}
    for row in DocumentContent.objects.filter(number__in=numbers):
        with suppress(ValueError, KeyError, TypeError):  # changed by hand; its hash says so already
            said |= {each["number"]: each for each in json.loads(row.content)["destruction"]["documents"]}
    return said


def _destroyed(
    report: Report,
    document: Document,
    content: DocumentContent,
    gone: DestroyedDocument,
    minutes: dict[str, dict[str, Any]],
) -> None:
    """Of an emptied document the minutes say what stood in its row: it still must."""
    said = minutes.get(document.number, {})
    if said.get("own_hash") != document.own_hash or said.get("row_hash") != chain.row_hash(document):
        report.add("destroyed_otherwise", document.number, last=gone.minutes)
    is_empty = not (content.content or content.customer_name or content.phones or content.identifiers)
    file = DocumentFile.objects.filter(number=document.number).first()
    if not is_empty or (file is not None and bytes(file.data)):
        report.add("emptied", document.number)


# --- files and pictures ----------------------------------------------------------------------------------------------
def _files(report: Report) -> None:
    before: DocumentFile | None = None
    for piece in batched(DocumentFile.objects.order_by("position").iterator(chunk_size=PIECE_OF_FILES), PIECE_OF_FILES):
        destroyed = DestroyedDocument.objects.in_bulk([file.number for file in piece])
        for file in piece:
            expected = before.position + 1 if before else 1
            for position in range(expected, min(file.position, expected + MOST_KEPT)):
                report.add("file_missing", "", position=position)
            if file.position == expected and file.previous_hash != (before.own_hash if before else ""):
                report.add("file_not_after", file.number)
            if chain.file_hash(file) != file.own_hash:
                report.add("file_record_changed", file.number)
            if chain.sha256(bytes(file.data)) != file.sha256 and file.number not in destroyed:
                report.add("file_changed", file.number)
            before = file
        report.files += len(piece)
    counter = NumberSeries.objects.filter(key=heads.FILES).first()
    given, last = counter.last if counter else 0, before.position if before else 0
    for position in range(last + 1, min(given, last + MOST_KEPT) + 1):
        report.add("file_missing", "", position=position)
    if given < last and before:
        report.add("uncounted", before.number)
    if before:
        report.heads.append(heads.of_file(before))


def _assets(report: Report) -> None:
    for piece in batched(DocumentAsset.objects.iterator(chunk_size=PIECE_OF_FILES), PIECE_OF_FILES):
        for asset in piece:
            if chain.sha256(bytes(asset.data)) != asset.sha256 and not _is_emptied(asset):
                report.add("asset_changed", asset.sha256)


def _is_emptied(asset: DocumentAsset) -> bool:
    return not bytes(asset.data) and DestroyedDocument.objects.filter(assets__contains=[asset.sha256]).exists()


def _assets_named(report: Report, contents: Iterable[DocumentContent]) -> None:
    named: dict[str, str] = {}
    for row in contents:
        named |= dict.fromkeys(_names_of(row), row.number)
    standing = set(DocumentAsset.objects.filter(sha256__in=named).values_list("sha256", flat=True)) if named else set()
    for key in named.keys() - standing:
        report.add("asset_missing", named[key])


def _names_of(row: DocumentContent) -> list[str]:
    try:
        content = json.loads(row.content)
        named = [content.get("shop", {}).get("logo"), *(content.get("signatures") or {}).values()]
    except (ValueError, AttributeError):  # changed by hand; its hash says so already
        return []
    return [key for key in named if key]


# --- the rest --------------------------------------------------------------------------------------------------------
def _alone(report: Report) -> None:
    for code, statement in ALONE.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            for (number,) in cursor.fetchall():
                report.add(code, number)
