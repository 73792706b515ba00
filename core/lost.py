"""Work that a worker had in hand when it died goes back into the queue, so that what waits behind its lock goes on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import timezone
from procrastinate.jobs import Status

if TYPE_CHECKING:
    from procrastinate.manager import JobManager

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3  # what has taken its worker down so often would take down the next one too


async def put_back(queue: JobManager, *, own: int | None = None) -> int:
    """Begin anew what workers had in hand that do not beat any more; returns how many jobs that were.

    `own` is the worker that asks: it lives, however late its last beat is on a machine that slept.
    """
    lost = [job for job in await queue.get_stalled_jobs() if own is None or job.worker_id != own]
    for job in lost:
        assert job.id is not None  # noqa: S101 - it stands in the queue
        if job.attempts + 1 < MOST_ATTEMPTS:
            await queue.retry_job_by_id_async(job.id, retry_at=timezone.now())
        else:
            log.error(
                "%s %s was taken %d times by a worker that died; given up", job.task_name, job.id, job.attempts + 1
            )
            await queue.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
    return len(lost)
