"""The archive looked through."""

from __future__ import annotations

import hashlib
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction

from core import clock, numbering
from documents import chain, files, heads, rendering
from documents.models import Document, DocumentFile
from documents.problems import Report
from documents.verifying import look_through, stored
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import Bench, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOOKED_THROUGH = 10_000  # the budget speaks of so many, each with its file
AT_ONCE = 200
BARE = (
    "SELECT convert_to(content, 'UTF8') FROM documents_documentcontent ORDER BY issued_at DESC LIMIT %s",
    "SELECT data FROM documents_documentfile ORDER BY position DESC LIMIT %s",
)


def verified(bench: Bench) -> Iterator[Figure]:
    """Ten thousand documents with their files; where there are more or fewer documents, what each costs is counted as often as that."""
    drawn = rendering.render(files.paper(Document.objects.latest("pk").number))
    fill_files(LOOKED_THROUGH - DocumentFile.objects.count(), drawn)
    whole = look_through()
    of_files = Report()
    files_alone = took(lambda: stored.files(of_files))
    taken = _of_so_many(whole.seconds * 1000 - files_alone, whole.documents) + _of_so_many(files_alone, of_files.files)
    label = f"{whole.documents} documents, {of_files.files} files, {whole.seconds:.1f} s in all"
    yield figure("verify", bench.customers, Budget(longest=60_000), [(label, taken)], [_bare()])


def _of_so_many(milliseconds: float, count: int) -> float:
    return milliseconds / max(count, 1) * LOOKED_THROUGH


def _bare() -> float:
    """The same bytes read and hashed, and nothing compared."""
    return sum(_of_so_many(*_read(statement)) for statement in BARE)


def _read(statement: str) -> tuple[float, int]:
    count = 0

    def read() -> None:
        nonlocal count
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(statement, [LOOKED_THROUGH])
            for (data,) in cursor:
                hashlib.sha256(data).hexdigest()
                count += 1

    return took(read), count


def fill_files(most: int, data: bytes) -> None:
    """The same drawn paper for every document that has none, as a file of its own with right hashes: to draw ten thousand takes half an hour."""
    for numbers in batched(files.without_file(most=max(most, 0)), AT_ONCE):
        _fill(numbers, data)


def _fill(numbers: Sequence[str], data: bytes) -> None:
    with transaction.atomic():
        last = numbering.take(heads.FILES, count=len(numbers)).value
        before = DocumentFile.objects.order_by("-position").values_list("own_hash", flat=True).first() or ""
        rows = []
        for position, number in enumerate(numbers, last - len(numbers) + 1):
            file = DocumentFile(
                number=number, position=position, stored_at=clock.now(), data=data, sha256=chain.sha256(data), previous_hash=before
            )  # fmt: skip
            file.own_hash = before = chain.file_hash(file)
            rows.append(file)
        DocumentFile.objects.bulk_create(rows)


SCENARIOS = {"verify": Scenario("the whole archive looked through, for ten thousand documents with files", verified)}
