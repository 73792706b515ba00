"""The worker process: everything the shop does in the background."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from core import lost

GRACE = 5.0  # seconds a running job has to finish at the end; a job cut off is found again from its rows
HANDS = 2  # jobs at once: long ones hold a lock among themselves, so that the other hand is free for a fresh receipt


class Command(BaseCommand):
    help = "Do the background work (bin/serve starts this together with everything else)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-timetable",
            action="store_true",
            help="do only what deeds leave behind, nothing that is due by the clock (for measuring)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["no_timetable"]:
            app.periodic_registry.periodic_tasks.clear()
        asyncio.run(_work())


async def _work() -> None:
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        message = "The queue is not set up to use Django's database."
        raise TypeError(message)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await lost.put_back(worker_app.job_manager)
            await worker_app.run_worker_async(
                name="worker", concurrency=HANDS, shutdown_graceful_timeout=GRACE, delete_jobs="successful"
            )
