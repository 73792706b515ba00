"""Lists that are written to files after they were asked for, and what a worker that died left undone."""

from __future__ import annotations

from contextlib import suppress

from procrastinate import JobContext  # noqa: TC002 - procrastinate reads the signature
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from core import lost
from core.export import jobs

LONG = "long"  # work of minutes: one at a time, so that a fresh receipt always finds a free hand


@app.task(queue="documents", name=jobs.TASK, lock=LONG)
def make_export(pk: int) -> None:
    jobs.make(pk)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="documents", name="core.sweep_exports", queueing_lock="core.sweep_exports")
def sweep_exports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    for pk in jobs.sweep():
        with suppress(AlreadyEnqueued):
            make_export.configure(queueing_lock=f"export {pk}").defer(pk=pk)


@app.periodic(cron="* * * * *")
@app.task(queue="documents", name="core.put_back", queueing_lock="core.put_back", pass_context=True)
async def put_back(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    await lost.put_back(context.app.job_manager, own=context.job.worker_id)
