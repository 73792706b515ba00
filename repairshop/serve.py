"""The supervisor behind bin/serve: brings the shop up to date, then keeps its processes alive until told to stop."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from repairshop.postgres import Cluster, shop_cluster
from repairshop.postgres.files import var_folder
from repairshop.readiness import bring_up_to_date
from repairshop.system import SetupError, spawn, stop_child

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
TICK = 0.25
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
READY_WITHIN = 120.0


@dataclass
class Child:
    """One process that is started again whenever it ends, after a pause that doubles while it keeps ending."""

    name: str
    command: list[str]
    env: dict[str, str]
    listening: socket.socket | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = field(default=0.5)
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = spawn(
            self.command,
            env=self.env,
            cwd=MANAGE.parent,
            keep_open=(self.listening.fileno(),) if self.listening else (),
            dies_with_us=signal.SIGKILL,  # with us goes the database, which a tidy end would wait for in vain
        )

    def end(self) -> None:
        """End it now; `look_after` starts it again."""
        if self.process:
            stop_child(self.process, how=signal.SIGKILL)

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            lived = now - self.started
            self.pause = 0.5 if lived > HEALTHY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
            say(f"The {self.name} ended by itself (code {self.process.returncode}); starting it again.")
            self.process, self.due = None, now + self.pause
        if self.process is None and now >= self.due:
            self.start()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def serve(*, host: str, port: int, demo: bool) -> NoReturn:
    """Run the shop until SIGTERM, SIGINT or SIGHUP; then leave with code 0. Raises SetupError when it cannot run."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, _leave)
    with _only_one(), reserved(host, port) as listening:
        cluster = None if os.environ.get("DATABASE_URL") else shop_cluster()
        with cluster.use(dies_with_us=True) if cluster else nullcontext():
            say("Preparing the shop …")
            news = bring_up_to_date(demo=demo)
            with _running(_children(cluster, listening)) as children:
                _wait_until_open(children[1], listening)
                _announce(listening, news)
                _keep_alive(children, cluster)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C does not disturb the tidying up
    sys.exit(0)


@contextmanager
def _only_one() -> Iterator[None]:
    path = var_folder() / "serve.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            message = f"This shop is already being served (by process {file.read().strip() or 'unknown'})."
            raise SetupError(message) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def reserved(host: str, port: int) -> Iterator[socket.socket]:
    """Our address, held for as long as we run, so that a web process started again loses no visitor."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            message = f"Nothing can be served at {host}, port {port}: {error.strerror}."
            if "in use" in str(error.strerror):
                message = f"Port {port} is taken by another program. Choose another one: bin/serve --port {port + 1}"
            raise SetupError(message) from None
        yield listening


def _children(cluster: Cluster | None, listening: socket.socket) -> list[Child]:
    """The worker first, then the web processes."""
    env = dict(os.environ)
    if cluster:
        env["DATABASE_URL"] = cluster.urls()[0]
    env.pop("DATABASE_OWNER_URL", None)  # what serves visitors cannot even name the owner of the tables
    python = [sys.executable, str(MANAGE)]
    web = [*python, "web", "--socket", str(listening.fileno())]
    worker = Child("worker", [*python, "worker"], env)
    return [worker, *(Child("web process", web, env, listening) for _each in range(web_processes()))]


def web_processes() -> int:
    """Pages are made by one processor a process; the database needs the others."""
    return min(2, os.cpu_count() or 1)


@contextmanager
def _running(children: list[Child]) -> Iterator[list[Child]]:
    try:
        # A worker and a web process: whatever comes beside them does not hold up the first page.
        for child in children[:2]:
            child.start()
        yield children
    finally:
        processes = [child.process for child in children if child.process]
        for process in processes:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in processes:
            stop_child(process)


def address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def _wait_until_open(web: Child, listening: socket.socket) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if web.process is None or web.process.poll() is not None:
            message = "The web process could not start; the reason stands above."
            raise SetupError(message)
        if _answers(address(listening)):  # leads to the login page, which is warm then
            return
        time.sleep(0.05)
    message = f"The web process did not answer within {READY_WITHIN:.0f} seconds."
    raise SetupError(message)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _announce(listening: socket.socket, news: list[str]) -> None:
    say(f"\nRepairshop is open at {address(listening)}")
    for line in news:
        say(line)
    say("Stop it with Ctrl-C.")


def _keep_alive(children: list[Child], cluster: Cluster | None) -> NoReturn:
    while True:
        time.sleep(TICK)
        if cluster and not cluster.is_running():
            say("The database ended by itself; starting it again.")
            cluster.start(dies_with_us=True)
            children[0].end()  # the worker listens for jobs on a connection that is gone
        for child in children:
            child.look_after()
