"""An import's life once its file is there: columns chosen, checked, imported in one transaction; swept after a month."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from core import clock, history, reading
from core.locks import deed
from customers.importing import bringing, checking, fields, files, retracting, saving, staging
from customers.importing.alone import NotNow, at_work, one_import_at_a_time
from customers.models import ImportJob, ImportState, Twins

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)
TASK = "customers.import_step"
AT_ONCE = 400 * 1024  # bytes of the table: what is smaller is done while the page waits
TAKEN_BACK_AT_ONCE = 2000  # customers


class SameFile(Exception):
    """The same file was imported by somebody since this one was checked."""

    def __init__(self, other: ImportJob) -> None:
        super().__init__(other.pk)
        self.other = other


# --- the dry run ---------------------------------------------------------------------------------------------------------
def choose(job: ImportJob, *, columns: dict[str, str], twins: str) -> None:
    """What each column fills, and what happens with those who are there already. Raises NoNames, and NotNow."""
    chosen = {"columns": columns, "twins": twins if twins in Twins.values else Twins.SKIP}
    ImportJob.objects.filter(pk=job.pk, state__in=bringing.OPEN).update(**chosen)
    fields.check(columns)
    _go(job, ImportState.CHECKING, of=bringing.OPEN, failure="", **chosen)


def run_check(job: ImportJob) -> checking.Checked | None:
    """Check the rows and write down what was found; None when it cannot be read (the job says why)."""
    with at_work(job) as alone:
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
    with at_work(job) as alone:
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
    one_import_at_a_time()
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
    job.save(update_fields=["counts", "state", "done_at", "last_event", "made_lists"])
    return job


# --- around it -----------------------------------------------------------------------------------------------------------
def drop(job: ImportJob) -> None:
    """Forget an import that came to nothing; one that was done stays in the list until it is swept. Raises NotNow."""
    with transaction.atomic():
        locked = ImportJob.objects.select_for_update(of=("self",)).filter(pk=job.pk).first()
        if locked is None or locked.state in {ImportState.DONE, ImportState.RUNNING, ImportState.UNDOING}:
            raise NotNow
        locked.delete()
    files.folder(job).remove()


def is_short(job: ImportJob) -> bool:
    """Whether somebody may wait for what is to be done with it now."""
    if job.state == ImportState.UNDOING:
        return job.rows.count() <= TAKEN_BACK_AT_ONCE
    if job.state == ImportState.READING:
        return job.size <= bringing.BOOK_AT_ONCE
    return files.size_of_table(job) <= AT_ONCE


def look_after(job: ImportJob) -> ImportJob:
    """Whoever was at work on it was killed: nothing was written, and it can be started again."""
    if job.is_under_way and files.is_quiet(job) and not _is_waiting(job):
        with at_work(job) as alone:
            if alone and job.state == ImportState.UNDOING:
                retracting.stays(job, _("It was interrupted. Nothing was undone; it can be started again."))
            elif alone and job.is_under_way:
                _fail(job, _("It was interrupted. Nothing was written; it can be started again."))
    return job


def sweep() -> int:
    """Files, reports and what undoing would need go after a month; returns how many imports that were."""
    old = list(ImportJob.objects.filter(uploaded_at__lt=timezone.now() - retracting.KEPT))
    for job in old:
        files.folder(job).remove()
    ImportJob.objects.filter(pk__in=[job.pk for job in old]).delete()
    files.sweep(set(ImportJob.objects.values_list("pk", flat=True)))
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
    return ProcrastinateJob.objects.filter(task_name=TASK, args__key=job.pk, status="todo").exists()
