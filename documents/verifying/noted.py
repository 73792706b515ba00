"""What was noted of the archive earlier, against what stands there now: so a rewriting is found in which every hash fits again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from documents import heads
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, Verification
from documents.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from documents.shapes import SeriesHead


def rewritten(noted: Iterable[SeriesHead], noted_in: str) -> Iterator[Problem]:
    """By the heads that somebody kept, those that every monthly closing carries, and those that earlier checks saw."""
    yield from _by(noted, noted_in)
    closings = Document.objects.filter(kind=DocumentKind.MONTHLY_CLOSING).order_by("pk")
    for number in closings.values_list("number", flat=True):
        yield from _by(_closing_heads(number), number)
    yield from _by_checks()


def _by(noted: Iterable[SeriesHead], noted_in: str) -> Iterator[Problem]:
    for head in heads.rewritten(noted):
        yield Problem("rewritten", head["number"], {"last": noted_in, "series": head["series"]})


def _closing_heads(number: str) -> list[SeriesHead]:
    row = DocumentContent.objects.filter(number=number).first()
    try:
        found: list[SeriesHead] = json.loads(row.content)["closing"]["heads"] if row and row.content else []
    except (ValueError, KeyError):  # changed by hand; its hash says so already
        return []
    return found


def _by_checks() -> Iterator[Problem]:
    """Of each series the first head that an earlier check saw and that stands there no more."""
    seen: dict[tuple[str, int, str], tuple[SeriesHead, str]] = {}
    for check in Verification.objects.order_by("pk").only("at", "heads").iterator():
        for head in check.heads or ():
            key = (head["series"], head["position"], head["own_hash"])
            seen.setdefault(key, (head, f"{check.at:%Y-%m-%d}"))
    told: set[str] = set()
    for key in sorted(seen):
        head, day = seen[key]
        if head["series"] not in told and heads.rewritten([head]):
            told.add(head["series"])
            yield Problem("rewritten_since", head["number"], {"last": day, "series": head["series"]})
