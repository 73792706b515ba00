"""Importing by the shop's own worker, with the rights it has in a shop; killed -9 in the middle of saving."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from core import rights
from core.models import Event, NumberSeries
from core.tasks import LONG
from customers import tasks
from customers.importing import bringing, deeds, files
from customers.models import Contact, Customer, ImportedRow, ImportJob, Label, Note, Phone
from repairshop.system import spawn
from tests import databases
from tests.factories import shop, staff

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from django.conf import LazySettings

PATIENCE = 60  # seconds
ROWS = 3000


def test_one_killed_while_it_is_saved_leaves_nothing_and_is_started_again(
    own_database: str, tmp_path: Path, settings: LazySettings
) -> None:
    settings.IMPORTS_DIR = tmp_path / "imports"
    have_the_rights_of_a_shop(own_database)
    shop()
    job = checked(tmp_path / "list.csv")
    deeds.begin(job, leaves_out=False)
    tasks.import_step.defer(key=job.pk)
    assert (
        ProcrastinateJob.objects.get().lock == LONG
    )  # two of them, or one and an export, leave a hand for a fresh receipt
    worker = at_work(own_database, tmp_path)
    wait(lambda: files.progress(job) > 0)  # within the transaction that saves
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait(lambda: not databases.others_lock("locktype = 'advisory'"))  # what it had begun is rolled back
    for model in (Customer, Phone, Note, Label, Contact, ImportedRow):
        assert not model._default_manager.exists()
    assert not NumberSeries.objects.filter(key="customer").exists()
    assert not Event.objects.filter(verb__startswith="customer").exists()
    job.refresh_from_db()
    assert job.state == "running"
    os.utime(files.folder(job).progress, (0, 0))
    assert deeds.look_after(job).state == "failed"
    deeds.choose(job, columns=job.columns, twins="skip")
    deeds.run_check(job)
    deeds.begin(job, leaves_out=False)
    deeds.run(job)
    assert (job.state, Customer.objects.count()) == ("done", ROWS)
    assert NumberSeries.objects.get(key="customer").last == ROWS


def have_the_rights_of_a_shop(database: str) -> None:
    """A copy of the tests' database lets everybody make temporary tables; a shop's does not."""
    with connections["owner"].cursor() as cursor:
        statement = sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
        cursor.execute(statement.as_string(cursor.connection))
    rights.grant("repairshop_web")


def checked(path: Path) -> ImportJob:
    path.write_text("Name;Phone;Note;Label\n" + "".join(f"Ana Pop{at};0722 {at:06};x;VIP\n" for at in range(ROWS)))
    job = bringing.bring(path=path, name=path.name, by=staff("manager"), language="en")
    deeds.choose(job, columns=job.columns, twins="skip")
    deeds.run_check(job)
    assert job.state == "checked", job.failure
    return job


def at_work(database: str, place: Path) -> subprocess.Popen[bytes]:
    env = {**os.environ, **databases.urls_of(database), "REPAIRSHOP_VAR": str(place)}
    return spawn([sys.executable, "manage.py", "worker"], cwd=databases.ROOT, env=env, dies_with_us=signal.SIGKILL)


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.005)
