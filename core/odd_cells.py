"""Cells of an Excel sheet that have no value to read: errors, and formulas that were never reckoned.

The reader gives nothing for them, so they are looked for in the sheet's own XML. Used by core/sheets.py, which knows nothing of Django.
"""

from __future__ import annotations

import json
import re
import zipfile
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 10_000
CHUNK = 1 << 20
LONGEST_CELL = 1 << 16  # bytes that are kept from one piece to the next
ERROR, FORMULA = "error", "formula"
PLACE = rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"'
ODD = re.compile(
    PLACE + rb'(?:[^>]*?\st="(e)"[^>]*>|[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>)'
)
NAMES = {"r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}


def find(book: Path, sheet: str, first_column: int) -> list[tuple[int, int, str]]:
    """Row as the sheet counts, column from 0 behind the empty ones, and what it is; nothing for other forms of Excel file."""
    try:
        with zipfile.ZipFile(book) as archive, archive.open(_part_of(archive, sheet)) as file:
            found = [(row, column - first_column, what) for row, column, what in _odd(file)]
    except (zipfile.BadZipFile, KeyError, StopIteration, ET.ParseError):
        return []
    return found[:MOST]


def write(target: Path, found: list[tuple[int, int, str]]) -> None:
    target.write_text(json.dumps(found))


def read(target: Path) -> list[tuple[int, int, str]]:
    try:
        return [(row, column, what) for row, column, what in json.loads(target.read_text())]
    except FileNotFoundError:
        return []


def beside(table: Path) -> Path:
    return table.with_suffix(".odd")


def _odd(file: IO[bytes]) -> Iterator[tuple[int, int, str]]:
    kept, count = b"", 0
    while piece := file.read(CHUNK):
        kept += piece
        end = 0
        for found in ODD.finditer(kept) if b'"e"' in kept or b"<f" in kept else ():
            end, count = found.end(), count + 1
            yield int(found[2]), _place(found[1].decode()), ERROR if found[3] else FORMULA
            if count == MOST:
                return
        kept = kept[max(end, len(kept) - LONGEST_CELL) :]


def _place(letters: str) -> int:
    """0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file of the archive that holds the sheet."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - within the limits of a process of its own
    key = next(
        each.get(f"{{{NAMES['r']}}}id")
        for each in book.iter()
        if each.tag.endswith("}sheet") and each.get("name") == sheet
    )
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    target = next(each.get("Target", "") for each in links if each.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
