"""Reading tables that other programs wrote: whatever encoding and separator a CSV file has, or clear words why not."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cchardet
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

SEPARATORS = ",;\t|"
LARGEST = 200 * 1024 * 1024
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MOST_SHOWN = 20
DEFUSED = re.compile(
    r"'(?=\s*[=+\-@＝＋－＠]|[\t\r\n])"
)  # the apostrophe that core/export.py puts before what looks like a formula


class Unreadable(Exception):
    """The file is no table that can be read; the text says why, in words for the person who chose it."""


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts: the head is row 1
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[Row]


def read_file(path: Path) -> Table:
    """The table in a CSV file. Raises Unreadable."""
    if path.is_dir():
        raise Unreadable(_("%(path)s is a folder, not a file.") % {"path": path})
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("%(path)s is larger than 200 MB.") % {"path": path})
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}) from None
    return read(data)


def read(data: bytes) -> Table:
    """The table that these bytes of a CSV file hold. Raises Unreadable."""
    text = decoded(data)
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    records = _records(text)
    if not records:
        raise Unreadable(_("The file is empty."))
    first, head = records[0]
    names = _head(head)
    rows = _rows(names, records[1:])
    if not rows:
        raise Unreadable(_("Under the head in row %(row)d stand no rows.") % {"row": first})
    return Table([name for name in names if name], rows)


def decoded(data: bytes) -> str:
    """The text of a file in whatever encoding it has. Raises Unreadable for what is no text."""
    if data.startswith(UTF_16_MARKS):
        return _decoded_as(data, "utf-16")
    if b"\0" in data:
        raise Unreadable(_("This is no text file. Save the table as CSV and try again."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(data, cchardet.detect(data)["encoding"] or "")


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable(_("The file's encoding is not recognised. Save it as CSV in UTF-8 and try again.")) from None
    if "\0" in text:
        raise Unreadable(_("This is no text file. Save the table as CSV and try again."))
    return text


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, with their numbers."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True, skipinitialspace=False)
    try:
        numbered = list(enumerate(reader, start=1))
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read as CSV: %(reason)s.") % {"line": reader.line_num, "reason": error}
        ) from None
    return [(number, record) for number, record in numbered if any(field.strip() for field in record)]


def _separator(text: str) -> str:
    """The sign that cuts the first line into the most columns."""
    line = next(line for line in text.splitlines() if line.strip())
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=bare.count)


def _head(record: list[str]) -> list[str]:
    names = [name.strip() for name in record]
    while not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Unreadable(_("The head names these columns twice: %(names)s.") % {"names": ", ".join(twice)})
    return names


def _rows(names: list[str], records: list[tuple[int, list[str]]]) -> list[Row]:
    ragged = [
        _("Row %(row)d has %(found)d fields where the head has %(expected)d.")
        % {"row": number, "found": len(record), "expected": len(names)}
        for number, record in records
        if _is_ragged(names, record)
    ]
    if ragged:
        raise Unreadable("\n".join(ragged[:MOST_SHOWN]))
    return [
        Row(number, {name: plain(field) for name, field in zip(names, record, strict=False) if name})
        for number, record in records
    ]


def _is_ragged(names: list[str], record: list[str]) -> bool:
    return len(record) < len(names) or any(field.strip() for field in record[len(names) :])


def plain(field: str) -> str:
    """The field without spaces around it and without the apostrophe against formulas; NULL is nothing."""
    field = field.strip()
    return "" if field == "NULL" else DEFUSED.sub("", field, count=1) if DEFUSED.match(field) else field
