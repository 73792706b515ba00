"""What happens to customers by itself, once a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from customers import actions


@app.periodic(cron="20 3 * * *")
@app.task(queue="documents", name="customers.empty_bin", queueing_lock="customers.empty_bin")
def empty_bin(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    actions.empty_bin()
