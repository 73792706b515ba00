"""Whoever is killed at whatever moment: what was acknowledged is there, the rest is not, and the archive is whole at the next look."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from documents import files
from documents.models import Document, DocumentFile
from documents.verifying import look_through
from repairshop.postgres import Cluster
from tests import databases
from tests.databases import ROOT
from tests.factories import shop

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGINNING = """
import os, signal, sys
import django
django.setup()
from documents import actions, files
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, DocumentFile

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def one(kind=DocumentKind.INTAKE_RECEIPT):
    return issue(kind=kind, content={"text": "one"}, language="en", find_by=Findable(), by=None).number
"""
AS_STORED = """
number, save = one(), DocumentFile.save
def save_and_die(self, **more):
    save(self, **more)
    die()
DocumentFile.save = save_and_die
files.ensure_file(number)
"""
WITH_ITS_CHILD = """
from documents.child import Child
number, exchange = one(), Child._exchange
def child_dies(self, process, body, *, seconds):
    Child._exchange = exchange
    process.kill()
    return exchange(self, process, body, seconds=seconds)
Child._exchange = child_dies
files.ensure_file(number)
die()
"""
# Where the process is killed, and how many documents there are then.
MOMENTS = {
    "with the number, before the commit": ("actions._draw_soon = die\none()", 0),
    "with the number, before its content": ("actions.insert_together = die\none()", 0),
    "after the commit, before anything is drawn": ("one()\ndie()", 1),
    "with the file drawn, before it is stored": (
        "number = one()\nfiles.store_file = die\nfiles.ensure_file(number)",
        1,
    ),
    "with the file stored, before the commit": (AS_STORED, 1),
    "after the child that draws was killed": (WITH_ITS_CHILD, 1),
}


def run(code: str, database: str) -> int:
    """The code in a process of its own; its exit status."""
    environment = {**os.environ, **databases.urls_of(database), "DJANGO_SETTINGS_MODULE": "repairshop.settings"}
    return subprocess.run([sys.executable, "-c", BEGINNING + code], cwd=ROOT, env=environment, check=False).returncode


def test_killed_between_number_and_pdf(own_database: str) -> None:
    shop()
    expected = 0
    for moment, (code, documents) in MOMENTS.items():
        assert run(code, own_database) == -signal.SIGKILL, moment
        expected += documents
        assert Document.objects.count() == expected, moment
        assert {problem.code for problem in look_through().problems} <= {"not_drawn"}, moment
    assert DocumentFile.objects.count() == 1
    for number in files.without_file():
        assert bytes(files.ensure_file(number).data).startswith(b"%PDF")
    assert DocumentFile.objects.count() == expected
    assert look_through().problems == []


WRITERS = (
    BEGINNING
    + """
from concurrent.futures import ThreadPoolExecutor
from core.models import Shop
Shop.objects.update_or_create(pk=1, defaults={"name": "X", "country": "RO", "currency": "RON", "time_zone": "UTC"})
kinds = [DocumentKind.INTAKE_RECEIPT, DocumentKind.ESTIMATE]
def write(place):
    while True:
        number = one(kinds[place % 2])
        os.write(1, f"{number}\\n".encode())
with ThreadPoolExecutor(12) as pool:
    for each in [pool.submit(write, place) for place in range(12)]:
        each.result()
"""
)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of its own that syncs to the disk, as a shop's does."""
    with tempfile.TemporaryDirectory(prefix="repairshop-killed-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "shop")
        cluster.start()
        yield cluster
        cluster.destroy()


@pytest.mark.slow
def test_the_database_killed_under_writers_loses_nothing_acknowledged(cluster: Cluster) -> None:
    web, owner = cluster.urls()
    environment = {
        **os.environ,
        "DATABASE_URL": web,
        "DATABASE_OWNER_URL": owner,
        "DJANGO_SETTINGS_MODULE": "repairshop.settings",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
    acknowledged: set[str] = set()
    for _round in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITERS],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as writers:
            assert writers.stdout is not None
            first = [writers.stdout.readline() for _line in range(30)]
            kill_server(cluster)
            said = "".join(first) + writers.communicate()[0]
        acknowledged |= {line for line in said.split("\n")[:-1] if line}
        cluster.start()
    assert len(acknowledged) >= 90
    code = "print('\\n'.join(Document.objects.values_list('number', flat=True)))"
    listed = subprocess.run(
        [sys.executable, "-c", BEGINNING + code], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    assert acknowledged <= set(listed.stdout.decode().split())
    verified = subprocess.run(
        [*manage, "verify_archive"], cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE
    )
    assert verified.stdout.decode().endswith("all as issued.\n")


def kill_server(cluster: Cluster) -> None:
    """The postmaster and every process of it, at once and without a word."""
    pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in [pid, *map(int, children)]:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
