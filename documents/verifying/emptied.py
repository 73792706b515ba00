"""What was destroyed: emptied as the minutes say, by what is left of it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from documents import chain
from documents.models import DestroyedDocument, Document, DocumentContent, DocumentFile

if TYPE_CHECKING:
    from documents.problems import Report


EMPTY = ("content", "customer_name", "phones", "device", "identifiers", "plate", "slip_code", "amount", "currency")


def minutes(numbers: set[str]) -> dict[str, dict[str, Any]]:
    """What the minutes of destruction say, by the number of what was destroyed."""
    said: dict[str, dict[str, Any]] = {}
    for row in DocumentContent.objects.filter(number__in=numbers):
        with suppress(ValueError, KeyError, TypeError, RecursionError):  # changed by hand; its hash says so already
            said |= {each["number"]: each for each in json.loads(row.content)["destruction"]["documents"]}
    return said


def check(
    report: Report,
    document: Document,
    content: DocumentContent,
    gone: DestroyedDocument,
    said_of: dict[str, dict[str, Any]],
) -> None:
    """Of an emptied document the minutes say what stood in its row: it still must."""
    said = said_of.get(document.number, {})
    if said.get("own_hash") != document.own_hash or said.get("row_hash") != chain.row_hash(document):
        report.add("destroyed_otherwise", document.number, last=gone.minutes)
    is_empty = not any(getattr(content, name) for name in EMPTY)
    file = DocumentFile.objects.filter(number=document.number).first()
    if not is_empty or (file is not None and bytes(file.data)):
        report.add("emptied", document.number)
