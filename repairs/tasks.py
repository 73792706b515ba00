"""What happens by itself, once a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from core.daily import OFTEN, once_a_day
from repairs import drafts, photos
from repairs.ageing import age_customers


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="repairs.age_customers", queueing_lock="repairs.age_customers")
def age(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    once_a_day("repairs.age_customers", age_customers)


@app.periodic(cron=OFTEN)
@app.task(queue="documents", name="repairs.sweep", queueing_lock="repairs.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Old drafts go, and the files that nobody names any more."""
    once_a_day("repairs.drafts", drafts.age_away)
    once_a_day("repairs.photos", photos.sweep)
