"""An import's life: brought, its columns chosen, checked, imported in one transaction, perhaps undone; swept after a month."""

from __future__ import annotations

import hashlib
import logging
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from core import clock, history, reading
from core.locks import deed
from core.nonces import once
from customers.importing import checking, fields, files, saving, staging, undoing
from customers.models import ImportJob, ImportState, Twins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from accounts.models import User
    from core.models import Event
    from customers.models import ImportMapping

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
ONE_AT_A_TIME = 7_110_001  # advisory locks of this class: all imports together, and each one's work by itself
EACH = 7_110_002
OPEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)  # how it is read may be chosen anew
TASK = "customers.import_step"
AT_ONCE = 400 * 1024  # bytes: what is smaller is done while the page waits


class NotNow(Exception):
    """The import is not in the state that this deed is for: somebody was faster, or pressed twice."""


class SameFile(Exception):
    """The same file was imported by somebody since this one was checked."""

    def __init__(self, other: ImportJob) -> None:
        super().__init__(other.pk)
        self.other = other


class ChangedSince(Exception):
    """Something was done with what the import made: `events` is the first of it."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__("worked with since")
        self.events = events


class HeldElsewhere(Exception):
    """Something else hangs on what the import made, though no event tells of it."""


# --- bringing a file ---------------------------------------------------------------------------------------------------
def bring(*, path: Path, name: str, by: User | None, language: str, nonce: UUID | None = None) -> ImportJob:
    """Keep the file and recognise how it is written; the columns are suggested. Raises Unreadable."""
    with transaction.atomic():
        digest = _digest(path)

        def make() -> str:
            return str(_bring(path, name, digest, by, language).pk)

        key = once(nonce, {"sha256": digest, "name": name}, make, by=by) if by else make()
    return ImportJob.objects.get(pk=key)


def _bring(path: Path, name: str, digest: str, by: User | None, language: str) -> ImportJob:
    job = ImportJob(by=by, file_name=name[:200], size=path.stat().st_size, sha256=digest, language=language)
    job.save()
    place = files.folder(job)
    place.make()
    try:
        place.original.write_bytes(b"")
        place.original.chmod(0o600)
        _copy(path, place.original)
        recognise(job)
    except BaseException:
        place.remove()
        raise
    return job


def recognise(job: ImportJob, *, sheet: str = "") -> None:
    """Write down how the file is to be read, and suggest what its columns fill. Raises Unreadable."""
    place = files.folder(job)
    job.sheets = reading.as_csv(place.original, place.table, sheet)
    job.sheet = sheet if sheet in job.sheets else next(iter(job.sheets), "")
    shape = reading.Shape("utf-8", ",") if job.sheets else reading.recognise(place.original)
    job.encoding, job.separator = shape.encoding, shape.separator
    job.columns = fields.suggest(files.source(job).head)
    job.save()


def read_again(job: ImportJob, *, encoding: str, separator: str, sheet: str) -> None:
    """As somebody chose it; a choice that does not fit the file leaves everything as it is. Raises Unreadable and NotNow."""
    job.state = ImportState.UPLOADED  # what was checked was read otherwise
    if job.sheets:
        if sheet in job.sheets and sheet != job.sheet:
            recognise(job, sheet=sheet)
        return
    shape = reading.reshape(reading.Shape(job.encoding, job.separator), encoding=encoding, separator=separator)
    job.encoding, job.separator = shape.encoding, shape.separator
    head = files.source(job).head
    if set(head) != set(job.columns):
        job.columns = fields.suggest(head)
    job.save(update_fields=["encoding", "separator", "columns", "state"])


def map_as(job: ImportJob, saved: ImportMapping) -> None:
    """The columns as they were saved under a name; what the file has beside them stays as it is."""
    known = {head: saved.columns[key] for head in job.columns if (key := fields.key_of(head)) in saved.columns}
    job.columns, job.state = {**job.columns, **known}, ImportState.UPLOADED
    job.save(update_fields=["columns", "state"])


# --- the dry run ---------------------------------------------------------------------------------------------------------
def choose(job: ImportJob, *, columns: dict[str, str], twins: str) -> None:
    """What each column fills, and what happens with those who are there already. Raises NoNames, and NotNow."""
    chosen = {"columns": columns, "twins": twins if twins in Twins.values else Twins.SKIP}
    ImportJob.objects.filter(pk=job.pk, state__in=OPEN).update(**chosen)
    fields.check(columns)
    _go(job, ImportState.CHECKING, of=OPEN, failure="", **chosen)


def run_check(job: ImportJob) -> checking.Checked | None:
    """Check the rows and write down what was found; None when it cannot be read (the job says why)."""
    with _at_work(job) as alone:
        if not alone or job.state != ImportState.CHECKING:
            return None
        try:
            with override(job.language):
                checked = checking.check(job, progress=lambda done, total: files.note_progress(job, done, total))
        except (reading.Unreadable, FileNotFoundError) as error:
            _fail(job, str(error) if isinstance(error, reading.Unreadable) else _("The file is not there any more."))
            return None
        job.counts, job.remarks = checked.counts, checked.remarks
        job.state, job.checked_at = ImportState.CHECKED, timezone.now()
        job.save(update_fields=["counts", "remarks", "state", "checked_at"])
        return checked


# --- the import ----------------------------------------------------------------------------------------------------------
def begin(job: ImportJob, *, leaves_out: bool) -> None:
    """Raises NotNow, also while rows have problems and are not left out, or nothing is left to import."""
    wrong, counts = job.counts.get("wrong", 0), job.counts
    if (wrong and not leaves_out) or not (counts.get("make") or counts.get("update")):
        raise NotNow
    _go(job, ImportState.RUNNING, of=(ImportState.CHECKED,), leaves_out=leaves_out)


def run(job: ImportJob) -> None:
    """All of it or nothing; what went wrong stands in the job."""
    with _at_work(job) as alone:
        if not alone or job.state != ImportState.RUNNING:
            return
        files.note_progress(job, 0, 1)
        try:
            with override(job.language):
                import_customers(job=job, by=job.by)
        except SameFile as same:
            said = {"who": str(same.other.by or "—"), "time": timezone.localtime(same.other.done_at).strftime("%H:%M")}
            _fail(
                job,
                _("%(who)s imported the same file at %(time)s. Check it again to see what is left to import.") % said,
            )
        except IntegrityError:
            log.warning("import %s met what a colleague saved", job.pk, exc_info=True)
            why = _("Nothing was imported: a colleague saved one of these customers at the same moment. Try again.")
            _fail(job, why)
        except FileNotFoundError:
            _fail(job, _("The file is not there any more."))
        except DatabaseError:
            log.exception("import %s", job.pk)
            _fail(
                job, _("Nothing was imported: the database refused it. An administrator finds the reason in the log.")
            )


@deed
def import_customers(*, job: ImportJob, by: User | None) -> ImportJob:
    """Write the cleaned rows down, each with its number and its event, and one event for the whole. Raises SameFile."""
    _one_import_at_a_time()
    twin = ImportJob.objects.filter(sha256=job.sha256, state=ImportState.DONE, done_at__gt=job.checked_at).exclude(
        pk=job.pk
    )
    if job.checked_at and (other := twin.select_related("by").first()):
        raise SameFile(other)
    outcome = staging.stage(files.folder(job).cleaned, twins=job.twins)
    files.note_progress(job, 1, saving.STEPS + 1)
    saving.save(job, by=by, progress=lambda done, total: files.note_progress(job, done + 1, total + 1))
    staging.drop()
    job.counts = {**job.counts, **{name: outcome.get(name, 0) for name in ("make", "update", "skip")}}
    facts = {"made": job.counts["make"], "updated": job.counts["update"], "import": job.pk}
    event = history.record(
        "customers_imported", by=by, kind="import", number="", facts=facts, detail={"file": job.file_name}
    )
    job.state, job.done_at, job.last_event = ImportState.DONE, clock.now(), event.pk
    job.save(update_fields=["counts", "state", "done_at", "last_event"])
    return job


@deed
def undo_import(*, job: ImportJob, by: User) -> ImportJob:
    """Take the whole import back. Raises NotNow, ChangedSince and HeldElsewhere."""
    _one_import_at_a_time()
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != ImportState.DONE or not may_be_undone(job):
        raise NotNow
    undoing.lock(job)
    if since := list(undoing.happened_since(job)):
        raise ChangedSince(since)
    undoing.tell(job, by.pk, clock.now())
    try:
        with transaction.atomic():
            undoing.take_back(job)
    except IntegrityError:
        raise HeldElsewhere from None
    staging.drop()
    facts = {"made": job.counts.get("make", 0), "updated": job.counts.get("update", 0), "import": job.pk}
    history.record(
        "customers_import_undone", by=by, kind="import", number="", facts=facts, detail={"file": job.file_name}
    )
    job.state, job.undone_at = ImportState.UNDONE, clock.now()
    job.save(update_fields=["state", "undone_at"])
    job.rows.all().delete()
    return job


def may_be_undone(job: ImportJob) -> bool:
    return job.state == ImportState.DONE and job.done_at is not None and job.done_at > timezone.now() - KEPT


# --- around it -----------------------------------------------------------------------------------------------------------
def drop(job: ImportJob) -> None:
    """Forget an import that came to nothing; one that was done stays in the list until it is swept. Raises NotNow."""
    with transaction.atomic():
        locked = ImportJob.objects.select_for_update(of=("self",)).filter(pk=job.pk).first()
        if locked is None or locked.state in {ImportState.DONE, ImportState.RUNNING}:
            raise NotNow
        locked.delete()
    files.folder(job).remove()


def look_after(job: ImportJob) -> ImportJob:
    """Whoever was at work on it was killed: nothing was written, and it can be started again."""
    if job.state in {ImportState.CHECKING, ImportState.RUNNING} and files.is_quiet(job) and not _is_waiting(job):
        with _at_work(job) as alone:
            if alone and job.state in {ImportState.CHECKING, ImportState.RUNNING}:
                _fail(job, _("It was interrupted. Nothing was written; it can be started again."))
    return job


def sweep() -> int:
    """Files, reports and what undoing would need go after a month; returns how many imports that were."""
    old = list(ImportJob.objects.filter(uploaded_at__lt=timezone.now() - KEPT))
    for job in old:
        files.folder(job).remove()
    ImportJob.objects.filter(pk__in=[job.pk for job in old]).delete()
    return len(old)


def _go(job: ImportJob, state: ImportState, *, of: tuple[ImportState, ...], **more: Any) -> None:
    """One of two who press at once moves it on."""
    moved = ImportJob.objects.filter(pk=job.pk, state__in=of).update(state=state, **more)
    if not moved:
        raise NotNow
    files.note_progress(job, 0, 1)
    job.refresh_from_db()


def _fail(job: ImportJob, why: str) -> None:
    job.state, job.failure = ImportState.FAILED, why
    job.save(update_fields=["state", "failure"])


def _is_waiting(job: ImportJob) -> bool:
    """In the worker's queue."""
    return ProcrastinateJob.objects.filter(task_name=TASK, args={"key": job.pk}, status="todo").exists()


@contextmanager
def _at_work(job: ImportJob) -> Iterator[bool]:
    """Whether nobody else is at work on this import; the lock goes with the connection, so a killed process holds none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [EACH, job.pk % 2**31])
        alone = bool(cursor.fetchone()[0])
    try:
        if alone:
            job.refresh_from_db()
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [EACH, job.pk % 2**31])


def _one_import_at_a_time() -> None:
    """Two imports of one list must see each other's customers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ONE_AT_A_TIME])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(1 << 20):
            written.write(piece)
