"""A file is brought: kept, and seen how it is to be read. A large Excel file is turned into a table by the worker."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import override

from core import reading
from core.nonces import once
from customers.importing import fields, files
from customers.importing.alone import NotNow, at_work
from customers.models import ImportJob, ImportMapping, ImportState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from accounts.models import User

OPEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)  # how it is read may be chosen anew
BOOK_AT_ONCE = 400 * 1024  # bytes of an Excel file that is read while the page waits


def bring(*, path: Path, name: str, by: User | None, language: str, nonce: UUID | None = None) -> ImportJob:
    """Keep the file and recognise how it is written; the columns are suggested. Raises Unreadable.

    A large Excel file is only kept: `read` does the rest. No transaction is open while a file is read.
    """
    digest = _digest(path)
    draft = files.new_folder()
    try:
        _copy(path, draft.original)
        job = ImportJob(by=by, file_name=name[:200], size=path.stat().st_size, sha256=digest, language=language)
        if reading.is_book(path) and job.size > BOOK_AT_ONCE:
            job.state = ImportState.READING
        else:
            _recognise(job, draft)
        with transaction.atomic():
            body = {"sha256": digest, "name": name}
            key = once(nonce, body, lambda: _keep(job, draft), by=by) if by else _keep(job, draft)
    finally:
        draft.remove()
    return ImportJob.objects.get(pk=key)


def read(job: ImportJob) -> None:
    """What `bring` or `read_again` left to the worker; what went wrong stands in the job."""
    with at_work(job) as alone:
        if not alone or job.state != ImportState.READING:
            return
        job.state, job.failure = ImportState.UPLOADED, ""
        try:
            with override(job.language):
                _recognise(job, files.folder(job), sheet=job.sheet)
        except reading.Unreadable as error:
            job.state, job.failure = ImportState.FAILED, str(error)
        job.save(update_fields=["state", "failure", "sheets", "sheet", "encoding", "separator", "columns"])


def read_again(job: ImportJob, *, encoding: str, separator: str, sheet: str) -> None:
    """As somebody chose it; a choice that does not fit the file leaves everything as it is.

    Raises Unreadable, NotNow, and FileNotFoundError when the file was swept.
    """
    place = files.folder(job)
    if not place.original.exists():
        raise FileNotFoundError(place.original)
    if reading.is_book(place.original):
        _sheet_again(job, sheet)
        return
    shape = reading.reshape(reading.Shape(job.encoding, job.separator), encoding=encoding, separator=separator)
    job.encoding, job.separator = shape.encoding, shape.separator
    head = files.source(job).head
    if set(head) != set(job.columns):
        job.columns = _suggested(head)
    job.state = ImportState.UPLOADED  # what was checked was read otherwise
    job.save(update_fields=["encoding", "separator", "columns", "state"])


def map_as(job: ImportJob, saved: ImportMapping) -> None:
    """The columns as they were saved under a name; what the file has beside them stays as it is."""
    known = {head: saved.columns[key] for head in job.columns if (key := fields.key_of(head)) in saved.columns}
    job.columns, job.state = {**job.columns, **known}, ImportState.UPLOADED
    job.save(update_fields=["columns", "state"])


def _sheet_again(job: ImportJob, sheet: str) -> None:
    if job.sheets and (sheet == job.sheet or sheet not in job.sheets):
        return
    moved = ImportJob.objects.filter(pk=job.pk, state__in=OPEN).update(state=ImportState.READING, sheet=sheet[:200])
    if not moved:
        raise NotNow
    files.note_progress(job, 0, 1)
    job.refresh_from_db()


def _recognise(job: ImportJob, place: files.Folder, *, sheet: str = "") -> None:
    """Write down how the file is to be read, and suggest what its columns fill. Raises Unreadable."""
    job.sheets = reading.as_csv(place.original, place.table, sheet)
    job.sheet = sheet if sheet in job.sheets else next(iter(job.sheets), "")
    shape = reading.Shape("utf-8", ",") if job.sheets else reading.recognise(place.original)
    job.encoding, job.separator = shape.encoding, shape.separator
    job.columns = _suggested(reading.Source(files.table_in(place, job), shape).head)


def _suggested(head: Sequence[str]) -> dict[str, str]:
    """As somebody saved it for just these columns, else by what they are called."""
    keys = {column: fields.key_of(column) for column in head}
    saved = (each.columns for each in ImportMapping.objects.order_by("-pk") if set(each.columns) == set(keys.values()))
    columns = next(saved, None)
    return {column: columns[key] for column, key in keys.items()} if columns else fields.suggest(head)


def _keep(job: ImportJob, draft: files.Folder) -> str:
    job.save()
    place = files.folder(job)
    place.remove()  # of another database that this one was restored over
    draft.path.rename(place.path)
    files.note_progress(job, 0, 1)  # it has just begun: nobody takes it for interrupted
    return str(job.pk)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    with source.open("rb") as read_from, target.open("wb") as written:
        while piece := read_from.read(1 << 20):
            written.write(piece)
