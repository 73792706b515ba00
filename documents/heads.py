"""The heads of the chains: the last of each series, and of the store of files. Whoever keeps them outside the shop can tell later
whether the archive was rewritten, even by somebody who could recompute every hash in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from documents.models import Document, DocumentFile
from documents.shapes import SeriesHead

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = "document_file"  # the series of the store of files
FORMAT = 1
LARGEST_FILE = 1024 * 1024
LENGTH_OF_A_HASH = 64


class NotHeads(Exception):
    """The file does not hold heads as this shop writes them."""


def current() -> list[SeriesHead]:
    """The heads as they stand now, series by series, the store of files last."""
    latest = Document.objects.order_by("series", "-position").distinct("series")
    heads = [of_document(each) for each in latest.only("series", "number", "position", "own_hash")]
    file = DocumentFile.objects.defer("data").order_by("-position").first()
    return [*heads, *([of_file(file)] if file else [])]


def of_document(document: Document) -> SeriesHead:
    return SeriesHead(
        series=document.series, number=document.number, position=document.position, own_hash=document.own_hash
    )


def of_file(file: DocumentFile) -> SeriesHead:
    return SeriesHead(series=FILES, number=file.number, position=file.position, own_hash=file.own_hash)


def rewritten(heads: Iterable[SeriesHead]) -> list[SeriesHead]:
    """Those heads whose place in the archive is empty now, or holds something else."""
    return [head for head in heads if _standing(head) != head["own_hash"]]


def _standing(head: SeriesHead) -> str | None:
    rows: Any = (
        DocumentFile.objects.all() if head["series"] == FILES else Document.objects.filter(series=head["series"])
    )
    found: str | None = rows.filter(position=head["position"]).values_list("own_hash", flat=True).first()
    return found


def written(heads: list[SeriesHead], *, at: str) -> str:
    return json.dumps({"format": FORMAT, "at": at, "heads": heads}, indent=1)


def read(text: str) -> list[SeriesHead]:
    """Heads from a file written earlier. Raises NotHeads."""
    try:
        given = json.loads(text)
        if given["format"] != FORMAT:
            raise NotHeads(given["format"])
        return [_head(row) for row in given["heads"]]
    except (ValueError, TypeError, KeyError) as error:
        raise NotHeads(str(error)) from error


def _head(row: dict[str, Any]) -> SeriesHead:
    head = SeriesHead(
        series=str(row["series"]),
        number=str(row["number"]),
        position=int(row["position"]),
        own_hash=str(row["own_hash"]),
    )
    if len(head["own_hash"]) != LENGTH_OF_A_HASH:
        raise ValueError(head["number"])
    return head
