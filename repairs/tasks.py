"""What happens by itself, once a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from repairs import drafts, photos
from repairs.ageing import age_customers


@app.periodic(cron="40 3 * * *")
@app.task(queue="documents", name="repairs.age_customers", queueing_lock="repairs.age_customers")
def age(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    age_customers()


@app.periodic(cron="10 4 * * *")
@app.task(queue="documents", name="repairs.sweep", queueing_lock="repairs.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Old drafts go, and the files that nobody names any more."""
    drafts.age_away()
    photos.sweep()
