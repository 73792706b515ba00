"""The supervisor as bin/serve starts it: a shop from nothing, with its own database server."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from repairshop.postgres.files import SYSTEM_FOLDER
from repairshop.serve import web_processes
from repairshop.system import spawn, stop_child
from tests import static_files
from tests.databases import ROOT

PATIENCE = 90
pytestmark = pytest.mark.xdist_group("serve")  # one shop for the whole file


def until[T](look: Callable[[], T], what: str) -> T:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    return pytest.fail(f"{what}: not within {PATIENCE} seconds")


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def living(words: str) -> list[int]:
    """The processes with these words in their command line; a zombie has none."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if words in (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@dataclass
class Shop:
    var: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def said(self) -> str:
        return (self.var / "said.txt").read_text()

    @property
    def data(self) -> str:
        place = self.var / "postgres" / "place"
        return f"{place.read_text().strip() if place.exists() else self.var / 'postgres'}/data"

    def environment(self) -> dict[str, str]:
        hidden = {"DATABASE_URL", "DATABASE_OWNER_URL"}
        return {key: value for key, value in os.environ.items() if key not in hidden} | {
            "REPAIRSHOP_VAR": str(self.var)
        }

    def start(self) -> subprocess.Popen[bytes]:
        self.var.mkdir(exist_ok=True)
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with (self.var / "said.txt").open("wb") as said:
            process = spawn(command, cwd=ROOT, env=self.environment(), output=said, dies_with_us=signal.SIGTERM)
        self.processes.append(process)
        return process

    def remove(self) -> None:
        for process in self.processes:
            stop_child(process, patience=30)
        assert living(self.data) == []
        place = Path(self.data).parent
        if place.is_relative_to(SYSTEM_FOLDER):
            shutil.rmtree(place)

    def open(self) -> subprocess.Popen[bytes]:
        process = self.start()
        until(lambda: "Stop it with Ctrl-C" in self.said or process.poll() is not None, "open")
        assert process.poll() is None, self.said
        return process


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("shop") / "var", free_port())
    yield shop
    shop.remove()


@pytest.fixture(scope="module")
def first_words(shop: Shop) -> str:
    """What the very first start told."""
    static_files.collect()
    static_files.lend(shop.var)
    process = shop.open()
    assert end(process, signal.SIGTERM) == 0
    return shop.said


@pytest.fixture
def served(shop: Shop, first_words: str) -> subprocess.Popen[bytes]:
    """The shop being served, by the same process as in the test before unless that one ended it."""
    last = shop.processes[-1]
    return last if last.poll() is None else shop.open()


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> int:
    process.send_signal(how)
    return process.wait(30)


def children(process: subprocess.Popen[bytes]) -> set[int]:
    """The web processes and the worker, once all are there."""

    def family() -> set[int]:
        found = {pid for pid in living("manage.py") if parent(pid) == process.pid}
        return found if len(found) == web_processes() + 1 else set()

    return until(family, "all processes")


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_dead_children_are_started_again(shop: Shop, served: subprocess.Popen[bytes]) -> None:
    before = children(served)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: status(shop.url), "a page") != 0
    until(lambda: before.isdisjoint(children(served)), "others in their place")


def test_a_dead_database_is_started_again(shop: Shop, served: subprocess.Popen[bytes]) -> None:
    os.kill(int((Path(shop.data) / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGKILL)
    until(lambda: "The database ended by itself" in shop.said, "notice")
    assert until(lambda: status(f"{shop.url}accounts/login/") == 200, "a page")
    assert served.poll() is None


def test_a_second_one_of_the_same_shop_is_refused_in_words(shop: Shop, served: subprocess.Popen[bytes]) -> None:
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
    second = subprocess.run(command, cwd=ROOT, env=shop.environment(), capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr) == (1, f"This shop is already being served (by process {served.pid}).\n")


def test_a_taken_port_is_told_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shop = Shop(tmp_path / "var", taken.getsockname()[1])
        assert shop.start().wait(PATIENCE) == 1
    assert shop.said.startswith(f"Port {shop.port} is taken by another program.")
    shop.remove()


def test_the_first_account_is_told_once(shop: Shop, first_words: str, served: subprocess.Popen[bytes]) -> None:
    assert re.search(r"Sign in as admin with the password \S{16} ", first_words)
    assert "with the password" not in shop.said


def test_nothing_outlives_a_shop_that_is_told_to_end(shop: Shop, served: subprocess.Popen[bytes]) -> None:
    assert end(served, signal.SIGINT) == 0
    assert living(shop.data) == []
    assert status(shop.url) == 0


def test_nothing_outlives_a_killed_shop(shop: Shop, served: subprocess.Popen[bytes]) -> None:
    family = children(served)
    end(served, signal.SIGKILL)
    until(lambda: not living(shop.data), "end of the database")
    until(lambda: not family & set(living("manage.py")), "end of the children")
