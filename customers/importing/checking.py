"""The dry run: every row read and cleaned once, what is wrong or odd named by row and column, and what would become of each."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import odd_cells
from core.reading import Unreadable
from core.shop import current_shop
from customers.importing import files, numbers, staging, words
from customers.importing.cleaning import Remark, RowReader
from customers.importing.fields import check as known_columns
from customers.models import CustomerType, Label, PriceType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.reading import Row, Source
    from customers.models import ImportJob

MOST_KEPT = 300  # remarks of a kind on the page; the files have more
MOST_IN_FILE = 50_000  # of those left out, and of those with another's phone
MOST_NEW_NAMES = 300  # different labels or types: more of them mean the wrong column
EVERY = 1000  # rows
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # with an apostrophe a cell of the file is harmless already


@dataclass
class Checked:
    """What the rows say, before anything is written: `errors` keep a row out, `warnings` do not."""

    read: int = 0
    wrong: int = 0  # rows
    warned: int = 0  # remarks
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    likely: list[Remark] = field(default_factory=list)
    outcome: dict[str, int] = field(default_factory=dict)  # make, update, skip
    unknown: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        known = {name: self.outcome.get(name, 0) for name in ("make", "update", "skip")}
        return {"read": self.read, "wrong": self.wrong, "warned": self.warned, **known}

    @property
    def remarks(self) -> list[list[Any]]:
        kinds = {"error": self.errors, "skip": self.skipped, "likely": self.likely, "warning": self.warnings}
        return [[kind, each.row, each.column, each.text] for kind, some in kinds.items() for each in some[:MOST_KEPT]]


def check(job: ImportJob, *, progress: Callable[[int, int], None]) -> Checked:
    """Read and clean the whole file, leave the cleaned rows beside it, and find who is there already.

    Raises Unreadable and NoNames. Writes nothing into the book.
    """
    source, place = files.source(job), files.folder(job)
    columns = known_columns(job.columns)
    checked = Checked(unknown=[head for head in source.head if not columns.get(head)])
    chosen = {head: columns[head] for head in source.head if head in columns}
    reader = RowReader(chosen, current_shop(), staff(), numbers.own_form())
    names = _NewNames()
    with _Remarks(place.remarks) as remarks:
        with place.cleaned.open("w", encoding="utf-8") as cleaned, _Mend(place.to_mend, source) as mend:
            for row in source:
                cleaned.write(_take(row, reader, checked, names, _Beside(mend, remarks)))
                if checked.read % EVERY == 0:
                    progress(checked.read, max(checked.read * 2, job.size // 90))
        if not checked.read:
            raise Unreadable(_("Under the head stand no rows."))
        if job.sheets:
            _say(checked, remarks, list(_without_value(place, source, columns)))
        _find_twins(job, checked, remarks)
    return checked


def _take(row: Row, reader: RowReader, checked: Checked, names: _NewNames, beside: _Beside) -> str:
    """The line for the cleaned file; nothing for a row that stays out."""
    draft = reader.read(row)
    odd = reader.warnings if draft is None else [*reader.warnings, *names.take(draft)]
    checked.read += 1
    checked.warned += len(odd)
    checked.errors += reader.errors[: max(0, MOST_KEPT - len(checked.errors))]
    checked.warnings += odd[: max(0, MOST_KEPT - len(checked.warnings))]
    beside.remarks.write(odd, problems=reader.errors)
    if draft is None:
        checked.wrong += 1
        beside.mend.write(row, reader.errors)
        return ""
    line = json.dumps(draft, ensure_ascii=False, default=str).replace("\\", "\\\\")
    return f"{line}\n"


def _find_twins(job: ImportJob, checked: Checked, remarks: _Remarks) -> None:
    with transaction.atomic():
        checked.outcome = staging.stage(files.folder(job).cleaned, twins=job.twins)
        skipped = [_skipped(*each) for each in staging.skipped(MOST_IN_FILE)]
        likely = [_likely(*each) for each in staging.likely(MOST_IN_FILE)]
        odd = list(_numbers())
        staging.drop()
    remarks.write([*skipped, *likely])
    checked.skipped, checked.likely = skipped[:MOST_KEPT], likely[:MOST_KEPT]
    _say(checked, remarks, odd)


def _skipped(row: int, same_as: int | None, number: str | None, name: str | None) -> Remark:
    if number:
        text = _("is there already as %(number)s and is left as it is.") % {"number": number}
        return Remark(row, name or "", text)
    return Remark(row, "", _("The same customer as in row %(row)s; left out.") % {"row": same_as})


def _say(checked: Checked, remarks: _Remarks, odd: list[Remark]) -> None:
    """What is odd though it is seen in no row by itself; it stands first."""
    remarks.write(odd)
    checked.warnings = [*odd[:MOST_KEPT], *checked.warnings]
    checked.warned += len(odd)


def _without_value(place: files.Folder, source: Source, columns: dict[str, str]) -> Iterator[Remark]:
    """Cells of the sheet that are read as empty though something stands there."""
    words = {
        odd_cells.ERROR: _("is an error in the sheet; it is left empty."),
        odd_cells.FORMULA: _("is a formula that was never reckoned; it is left empty. Open the file in Excel, save it and bring it again."),
    }  # fmt: skip
    for row, column, what in odd_cells.read(odd_cells.beside(place.table)):
        head = source.head[column] if 0 <= column < len(source.head) else ""
        if columns.get(head):
            yield Remark(row, head, words[what])


def _numbers() -> Iterator[Remark]:
    """Which numbers of the file are not kept, and how far the others take the series along."""
    last = numbers.last_given()
    for row, number in numbers.ahead(last, MOST_IN_FILE):
        text = _("%(number)s is too far ahead to be kept; it becomes the number in the old system.")
        yield Remark(row, _("number"), text % {"number": number})
    if (top := numbers.highest_kept(last)) and top[2]:
        text = _("%(number)s is kept: numbers after it go on from there, %(count)d are left out.")
        yield Remark(top[0], _("number"), text % {"number": top[1], "count": top[2]})


def _likely(row: int, number: str, name: str) -> Remark:
    said = {"number": number, "name": name}
    return Remark(row, _("phone"), _("%(name)s, %(number)s, has the same phone. Another customer is made.") % said)


def staff() -> dict[str, int]:
    """By full name and by user name, those who work here."""
    users = User.objects.filter(is_active=True).order_by("-pk")
    return {words.key(name): user.pk for user in users for name in (user.username, user.get_full_name()) if name}


class _NewNames:
    """Types that are not on the list yet, or are for the other form; too many different labels mean the wrong column."""

    def __init__(self) -> None:
        self.types = {kind.name.casefold(): kind.form for kind in CustomerType.objects.all()}
        self.standing = {"labels": _names(Label), "price_name": _names(PriceType), "type_name": set(self.types)}
        self.named: dict[str, set[str]] = {name: set() for name in self.standing}

    def take(self, draft: dict[str, Any]) -> list[Remark]:
        for name, seen in self.named.items():
            said = draft[name] if name == "labels" else filter(None, [draft[name]])
            seen.update({word.casefold() for word in said} - self.standing[name])
            if len(seen) > MOST_NEW_NAMES:
                raise Unreadable(_("The column has more than 300 new labels or types. Is it the right one?"))
        kind = draft["type_name"]
        if not kind or self.types.setdefault(kind.casefold(), draft["form"]) == draft["form"]:
            return []
        draft["type_name"] = ""
        return [
            Remark(draft["row"], _("type"), _("“%(type)s” is not for this form; it is left empty.") % {"type": kind})
        ]


def _names(model: type[Label | PriceType]) -> set[str]:
    return {name.casefold() for name in model._default_manager.values_list("name", flat=True)}


class _Table:
    """A CSV file that is written while the rows are read."""

    def __init__(self, path: Path, head: list[str]) -> None:
        self.path = path
        self.head = head

    def __enter__(self) -> Self:
        self.file = self.path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.file)
        self._line(self.head)
        return self

    def __exit__(self, *_reason: object) -> None:
        self.file.close()

    def _line(self, cells: list[str]) -> None:
        self.writer.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])


class _Remarks(_Table):
    """What is wrong, and what is odd though it was kept, row by row."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, [_("Row"), _("Column"), _("Problem"), _("Remark")])

    def write(self, remarks: list[Remark], *, problems: list[Remark] | None = None) -> None:
        for each in problems or []:
            self._line([str(each.row), each.column, each.text, ""])
        for each in remarks:
            self._line([str(each.row), each.column, "", each.text])


class _Mend(_Table):
    """The rows with problems as a table that can be mended and brought again."""

    def __init__(self, path: Path, source: Source) -> None:
        super().__init__(path, [*source.cells, _("Row"), _("Problem")])
        self.width = len(source.cells)

    def write(self, row: Row, errors: list[Remark]) -> None:
        cells = [*row.cells, *[""] * (self.width - len(row.cells))]
        problems = "; ".join(f"{each.column}: {each.text}" for each in errors)
        self._line([*cells, str(row.number), problems])


class _Beside(NamedTuple):
    """The files that a person may take."""

    mend: _Mend
    remarks: _Remarks
