"""Every series of documents: its places, its hashes, its counter."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING

from core.models import NumberSeries
from documents import chain, heads
from documents.kinds import DocumentKind
from documents.models import DestroyedDocument, Document, DocumentContent
from documents.verifying import emptied, stored
from documents.verifying.noted import Floors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from documents.problems import Report
    from documents.verifying.noted import Note

PIECE = 200
CLOCK_SET_BACK = timedelta(minutes=10)  # a computer's clock may be put right between two documents


def look(report: Report, notes: list[Note], changed_pictures: set[str]) -> None:
    counters = _counters()
    before: Document | None = None
    floors = Floors(notes, "")
    rows = Document.objects.order_by("series", "position").iterator(chunk_size=PIECE)
    for piece in batched(rows, PIECE):
        numbers = [document.number for document in piece]
        contents = DocumentContent.objects.defer("search").in_bulk(numbers)
        destroyed = DestroyedDocument.objects.in_bulk(numbers)
        minutes = emptied.minutes({each.minutes for each in destroyed.values()})
        _corrected(report, piece)
        for document in piece:
            content, gone = contents.get(document.number), destroyed.get(document.number)
            if before is None or before.series != document.series:
                floors = Floors(notes, document.series)
            before = _place(report, before, document, counters)
            _date(report, document, floors)
            with report.naming(document.number):
                if content is None:
                    report.add("content_missing", document.number)
                elif gone:
                    emptied.check(report, document, content, gone, minutes)
                else:
                    _unchanged(report, document, content)
        stored.pictures_named(
            report, [row for number, row in contents.items() if number not in destroyed], changed_pictures
        )
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


def _date(report: Report, document: Document, floors: Floors) -> None:
    """What an earlier closing or check did not know yet cannot be dated before it."""
    floor = floors.below(document.position)
    if floor and document.issued_at < floor[0] - CLOCK_SET_BACK:
        report.add("back_dated_since", document.number, last=floor[1])


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
