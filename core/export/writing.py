"""The two forms of a file, in pieces: one statement, so one consistent moment, and never more than a piece in memory."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from core.export.fields import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from core.export.fields import Field

BYTE_ORDER_MARK = (
    "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
)  # without it Excel reads UTF-8 as the country's old code page
CHUNK = 64 * 1024
ROWS_OF_A_SHEET = 1_000_000  # Excel has 1,048,576
LONGEST_TEXT = 32_767  # letters in a cell of Excel
MOST_CUT = 1000  # cells that are named
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a text that Excel would take for a letter it stands for
FAST = 1  # compression: sheets are mostly repeated marks
STYLES = {Shape.DAY: ' s="1"', Shape.MOMENT: ' s="2"'}


@dataclass
class Counted:
    """How many rows have been written."""

    rows: int = 0


def csv_pieces(rows: QuerySet[Any], fields: Sequence[Field], counted: Counted | None = None) -> Iterator[bytes]:
    """UTF-8 with mark, commas; written by PostgreSQL, formulas defused."""
    return _csv(*statement(rows, fields, [field.for_csv() for field in fields]), counted or Counted())


def excel_pieces(rows: QuerySet[Any], fields: Sequence[Field], counted: Counted | None = None) -> Iterator[bytes]:
    """A workbook that is sent while it is written: text as text, numbers as numbers, days as days."""
    return _excel(*statement(rows, fields, [field.for_excel() for field in fields]), fields, counted or Counted())


def statement(rows: QuerySet[Any], fields: Sequence[Field], values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Selects the values under the fields' heads."""
    aliases = {f"column_{position}": value for position, value in enumerate(values)}
    query = rows.annotate(**aliases).values(*aliases).query
    inner, parameters = query.get_compiler(connection=connection, elide_empty=False).as_sql()  # no rows is a file too
    with connection.cursor() as cursor:
        head = sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(sql.Identifier(alias), sql.Identifier(f"{field.head[:50]}"))
            for alias, field in zip(aliases, fields, strict=True)
        )
        return f"SELECT {head.as_string(cursor.connection)} FROM ({inner}) listed", parameters  # noqa: S608 - our own SQL, values as parameters


def _csv(select: str, parameters: tuple[Any, ...], counted: Counted) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK
    with connection.cursor() as wrapped:
        cursor: Any = wrapped.cursor  # psycopg's own: Django's debugging wrapper copies without parameters
        with cursor.copy(f"COPY ({select}) TO STDOUT WITH (FORMAT csv, HEADER)", parameters) as copy:
            gathered = bytearray()
            for place, line in enumerate(copy):  # the first is the head
                gathered += line
                counted.rows = place
                if len(gathered) >= CHUNK:
                    yield bytes(gathered)
                    gathered.clear()
    yield bytes(gathered)


def _excel(select: str, parameters: tuple[Any, ...], fields: Sequence[Field], counted: Counted) -> Iterator[bytes]:
    book = _Book([field.head for field in fields], [field.shape for field in fields])
    with connection.cursor() as wrapped:
        cursor: Any = wrapped.cursor
        with cursor.copy(f"COPY ({select}) TO STDOUT", parameters) as copy:
            for row in copy.rows():
                book.write(row)
                counted.rows += 1
                if book.is_full:
                    yield book.taken()
    book.close()
    yield book.taken()


class _Sink:
    """A file that cannot be wound back: what the zip writes waits here until it is sent."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing lies behind."""


class _Book:
    """An Excel workbook (ECMA-376 part 1) written row by row, with text in the cells themselves."""

    def __init__(self, heads: list[str], shapes: list[Shape]) -> None:
        self.heads = heads
        self.sink = _Sink()
        self.zip = zipfile.ZipFile(self.sink, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST)  # type: ignore[call-overload]
        self.cells = [(column_name(place), shape) for place, shape in enumerate(shapes)]
        self.sheets = 0
        self.lines: list[str] = []
        self.cut: list[str] = []
        self._open_sheet()

    @property
    def is_full(self) -> bool:
        return len(self.sink.waiting) >= CHUNK

    def taken(self) -> bytes:
        data = bytes(self.sink.waiting)
        self.sink.waiting.clear()
        return data

    def write(self, row: Sequence[str | None]) -> None:
        if self.row > ROWS_OF_A_SHEET:
            self._close_sheet()
            self._open_sheet()
        self._line(
            "".join(
                self._cell(name, shape, value) for (name, shape), value in zip(self.cells, row, strict=True) if value
            )
        )

    def close(self) -> None:
        self._close_sheet()
        if self.cut:
            self._name_what_is_cut()
        for name, text in _parts(self.sheets).items():
            self.zip.writestr(name, text)
        self.zip.close()

    def _name_what_is_cut(self) -> None:
        """On a sheet of its own, behind all others: the import reads the first."""
        self.heads, self.cells = [_("Excel has room for 32,767 letters in a cell. Cut are:")], [("A", Shape.TEXT)]
        named = self.cut[:MOST_CUT]
        self._open_sheet()
        for where in named:
            self.write([where])
        self._close_sheet()

    def _cell(self, name: str, shape: Shape, value: str) -> str:
        if shape != Shape.TEXT:
            return f'<c r="{name}{self.row}"{STYLES.get(shape, "")}><v>{value}</v></c>'
        if len(value) > LONGEST_TEXT:
            value = value[: LONGEST_TEXT - 1] + "…"
            self.cut.append(f"{self.sheets} · {name}{self.row}")
        return f'<c r="{name}{self.row}" t="inlineStr"><is><t xml:space="preserve">{_xml(value)}</t></is></c>'

    def _line(self, cells: str) -> None:
        self.lines.append(f'<row r="{self.row}">{cells}</row>')
        self.row += 1
        if len(self.lines) >= 200:  # noqa: PLR2004 - few calls of the compressor
            self._flush()

    def _flush(self) -> None:
        self.sheet.write("".join(self.lines).encode())
        self.lines.clear()

    def _open_sheet(self) -> None:
        self.sheets += 1
        self.row = 1
        self.sheet = self.zip.open(f"xl/worksheets/sheet{self.sheets}.xml", "w", force_zip64=True)
        frozen = '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        self.sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetViews>{frozen}</sheetViews><sheetData>'.encode())
        self._line(
            "".join(
                self._cell(name, Shape.TEXT, head) for (name, _shape), head in zip(self.cells, self.heads, strict=True)
            )
        )

    def _close_sheet(self) -> None:
        self._flush()
        self.sheet.write(b"</sheetData></worksheet>")
        self.sheet.close()


def _xml(text: str) -> str:
    if "_x" in text:
        text = LIKE_AN_ESCAPE.sub("_x005F_", text)
    if NOT_IN_XML.search(text):
        text = NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text, {"\r": "&#13;"})


def column_name(place: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    while place >= 0:
        place, letter = place // 26 - 1, place % 26
        name = chr(ord("A") + letter) + name
    return name


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _parts(sheets: int) -> dict[str, str]:
    """What a workbook has beside its sheets: the least that Excel asks for."""
    numbers = range(1, sheets + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET}.worksheet+xml"/>'
        for number in numbers
    )
    names = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="rId{number}"/>' for number in numbers)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    dated = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{sheets + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{XML}<styleSheet xmlns="{MAIN}">'
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1">{plain.replace(' xfId="0"', "")}</cellStyleXfs>'
        f'<cellXfs count="3">{plain}{dated.format(164)}{dated.format(165)}</cellXfs></styleSheet>',
    }
