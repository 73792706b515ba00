"""Excel files as CSV, read in a process of their own: a file made to burst takes that process down, and nothing else.

Run as a program (python -m core.sheets SOURCE TARGET SHEET) it knows nothing of the shop, its database and its secrets.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from core import odd_cells

SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, xlsm, xlsb, ods; xls
MOST_UNPACKED = 400 * 1024 * 1024
MOST_MEMBERS = 5000
LARGEST_TABLE = 200 * 1024 * 1024
MEMORY = 1200 * 1024 * 1024
SECONDS = 60
HOME = Path(__file__).resolve().parent.parent
NOT_READ, PROTECTED, EMPTY, TOO_LARGE = 3, 4, 5, 6


class Refused(Exception):
    """In words for the person who chose the file."""


def is_book(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in SIGNS


def check(path: Path) -> None:
    """What is seen without reading it. Raises Refused."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - the program below starts without Django

    if _bursts(path):
        raise Refused(_("Unpacked, this Excel file is larger than 400 MB. Save the table as CSV and try again."))


def to_csv(path: Path, target: Path, sheet: str = "") -> list[str]:
    """Write one sheet (the first, unless named) as CSV in UTF-8; returns the names of all. Raises Refused."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - the program below starts without Django

    check(path)
    words = {
        PROTECTED: _("This Excel file has a password. Save it without one and try again."),
        EMPTY: _("The file is empty."),
        TOO_LARGE: _("As a table this Excel file is larger than 200 MB. Split it and bring the parts one by one."),
    }
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(HOME)}
    draft = target.with_suffix(".part")
    command = [sys.executable, "-m", "core.sheets", str(path), str(draft), sheet]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, cwd=HOME, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
        if not done.returncode:
            draft.replace(target)
    except subprocess.TimeoutExpired:
        raise Refused(_("This Excel file takes too long to read. Save the table as CSV and try again.")) from None
    finally:
        draft.unlink(missing_ok=True)
    if done.returncode:
        usual = _("This is no Excel file that can be read. Save the table as CSV and try again.")
        raise Refused(words.get(done.returncode, usual))
    names: list[str] = json.loads(done.stdout)
    return names


def _bursts(path: Path) -> bool:
    """Whether the archive says of itself that it is huge; one that lies meets the limits of the process."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    return len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED


def _convert(source: str, target: str, wanted: str) -> int:
    import python_calamine  # noqa: PLC0415 - only the process with the limits loads it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_TABLE, LARGEST_TABLE))
    try:
        book = python_calamine.load_workbook(source)
        names = book.sheet_names
        if not names:
            return EMPTY
        sheet = book.get_sheet_by_name(wanted if wanted in names else names[0])
        with Path(target).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows(map(_cell, row) for row in sheet.iter_rows())
        odd = odd_cells.find(Path(source), sheet.name, (sheet.start or (0, 0))[1])
        odd_cells.write(odd_cells.beside(Path(target)), odd)
    except python_calamine.PasswordError:
        return PROTECTED
    except OSError as error:
        return TOO_LARGE if error.errno == errno.EFBIG else NOT_READ
    except (python_calamine.CalamineError, MemoryError):
        return NOT_READ
    sys.stdout.write(json.dumps(names))
    return 0


def _cell(value: Any) -> str:
    """As somebody would type it: whole numbers without a point, days as 2026-11-20."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value).replace("\0", "")


if __name__ == "__main__":
    sys.exit(_convert(*sys.argv[1:4]))
