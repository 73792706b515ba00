"""Lists that are written to files after they were asked for."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from core.export import jobs

LONG = "long"  # work of minutes: one at a time, so that a fresh receipt always finds a free hand


@app.task(queue="documents", name="core.make_export", lock=LONG)
def make_export(pk: int) -> None:
    jobs.make(pk)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="documents", name="core.sweep_exports", queueing_lock="core.sweep_exports")
def sweep_exports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    for pk in jobs.sweep():
        with suppress(AlreadyEnqueued):
            make_export.configure(queueing_lock=f"export {pk}").defer(pk=pk)
