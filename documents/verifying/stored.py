"""The store of PDFs, and the pictures that documents name."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.models import NumberSeries
from documents import chain, heads
from documents.models import DestroyedDocument, Document, DocumentAsset, DocumentContent, DocumentFile
from documents.problems import MOST_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from documents.problems import Report

PIECE = 20
MOST_NAMED = 5
DRAWN_WITHIN = timedelta(hours=1)


def files(report: Report) -> None:
    before: DocumentFile | None = None
    missing: list[int] = []
    for piece in batched(DocumentFile.objects.order_by("position").iterator(chunk_size=PIECE), PIECE):
        destroyed = DestroyedDocument.objects.in_bulk([file.number for file in piece])
        for file in piece:
            expected = before.position + 1 if before else 1
            missing += range(expected, min(file.position, expected + MOST_KEPT))
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
    missing += range(last + 1, min(given, last + MOST_KEPT) + 1)
    _missing(report, missing)
    if given < last and before:
        report.add("uncounted", before.number)
    if before:
        report.heads.append(heads.of_file(before))


def _missing(report: Report, positions: list[int]) -> None:
    """Each place, and the documents that have no file: one of them it was, unless the whole document was removed."""
    rows = Document.objects.filter(~Exists(DocumentFile.objects.filter(number=OuterRef("number"))))
    waiting = rows.filter(issued_at__lte=timezone.now() - DRAWN_WITHIN).order_by("pk")
    named = ", ".join(waiting.values_list("number", flat=True)[:MOST_NAMED]) if positions else ""
    for position in positions:
        report.add("file_missing_of" if named else "file_missing", named, position=position)


def pictures(report: Report) -> set[str]:
    """Looks at every picture; answers which are not what was kept, so that the documents that name them are told."""
    changed = set()
    for piece in batched(DocumentAsset.objects.iterator(chunk_size=PIECE), PIECE):
        for asset in piece:
            if chain.sha256(bytes(asset.data)) != asset.sha256 and not _is_emptied(asset):
                report.add("asset_changed", asset.sha256)
                changed.add(asset.sha256)
    return changed


def _is_emptied(asset: DocumentAsset) -> bool:
    return not bytes(asset.data) and DestroyedDocument.objects.filter(assets__contains=[asset.sha256]).exists()


def pictures_named(report: Report, contents: Iterable[DocumentContent], changed: set[str]) -> None:
    """Documents that stand need their pictures: there, not emptied, and as they were kept."""
    named: dict[str, list[str]] = {}
    for row in contents:
        for key in _names_of(row):
            named.setdefault(key, []).append(row.number)
    rows = DocumentAsset.objects.filter(sha256__in=named).exclude(data=b"")
    standing = set(rows.values_list("sha256", flat=True)) if named else set()
    for key in sorted(named.keys() - (standing | changed)):
        for number in named[key]:
            report.add("asset_missing", number)
    for key in sorted(named.keys() & changed):
        for number in named[key]:
            report.add("asset_changed_of", number, picture=key)


def _names_of(row: DocumentContent) -> list[str]:
    try:
        content = json.loads(row.content)
        named = [content.get("shop", {}).get("logo"), *(content.get("signatures") or {}).values()]
    except (ValueError, AttributeError, RecursionError):  # changed by hand; its hash says so already
        return []
    return [key for key in named if isinstance(key, str) and heads.HASH.fullmatch(key)]
