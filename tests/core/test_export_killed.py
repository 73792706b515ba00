"""A worker killed -9 in the middle of an export: the next one begins it anew, and exports behind it go on."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection, transaction
from django.http import QueryDict
from procrastinate.contrib.django.models import ProcrastinateJob

from core import tasks
from core.export import Wanted, jobs
from core.models import ExportJob
from repairshop.system import spawn
from repairshop.wellness import worker_beats
from tests import databases
from tests.factories import person, shop, staff

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.conf import LazySettings

PATIENCE = 60  # seconds


@pytest.fixture
def place(own_database: str, tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.VAR_DIR = tmp_path
    shop()
    person()
    yield tmp_path
    connection.close()


def test_one_killed_while_it_is_written_is_begun_anew_and_the_next_one_goes_on(own_database: str, place: Path) -> None:
    first, second = ask("csv"), ask("xlsx")
    kill_in_the_middle(own_database, place)
    assert (state(first), state(second)) == ("working", "waiting")
    worker = at_work(own_database, place)
    try:
        wait(lambda: (state(first), state(second)) == ("ready", "ready"))
    finally:
        worker.terminate()
        worker.wait()
    assert jobs.path_of(first).read_text(encoding="utf-8-sig").count("\n") == 2


def test_one_that_takes_every_worker_down_is_given_up(own_database: str, place: Path) -> None:
    job = ask("csv")
    for _worker in range(3):
        kill_in_the_middle(own_database, place)
    worker = at_work(own_database, place)
    try:
        wait(lambda: ProcrastinateJob.objects.filter(task_name="core.make_export", status="failed").exists())
    finally:
        worker.terminate()
        worker.wait()
    age()
    assert jobs.sweep() == []
    assert state(job) == "failed"


def test_what_is_lost_while_a_worker_lives_is_found_by_the_clock(own_database: str, place: Path) -> None:
    worker = at_work(own_database, place)
    try:
        wait(worker_beats)
        with transaction.atomic(), connection.cursor() as cursor:
            job = ask("csv")
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'core.make_export'")
            tasks.put_back.configure(task_kwargs={"timestamp": 0}).defer()
        wait(lambda: state(job) == "ready")
    finally:
        worker.terminate()
        worker.wait()


def ask(form: str) -> ExportJob:
    return jobs.ask(Wanted.read("customer_list", QueryDict(f"format={form}&inactive=1"), staff("manager")))


def state(job: ExportJob) -> str:
    job.refresh_from_db()
    return str(job.state)


def kill_in_the_middle(database: str, place: Path) -> None:
    """While it is written it waits for the table, which somebody else has locked; its heart stopped a minute ago."""
    with psycopg.connect(databases.urls_of(database)["DATABASE_OWNER_URL"]) as other:
        other.execute("LOCK TABLE customers_customer")
        worker = at_work(database, place)
        wait(lambda: ExportJob.objects.filter(state="working").exists() and databases.others_lock("NOT granted"))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    age()


def age() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    ExportJob.objects.update(touched_at="2026-01-01T00:00:00Z")


def at_work(database: str, place: Path) -> subprocess.Popen[bytes]:
    env = {**os.environ, **databases.urls_of(database), "REPAIRSHOP_VAR": str(place)}
    command = [sys.executable, "manage.py", "worker", "--no-timetable"]
    return spawn(command, cwd=databases.ROOT, env=env, dies_with_us=signal.SIGKILL)


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)
