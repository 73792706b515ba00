"""The shop's own processes killed −9 between number and PDF: web, worker, and the child that draws."""

from __future__ import annotations

import http.client
import io
import os
import signal
import socket
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from documents import files
from documents.models import Document, DocumentFile
from documents.verifying import look_through
from repairshop.system import spawn, stop_child
from tests import databases, static_files
from tests.factories import order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow
PATIENCE = 90
PLAIN = "reported fault"  # the plain fallback writes the names of the parts, the receipt "Reported fault"
TOKEN = "c" * 32


def until(look: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} seconds"
        time.sleep(0.01)


@contextmanager
def at_work(command: str, database: str, *arguments: str, keep_open: tuple[int, ...] = ()) -> Iterator[int]:
    """The shop's own process; yields its number."""
    process = spawn(
        [sys.executable, "manage.py", command, *arguments],
        cwd=databases.ROOT,
        env={**os.environ, **databases.urls_of(database)},
        keep_open=keep_open,
        dies_with_us=signal.SIGTERM,
    )
    try:
        yield process.pid
    finally:
        stop_child(process)


def drawing(parent: int) -> list[int]:
    """The living children of that process which draw."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_child = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if is_child and b"documents.rendering" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def is_living(pid: int) -> bool:
    """A zombie has no command line any more."""
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes() != b""
    except OSError:
        return False


def killed(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not is_living(pid), "its end")


def ended(pids: list[int]) -> Callable[[], bool]:
    return lambda: not any(map(is_living, pids))


def stored(least: int) -> Callable[[], bool]:
    """Whether so many files are stored."""
    return lambda: DocumentFile.objects.count() >= least


def receipts(count: int) -> list[str]:
    customer = person()
    return [f"IR-{order(customer).number[3:]}" for _each in range(count)]


def assert_whole(numbers: list[str]) -> None:
    """Every document has its number, its chain and its one file, drawn by its own template."""
    assert sorted(Document.objects.values_list("number", flat=True)) == sorted(numbers)
    for number in numbers:
        data = bytes(files.ensure_file(number).data)
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        assert number in text
        assert f"order / {PLAIN}" not in text
    assert DocumentFile.objects.count() == len(numbers)
    assert look_through().problems == []


def test_the_worker(own_database: str) -> None:
    shop()
    numbers = receipts(12)
    for least in (1, 4):
        with at_work("worker", own_database) as worker:
            until(stored(least), "files")
            children = drawing(worker)
            killed(worker)
        until(ended(children), "end of its children")
    assert DocumentFile.objects.count() < len(numbers)
    assert look_through().problems == []
    assert_whole(numbers)


def test_the_child_that_draws(own_database: str) -> None:
    shop()
    numbers = receipts(12)
    with at_work("worker", own_database) as worker:
        for least in (1, 4, 7):
            until(stored(least), "files")
            until(lambda: drawing(worker), "a child that draws")
            for child in drawing(worker):
                killed(child)
        until(lambda: DocumentFile.objects.count() == len(numbers), "files")
    assert_whole(numbers)


# --- the web process -------------------------------------------------------------------------------------------------
class Desk:
    """Somebody at a browser, whose shop may go away at any moment."""

    def __init__(self, port: int) -> None:
        client = Client()
        client.force_login(staff("manager"))
        self.port = port
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        """Status and body; 0 when the shop was gone before it had answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body.encode(), self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()


@contextmanager
def served(database: str) -> Iterator[tuple[int, Desk]]:
    static_files.collect()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        with at_work("web", database, "--socket", str(number), keep_open=(number,)) as web:
            desk = Desk(listening.getsockname()[1])
            listening.close()  # else who comes while the shop is gone would wait for it
            until(lambda: desk.ask("GET", "/health/")[0], "a page")
            yield web, desk


def test_the_web_process_while_it_draws(own_database: str) -> None:
    shop()
    numbers = receipts(3)
    for number in numbers:
        with served(own_database) as (web, desk):
            answers: list[int] = []
            looking = threading.Thread(target=lambda: answers.append(desk.ask("GET", f"/documents/{number}.pdf")[0]))  # noqa: B023 - ends within the round
            looking.start()
            until(lambda: drawing(web), "a child that draws")
            killed(web)
            looking.join()
            assert answers == [0]
    assert DocumentFile.objects.count() == 0
    with served(own_database) as (_web, desk):
        for number in numbers:
            status, data = desk.ask("GET", f"/documents/{number}.pdf")
            assert (status, data) == (200, bytes(files.ensure_file(number).data))
    assert_whole(numbers)


def test_the_web_process_while_it_issues(own_database: str) -> None:
    shop()
    numbers = receipts(40)
    answered: dict[str, int] = {}

    def correct(desk: Desk, some: list[str]) -> None:
        for number in some:
            answered[number] = desk.ask("POST", f"/documents/{number}/correct/", "how=again&reason=Name")[0]

    with served(own_database) as (web, desk):
        people = [threading.Thread(target=correct, args=(desk, numbers[place::4])) for place in range(4)]
        for each in people:
            each.start()
        until(lambda: list(answered.values()).count(302) >= 8, "corrections")
        killed(web)
        for each in people:
            each.join()
    corrected = set(Document.objects.exclude(corrects="").values_list("corrects", flat=True))
    acknowledged = {number for number, status in answered.items() if status == 302}
    assert set(answered.values()) == {302, 0}
    assert acknowledged <= corrected
    assert len(corrected) < len(numbers)
    assert_whole([*numbers, *Document.objects.exclude(corrects="").values_list("number", flat=True)])
