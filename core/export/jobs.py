"""Files that the worker writes. What is due is found from the rows themselves: a job nobody is at work on is begun again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from core.export.offers import EXPORTS, FORMATS, Refused, Wanted, note_export
from core.export.writing import Counted
from core.models import ExportJob
from core.remembering import remembering_here
from core.shop import current_shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from django.db.backends.base.base import BaseDatabaseWrapper

    from accounts.models import User

KEPT_FOR = timedelta(days=1)
SILENT_FOR = timedelta(minutes=2)  # then whoever was at work on it is taken for dead
SAYS_EVERY = 0.5  # seconds
YOUNG = 3600  # seconds: somebody may be at it
ASKING = 7_110_003  # advisory locks of this class: one person's questions, one after another
TASK = "core.make_export"
Q = ExportJob.State


class Cancelled(Exception):
    """Whoever asked does not want it any more, or has asked for too long ago, or there is nothing left to write about."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Something that is no list, for the worker to write. A job's `query` says about what.

    `write` says how far it is of how much, and that raises Cancelled when nobody wants it any more; `note` records who took it.
    """

    permission: str
    title: Callable[[str], str]
    back: Callable[[str], str]
    write: Callable[[str, IO[bytes], Callable[[int, int], None]], None]
    note: Callable[[str, User], None]


PAPERS: dict[str, Paper] = {}  # by URL name


def folder() -> Path:
    return Path(settings.VAR_DIR) / "exports"


def path_of(job: ExportJob) -> Path:
    return folder() / f"{job.pk}.{job.format}"


def wanted_of(job: ExportJob) -> Wanted:
    return Wanted(EXPORTS[job.page], QueryDict(job.query), job.format, job.is_as_shown, job.by)


def ask(wanted: Wanted) -> ExportJob:
    """A job for a list."""
    return _ask(
        by=wanted.by,
        page=wanted.export.page,
        query=wanted.address,
        format=wanted.format,
        is_as_shown=wanted.is_as_shown,
    )


def ask_paper(page: str, about: str, *, by: User) -> ExportJob:
    """A job for something that is no list."""
    return _ask(by=by, page=page, query=about, format="zip", is_as_shown=False)


@transaction.atomic
def _ask(**what: Any) -> ExportJob:
    """The same file asked for twice is written once."""
    from core import tasks  # noqa: PLC0415 - tasks need the jobs

    with connection.cursor() as cursor:  # two quick clicks: the second one finds what the first one made
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ASKING, what["by"].pk % 2**31])
    if under_way := ExportJob.objects.filter(**what, state__in=[Q.WAITING, Q.WORKING]).first():
        return under_way
    now = timezone.now()
    job = ExportJob.objects.create(**what, language=translation.get_language() or "en", asked_at=now, touched_at=now)
    tasks.make_export.defer(pk=job.pk)
    return job


def name_of(job: ExportJob) -> str:
    """Of the file, for whoever takes it."""
    return f"{job.query}.{job.format}" if job.page in PAPERS else wanted_of(job).filename


def type_of(job: ExportJob) -> str:
    return FORMATS.get(job.format, "application/zip")


def may_have(job: ExportJob) -> bool:
    """Whether who asked still has the right to it: it may have been taken away since."""
    wanted = PAPERS.get(job.page) or EXPORTS[job.page]
    return job.by.has_perm(wanted.permission)


def cancel(job: ExportJob) -> None:
    ExportJob.objects.filter(pk=job.pk, state__in=[Q.WAITING, Q.WORKING]).update(state=Q.CANCELLED)


def make(pk: int) -> None:
    """Write the file of a job that waits; begun again it starts anew."""
    job = ExportJob.objects.select_related("by").filter(pk=pk, state__in=[Q.WAITING, Q.WORKING]).first()
    if job is None:
        return
    if not may_have(job):
        cancel(job)
        return
    path = path_of(job)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    try:
        with translation.override(job.language), timezone.override(current_shop().zone), remembering_here():
            _write(job, draft)
        draft.replace(path)
        _finish(job, path)
    except (Cancelled, Refused):
        ExportJob.objects.filter(pk=pk).update(state=Q.CANCELLED)
    except Exception:
        ExportJob.objects.filter(pk=pk).update(state=Q.FAILED)
        raise
    finally:
        draft.unlink(missing_ok=True)


def _write(job: ExportJob, draft: Path) -> None:
    beside = connection.copy()  # a connection that copies out can say nothing else meanwhile
    ExportJob.objects.filter(pk=job.pk).update(state=Q.WORKING, total=None, done=0, touched_at=timezone.now())
    draft.touch(mode=0o600)
    said = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said > SAYS_EVERY:
            said = time.monotonic()
            if not _says(beside, job.pk, done, total):
                raise Cancelled
        job.done = done

    try:
        with draft.open("wb") as file:
            if job.page in PAPERS:
                PAPERS[job.page].write(job.query, file, say)
            else:
                _write_list(wanted_of(job), file, say)
    finally:
        beside.close()


def _write_list(wanted: Wanted, file: IO[bytes], say: Callable[[int, int], None]) -> None:
    counted, total = Counted(), wanted.rows().order_by().count()
    for piece in wanted.pieces(counted):
        file.write(piece)
        say(counted.rows, total)


def _says(beside: BaseDatabaseWrapper, pk: int, done: int, total: int) -> bool:
    """How far it is; whether it is still wanted."""
    still = "UPDATE core_exportjob SET done = %s, total = %s, touched_at = now() WHERE id = %s AND state = 'working'"
    with beside.cursor() as cursor:
        cursor.execute(still, [done, total, pk])
        return bool(cursor.rowcount)


@transaction.atomic
def _finish(job: ExportJob, path: Path) -> None:
    ready = {
        "state": Q.READY,
        "done": job.done,
        "total": job.done,
        "size": path.stat().st_size,
        "touched_at": timezone.now(),
    }
    if not ExportJob.objects.filter(pk=job.pk, state=Q.WORKING).update(**ready):
        path.unlink()
        raise Cancelled
    if job.page in PAPERS:
        PAPERS[job.page].note(job.query, job.by)
    else:
        export = EXPORTS[job.page]
        note_export(verb=export.verb, kind=export.name, count=job.done, by=job.by)


def withdraw_lists() -> None:
    """No list that was written, or is being written, is handed out any more; one that still waits will be of a later moment."""
    written = ExportJob.objects.filter(state__in=[Q.WORKING, Q.READY]).exclude(page__in=PAPERS)
    for job in written:
        transaction.on_commit(partial(path_of(job).unlink, missing_ok=True))
    written.update(state=Q.CANCELLED)


def mine(user: User) -> list[ExportJob]:
    return list(
        ExportJob.objects.filter(by=user, asked_at__gte=timezone.now() - KEPT_FOR).order_by("-asked_at", "-pk")[:20]
    )


def sweep() -> list[int]:
    """Remove what was kept for a day; returns the jobs that nobody is at work on."""
    now = timezone.now()
    for job in ExportJob.objects.filter(asked_at__lt=now - KEPT_FOR):
        path_of(job).unlink(missing_ok=True)
        job.delete()
    _sweep_left_over()
    late = ExportJob.objects.filter(state__in=[Q.WAITING, Q.WORKING], touched_at__lt=now - SILENT_FOR)
    late.filter(pk__in=_given_up()).update(state=Q.FAILED)
    return list(late.values_list("pk", flat=True))


def _sweep_left_over() -> None:
    """Files of processes that were killed, and of jobs that are gone."""
    kept = {path_of(job).name for job in ExportJob.objects.filter(state=Q.READY)}
    drafts = {f"{pk}.part" for pk in ExportJob.objects.filter(state=Q.WORKING).values_list("pk", flat=True)}
    for path in folder().glob("*.*"):
        if path.name not in kept | drafts and time.time() - path.stat().st_mtime > YOUNG:
            path.unlink(missing_ok=True)


def _given_up() -> list[int]:
    """Those that took their worker down time and again."""
    return list(ProcrastinateJob.objects.filter(task_name=TASK, status="failed").values_list("args__pk", flat=True))
