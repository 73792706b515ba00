"""The heads of the chains: the last of each series, and of the store of files. Whoever keeps them outside the shop can tell later
whether the archive was rewritten, even by somebody who could recompute every hash in it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from documents.models import Document, DocumentFile
from documents.shapes import SeriesHead

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = "document_file"  # the series of the store of files
FORMAT = 1
LARGEST_FILE = 1024 * 1024
HASH = re.compile(r"[0-9a-f]{64}")
LARGEST_POSITION = 2**63


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
    return [each for each in heads if _standing(each) != each["own_hash"]]


def _standing(noted: SeriesHead) -> str | None:
    rows: Any = (
        DocumentFile.objects.all() if noted["series"] == FILES else Document.objects.filter(series=noted["series"])
    )
    found: str | None = rows.filter(position=noted["position"]).values_list("own_hash", flat=True).first()
    return found


def written(heads: list[SeriesHead], *, at: str) -> str:
    return json.dumps({"format": FORMAT, "at": at, "heads": heads}, indent=1)


def read(text: str) -> list[SeriesHead]:
    """Heads from a file written earlier. Raises NotHeads."""
    try:
        given = json.loads(text)
        if given["format"] != FORMAT:
            raise NotHeads(given["format"])
        return [head(row) for row in given["heads"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotHeads(str(error)) from error


def head(row: dict[str, Any]) -> SeriesHead:
    """A head as it was written down. Raises KeyError, TypeError and ValueError where it is none."""
    position, text = row["position"], {name: str(row[name]) for name in ("series", "number", "own_hash")}
    is_place = isinstance(position, int) and 0 < position < LARGEST_POSITION
    if not is_place or not HASH.fullmatch(text["own_hash"]) or not all(map(str.isprintable, text.values())):
        raise ValueError(text["number"])
    return SeriesHead(series=text["series"], number=text["number"], position=position, own_hash=text["own_hash"])
