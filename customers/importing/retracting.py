"""Taking a whole import back, while the page waits or by the worker."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock, history
from core.locks import deed
from customers.importing import files, staging, undoing
from customers.importing.alone import NotNow, at_work, one_import_at_a_time
from customers.models import ImportJob, ImportState

if TYPE_CHECKING:
    from accounts.models import User
    from core.models import Event

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)


class ChangedSince(Exception):
    """Something was done with what the import made: `events` is the first of it."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__("worked with since")
        self.events = events


class HeldElsewhere(Exception):
    """Something else hangs on what the import made, though no event tells of it."""


def may_be_undone(job: ImportJob) -> bool:
    return job.state == ImportState.DONE and job.done_at is not None and job.done_at > timezone.now() - KEPT


def ask_back(job: ImportJob, *, by: User) -> None:
    """Raises NotNow and ChangedSince."""
    if not may_be_undone(job):
        raise NotNow
    if since := list(undoing.happened_since(job)):
        raise ChangedSince(since)
    asked = {"state": ImportState.UNDOING, "undone_by": by, "failure": ""}
    if not ImportJob.objects.filter(pk=job.pk, state=ImportState.DONE).update(**asked):
        raise NotNow
    files.note_progress(job, 0, 1)
    job.refresh_from_db()


def take_back(job: ImportJob) -> None:
    """All of it or nothing; why it stays stands in the job."""
    with at_work(job) as alone:
        if not alone or job.state != ImportState.UNDOING:
            return
        with override(job.language):
            try:
                undo_import(job=job, by=job.undone_by)
            except ChangedSince:
                stays(job, _("Nothing was undone: some of these customers were worked with since."))
            except HeldElsewhere:
                stays(job, _("Something else was attached to these customers since: the import stays."))
            except DatabaseError:
                log.exception("import %s", job.pk)
                stays(
                    job, _("Nothing was undone: the database refused it. An administrator finds the reason in the log.")
                )


def stays(job: ImportJob, why: str) -> None:
    job.state, job.failure = ImportState.DONE, why
    job.save(update_fields=["state", "failure"])


@deed
def undo_import(*, job: ImportJob, by: User | None) -> ImportJob:
    """Raises NotNow, ChangedSince and HeldElsewhere."""
    one_import_at_a_time()
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.state != ImportState.UNDOING:
        raise NotNow
    undoing.lock(job)
    if since := list(undoing.happened_since(job)):
        raise ChangedSince(since)
    undoing.tell(job, by.pk if by else None, clock.now())
    try:
        with transaction.atomic():
            undoing.take_back(job, progress=lambda done, total: files.note_progress(job, done, total))
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
