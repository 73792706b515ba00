"""Reading tables that other programs wrote: whatever encoding and separator a CSV file has, or clear words why not.

A file is read row by row, however large it is. Excel files are turned into CSV first (core/sheets.py).
"""

from __future__ import annotations

import csv
import itertools
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import encodings, sheets
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEPARATORS = ",;\t|"
LARGEST = 200 * 1024 * 1024
MOST_COLUMNS = 300
LONGEST_LINE = 1_000_000  # characters
LONGEST_RECORD = 2_000_000
SAMPLE_LINES = 60
MOST_LINES = 2_000_000
csv.field_size_limit(LONGEST_LINE)  # notes of many years stand in one field of our own files
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")  # what some programs call .xls
MOST_SHOWN = 20
UNNAMED = re.compile(r" \(\d+\)\Z")  # what a head that stands twice gets added
DEFUSED = re.compile(
    r"'(?='*\s*[=+\-@＝＋－＠]|'*[\t\r\n]|'*\s*NULL\Z)"
)  # the apostrophe that core/export/fields.py puts before what looks like a formula, or like nothing


class Unreadable(Exception):
    """The file is no table that can be read; the text says why, in words for the person who chose it."""


@dataclass(frozen=True)
class Shape:
    """How to read a file: recognised, or chosen by hand."""

    encoding: str
    separator: str


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts: the head is row 1
    values: dict[str, str]
    cells: list[str]
    wrong: str = ""  # why the row does not fit its head, in words


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[Row]


class Source:
    """A CSV file as a table. Raises Unreadable when opened, and while it is read."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self.path = path
        self.shape = shape
        with self._records() as records:
            try:
                _number, self.cells = next(records)
            except StopIteration:
                raise Unreadable(_("The file is empty.")) from None
        self.head = _head(self.cells)

    def __iter__(self) -> Iterator[Row]:
        with self._records() as records:
            next(records)
            for number, cells in records:
                values = dict(zip(self.head, map(plain, cells), strict=False))
                yield Row(number, values, cells, self._wrong(cells))

    def _wrong(self, cells: list[str]) -> str:
        expected = len(self.head)
        if len(cells) == expected or (len(cells) > expected and not any(map(str.strip, cells[expected:]))):
            return ""
        said = ngettext(
            "%(found)d field where the head has %(expected)d.",
            "%(found)d fields where the head has %(expected)d.",
            len(cells),
        )
        return said % {"found": len(cells), "expected": expected}

    @contextmanager
    def _records(self) -> Iterator[Iterator[tuple[int, list[str]]]]:
        try:
            with self.path.open(encoding=encodings.codec(self.shape.encoding), newline="") as file:
                yield _records(file, self.shape.separator)
        except (UnicodeDecodeError, UnicodeError, LookupError):
            name = encodings.ENCODINGS.get(self.shape.encoding, self.shape.encoding)
            raise Unreadable(
                _("The file is not written in %(encoding)s. Choose another.") % {"encoding": name}
            ) from None


def recognise(path: Path) -> Shape:
    """How a CSV file is written. Raises Unreadable for what is no text."""
    _check_size(path)
    if _is_page(path):
        raise Unreadable(_("This is a web page, not a table. Open it in a spreadsheet and save it as CSV or xlsx."))
    encoding = encodings.recognised(path, language=current_shop().language)
    if not encoding:
        raise Unreadable(_("This is no text file. Save the table as CSV and try again."))
    if encodings.lines(path) > MOST_LINES:
        raise Unreadable(_("The file has more than 2,000,000 lines. Split it and bring the parts one by one."))
    return Shape(encoding, _separator(path, encoding))


def reshape(shape: Shape, *, encoding: str = "", separator: str = "") -> Shape:
    """The shape with what somebody chose instead, where it is on offer."""
    return replace(
        shape,
        encoding=encoding if encoding in encodings.ENCODINGS else shape.encoding,
        separator=separator if separator and separator in SEPARATORS else shape.separator,
    )


def read_file(path: Path) -> Table:
    """The whole table in a CSV file; a row that does not fit the head refuses all. Raises Unreadable."""
    source = Source(path, recognise(path))
    rows = list(source)
    ragged = [_("Row %(row)d: %(text)s") % {"row": row.number, "text": row.wrong} for row in rows if row.wrong]
    if ragged:
        raise Unreadable("\n".join(ragged[:MOST_SHOWN]))
    if not rows:
        raise Unreadable(_("Under the head stand no rows."))
    return Table(source.head, rows)


def is_book(path: Path) -> bool:
    """Whether it is an Excel file, told by its content, not its name; raises Unreadable for one that need not be opened."""
    _check_size(path)
    try:
        if is_one := sheets.is_book(path):
            sheets.check(path)
    except sheets.Refused as refused:
        raise Unreadable(str(refused)) from None
    return is_one


def as_csv(path: Path, target: Path, sheet: str = "") -> list[str]:
    """Write an Excel file (told by its content, not its name) into a CSV file; returns its sheets, none for what is no Excel file.

    Raises Unreadable.
    """
    try:
        return sheets.to_csv(path, target, sheet) if is_book(path) else []
    except sheets.Refused as refused:
        raise Unreadable(str(refused)) from None


def plain(field: str) -> str:
    """The field without spaces around it and without the apostrophe against formulas; NULL is nothing."""
    field = field.strip()
    if field[:1] == "'" and DEFUSED.match(field):
        return field[1:]
    return "" if field == "NULL" else field


def bare_head(name: str) -> str:
    """A head as the file has it, without what one that stands twice was given."""
    return UNNAMED.sub("", name)


def _check_size(path: Path) -> None:
    if path.is_dir():
        raise Unreadable(_("%(path)s is a folder, not a file.") % {"path": path})
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise Unreadable(_("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}) from None
    if size > LARGEST:
        raise Unreadable(_("The file is larger than 200 MB."))
    if not size:
        raise Unreadable(_("The file is empty."))


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES)


class _Lines:
    """The lines of a file, none of them endless: a quotation mark that is never closed must not eat all memory."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.read = 0
        self.since_record = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_LINE):
            self.read += 1
            self.since_record += len(line)
            if len(line) == LONGEST_LINE or self.since_record > LONGEST_RECORD:
                raise _unreadable(self.read, _("it is longer than a million letters"))
            if "\0" in line:
                raise Unreadable(_("This is no text file. Save the table as CSV and try again."))
            yield line


def _records(file: TextIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their numbers."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    began = 1
    try:
        for number, record in enumerate(reader, start=1):
            lines.since_record, began = 0, lines.read + 1
            if len(record) > MOST_COLUMNS:
                said = {"found": len(record), "most": MOST_COLUMNS}
                raise Unreadable(_("The table has %(found)d columns; at most %(most)d can be read.") % said)
            if any(record) and any(map(str.strip, record)):
                yield number, record
    except csv.Error as error:
        raise _unreadable(began, _reason(error)) from None


def _unreadable(line: int, reason: str) -> Unreadable:
    said = {"line": line, "reason": reason}
    return Unreadable(_("The row that begins in line %(line)d cannot be read as CSV: %(reason)s.") % said)


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end of data" in text:
        return _("a quotation mark is opened and never closed")
    if "field larger" in text:
        return _("a field is too long, or a quotation mark is never closed")
    if "expected after" in text:
        return _("there is a quotation mark within a quoted field")
    return text


def _separator(path: Path, encoding: str) -> str:
    """The sign that cuts most of the first lines into as many fields as the first one, and that into the most."""
    with path.open(encoding=encodings.codec(encoding), errors="replace", newline="") as file:
        lines = [line for _at in range(SAMPLE_LINES) if (line := file.readline(LONGEST_LINE)).strip()]
    return max(SEPARATORS, key=lambda sign: _fits(lines, sign)) if lines else SEPARATORS[0]


def _fits(lines: list[str], sign: str) -> tuple[float, int]:
    reader = csv.reader(lines, delimiter=sign)
    counts: list[int] = []
    with suppress(csv.Error):
        counts += [len(record) for record in reader if record]
    if not counts or counts[0] < 2:  # noqa: PLR2004 - one field is no table
        return 0, 0
    return round(counts.count(counts[0]) / len(counts), 1), counts[0]


def _head(record: list[str]) -> list[str]:
    """The names of the columns; what stands twice is counted, what has none is called by its place."""
    names = [name.strip() for name in record]
    while not names[-1]:
        names.pop()
    taken: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        called = name[:200] or _("Column %(number)d") % {"number": place}
        free = (f"{called} ({count})" for count in itertools.count(2) if f"{called} ({count})" not in taken)
        taken[next(free) if called in taken else called] = None
    return list(taken)


def summary(source: Source, count: int) -> list[dict[str, Any]]:
    """The head with what stands under each of its names in the first `count` rows."""
    first = [row for _at, row in zip(range(count), source, strict=False)]
    return [{"head": name, "samples": [row.values.get(name, "") for row in first]} for name in source.head]
