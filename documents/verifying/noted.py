"""What was noted of the archive earlier, against what stands there now: so a rewriting is found in which every hash fits again.

Monthly closings and earlier checks carry the heads of the chains at their moment. A head must still stand; and what stands above it was
issued later, so it cannot be dated earlier.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.shop import current_shop
from documents import heads, months
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from documents.problems import Report
    from documents.shapes import SeriesCount, SeriesHead


@dataclass(frozen=True)
class Note:
    """The heads that a closing or a check saw; `at` is the moment from which it looked."""

    name: str
    at: dt.datetime
    heads: list[SeriesHead]
    is_check: bool = False

    @property
    def positions(self) -> dict[str, int]:
        return {head["series"]: head["position"] for head in self.heads}


def notes(report: Report) -> list[Note]:
    """Those of the monthly closings, then of the checks, each in the order of writing."""
    found = []
    closings = Document.objects.filter(kind=DocumentKind.MONTHLY_CLOSING).order_by("pk")
    for document in closings.iterator():
        with report.naming(document.number):
            found.append(_of_closing(document))
    for check in Verification.objects.order_by("pk").iterator():
        with report.naming(_day(check)):
            found.append(_of_check(check))
    return [note for note in found if note.heads]


def _of_closing(document: Document) -> Note:
    row = DocumentContent.objects.get(number=document.number)
    said = json.loads(row.content)["closing"]["heads"] if row.content else []
    return Note(document.number, document.issued_at, [heads.head(each) for each in said])


def _of_check(check: Verification) -> Note:
    """The moment from which it looked is that of its writing less the time it took."""
    at = check.at - dt.timedelta(seconds=check.seconds)
    return Note(_day(check), at, [heads.head(each) for each in check.heads or ()], is_check=True)


def _day(check: Verification) -> str:
    return f"{check.at:%Y-%m-%d}"


# --- heads that stand no more ----------------------------------------------------------------------------------------
def rewritten(report: Report, found: Iterable[Note], kept: Iterable[SeriesHead], kept_in: str) -> None:
    """By the heads that somebody kept outside, those of the closings, and those of earlier checks."""
    for head in heads.rewritten(kept):
        report.add("rewritten", head["number"], last=kept_in, series=head["series"])
    checks = []
    for note in found:
        if note.is_check:
            checks.append(note)
            continue
        for head in heads.rewritten(note.heads):
            report.add("rewritten", head["number"], last=note.name, series=head["series"])
    _by_checks(report, checks)


def _by_checks(report: Report, checks: Iterable[Note]) -> None:
    """Of each series the first head that an earlier check saw and that stands there no more."""
    seen: dict[tuple[str, int, str], tuple[SeriesHead, str]] = {}
    for note in checks:
        for head in note.heads:
            seen.setdefault((head["series"], head["position"], head["own_hash"]), (head, note.name))
    told: set[str] = set()
    for key in sorted(seen):
        head, day = seen[key]
        if head["series"] not in told and heads.rewritten([head]):
            told.add(head["series"])
            report.add("rewritten_since", head["number"], last=day, series=head["series"])


# --- what came after, dated before -----------------------------------------------------------------------------------
class Floors:
    """For the documents of one series, in the order of their places: the latest note that did not know them yet."""

    def __init__(self, found: Iterable[Note], series: str) -> None:
        known = [(note.positions.get(series, 0), note.at, note.name) for note in found]
        self.waiting = sorted(known, reverse=True)
        self.latest: tuple[dt.datetime, str] | None = None

    def below(self, position: int) -> tuple[dt.datetime, str] | None:
        while self.waiting and self.waiting[-1][0] < position:
            _position, at, name = self.waiting.pop()
            self.latest = max(self.latest or (at, name), (at, name))
        return self.latest


# --- what the closings counted ---------------------------------------------------------------------------------------
def miscounted(report: Report) -> None:
    """Each closing names the first and the last of every series in its month, and how many: the archive must hold the same."""
    closings = Document.objects.filter(kind=DocumentKind.MONTHLY_CLOSING).order_by("pk")
    for number in closings.values_list("number", flat=True):
        content = DocumentContent.objects.filter(number=number).values_list("content", flat=True).first()
        if content:
            with report.naming(number):
                _recount(report, number, json.loads(content)["closing"])


def _recount(report: Report, number: str, said: dict[str, Any]) -> None:
    if said.get("zone", current_shop().time_zone) != current_shop().time_zone:
        return  # its month began and ended at other moments
    starts, ends = months.bounds(dt.date.fromisoformat(said["starts"]))
    if _counts(months.counted(starts, ends)) != _counts(said["documents"]):
        report.add("miscounted", number)


def _counts(lines: Iterable[SeriesCount]) -> list[tuple[str, str, str, int]]:
    return [(line["kind"], line["first"], line["last"], line["count"]) for line in lines]
