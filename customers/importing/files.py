"""Where an import's files lie: in a folder of its own under var, for nobody but the shop's own system user."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from core.reading import Shape, Source

if TYPE_CHECKING:
    from customers.models import ImportJob


QUIET = 15  # seconds
YOUNG = 24 * 3600  # seconds: somebody may be at it
NEW = "new-"


@dataclass(frozen=True)
class Folder:
    path: Path

    @property
    def original(self) -> Path:
        return self.path / "original"

    @property
    def table(self) -> Path:
        """The CSV that an Excel file was turned into."""
        return self.path / "table.csv"

    @property
    def cleaned(self) -> Path:
        return self.path / "cleaned"

    @property
    def to_mend(self) -> Path:
        """The rows that have something wrong, as they came, with what it is."""
        return self.path / "to-mend.csv"

    @property
    def remarks(self) -> Path:
        """Everything that was said of any row, what keeps it out and what was only odd."""
        return self.path / "remarks.csv"

    @property
    def progress(self) -> Path:
        return self.path / "progress"

    def make(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def root() -> Path:
    path: Path = settings.IMPORTS_DIR
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def folder(job: ImportJob) -> Folder:
    return Folder(root() / str(job.pk))


def new_folder() -> Folder:
    """For a file that belongs to no import yet."""
    return Folder(Path(tempfile.mkdtemp(prefix=NEW, dir=root())))


def sweep(known: set[int]) -> None:
    """What was left by processes that were killed: it belongs to no import, and nobody is at it any more."""
    for path in root().iterdir():
        belongs = path.name.isdecimal() and int(path.name) in known
        if belongs or time.time() - path.stat().st_mtime < YOUNG:
            continue
        if path.is_dir():
            Folder(path).remove()
        else:
            path.unlink(missing_ok=True)


def table_in(place: Folder, job: ImportJob) -> Path:
    return place.table if job.sheets else place.original


def size_of_table(job: ImportJob) -> int:
    """In bytes; an Excel file's own size says nothing, it is packed."""
    try:
        return table_in(folder(job), job).stat().st_size
    except FileNotFoundError:
        return 0


def source(job: ImportJob) -> Source:
    """The table as the job says to read it. Raises Unreadable, and FileNotFoundError when it was swept."""
    return Source(table_in(folder(job), job), Shape(job.encoding, job.separator))


def note_progress(job: ImportJob, done: int, total: int) -> None:
    """Written beside the database: an import is one transaction, and nobody else sees into it."""
    place = folder(job)
    place.make()  # a shop that was restored has no files of its imports
    place.progress.write_text(f"{done} {total}")


def is_quiet(job: ImportJob) -> bool:
    """Whether nobody has written down any progress for a while; what has just begun may not have come to it yet."""
    try:
        return time.time() - folder(job).progress.stat().st_mtime > QUIET
    except OSError:
        return True


def progress(job: ImportJob) -> int:
    """In per cent; 0 when nothing is known."""
    try:
        done, total = (int(part) for part in folder(job).progress.read_text().split())
    except (OSError, ValueError):
        return 0
    return min(99, done * 100 // max(1, total))
