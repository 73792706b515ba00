"""Work after the commit. What is due is found from the rows themselves: a document without a file is drawn, job or no job."""

from __future__ import annotations

from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from core.daily import OFTEN
from core.tasks import LONG
from documents import files, mailing, months
from documents.rendering import RenderingFailed
from documents.verifying import is_due, look_and_keep

# A child that was taken down twice says nothing about the document; whoever stands at the desk does not wait five minutes for it.
AGAIN = RetryStrategy(max_attempts=4, wait=2, retry_exceptions=[RenderingFailed])
AFTER_FRESH_ONES = -10  # priority: whoever stands at the desk waits for a fresh receipt, not for an old one
MOST_AT_ONCE = 500


@app.task(queue="documents", name="documents.draw", retry=AGAIN)
def draw(number: str) -> None:
    with suppress(files.Destroyed):
        files.ensure_file(number)


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="documents.draw_forgotten", queueing_lock="documents.draw_forgotten")
def draw_forgotten(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Ask again for every document that should have had its file long ago."""
    for number in files.without_file(older_than=files.LATE, most=MOST_AT_ONCE):
        with suppress(AlreadyEnqueued):
            draw.configure(priority=AFTER_FRESH_ONES, queueing_lock=f"draw {number}").defer(number=number)


@app.task(queue="mail", name="documents.send")
def send(pk: int) -> None:
    mailing.deliver(pk)


@app.periodic(cron=OFTEN)
@app.task(queue="mail", name="documents.send_forgotten", queueing_lock="documents.send_forgotten")
def send_forgotten(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Ask again for messages whose job was lost, and for those that failed a while ago, a few times."""
    for pk in mailing.due():
        with suppress(AlreadyEnqueued):
            send.configure(queueing_lock=f"send {pk}").defer(pk=pk)


@app.task(queue="documents", name="documents.verify_now", lock=LONG, queueing_lock="documents.verify")
def verify_now() -> None:
    """The look through the whole archive that somebody asked for."""
    look_and_keep()


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="documents.verify", lock=LONG, queueing_lock="documents.verify_weekly")
def verify(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """The weekly look through; its result stands on the pages until the next."""
    if is_due():
        look_and_keep()


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="documents.close_months", queueing_lock="documents.close_months")
def close_months(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Every month that is over gets its closing, on whatever day the worker wakes."""
    for month in months.open_months():
        with suppress(months.ClosedAlready):
            months.close_month(month=month, by=None)
