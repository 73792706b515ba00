"""Work after the commit. What is due is found from the rows themselves: a document without a file is drawn, job or no job."""

from __future__ import annotations

from procrastinate.contrib.django import app

from documents import files


@app.task(queue="documents", name="documents.draw", queueing_lock=None)
def draw(number: str) -> None:
    files.ensure_file(number)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="documents", name="documents.draw_forgotten", queueing_lock="documents.draw_forgotten")
def draw_forgotten(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    for number in files.without_file()[:200]:
        files.ensure_file(number)
