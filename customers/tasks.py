"""What happens to customers by itself, once a day, and imports that are too long to wait for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from core.daily import OFTEN, once_a_day
from core.tasks import LONG
from customers import actions
from customers.importing import bringing, deeds, retracting
from customers.models import ImportJob, ImportState


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="customers.empty_bin", queueing_lock="customers.empty_bin")
def empty_bin(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    once_a_day("customers.empty_bin", actions.empty_bin)


@app.periodic(cron=OFTEN)
@app.task(queue="imports", name="customers.sweep_imports", queueing_lock="customers.sweep_imports")
def sweep_imports(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    once_a_day("customers.sweep_imports", deeds.sweep)


@app.task(queue="imports", name=deeds.TASK, lock=LONG)
def import_step(key: int) -> None:
    job = ImportJob.objects.filter(pk=key).first()
    if job is not None:
        go_on(job)


def go_on(job: ImportJob) -> None:
    """Whatever the import is up to now."""
    steps = {
        ImportState.READING: bringing.read,
        ImportState.CHECKING: deeds.run_check,
        ImportState.RUNNING: deeds.run,
        ImportState.UNDOING: retracting.take_back,
    }
    if step := steps.get(ImportState(job.state)):
        step(job)


def soon(job: ImportJob) -> None:
    """A short list while the page waits, a long one by the worker."""
    if deeds.is_short(job):
        go_on(job)
    else:
        import_step.defer(key=job.pk)
