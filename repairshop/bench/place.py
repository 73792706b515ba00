"""Where measuring happens: a server and a shop of its own, so that nobody's data is touched."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repairshop.postgres import Cluster
from repairshop.serve import web_processes
from repairshop.system import spawn, stop_child

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MANAGE = Path(__file__).resolve().parent.parent.parent / "manage.py"
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "BEHIND_PROXY")
READY_WITHIN = 60


def measure(names: Sequence[str], customers: int, kept_in: Path | None, seconds: int) -> list[dict[str, Any]]:
    """Run the scenarios in a seeded shop of that size, made for this run or kept from an earlier one."""
    with _folder(kept_in) as folder:
        cluster = Cluster(folder / "postgres")
        web, owner = cluster.urls()
        env = {name: value for name, value in os.environ.items() if name not in FOREIGN and not name.startswith("PG")}
        env |= {"DATABASE_URL": web, "DATABASE_OWNER_URL": owner, "REPAIRSHOP_VAR": str(folder / "var")}
        env |= {"SECRET_KEY": secrets.token_hex(32), "DJANGO_SETTINGS_MODULE": "repairshop.settings"}
        cluster.start(dies_with_us=True)
        try:
            _make_shop(folder, customers, env)
            return _measured_inside(names, customers, env, seconds)
        finally:
            if kept_in:
                cluster.stop()
            else:
                cluster.destroy()


@contextmanager
def _folder(kept_in: Path | None) -> Iterator[Path]:
    if kept_in:
        kept_in.mkdir(parents=True, exist_ok=True)
        yield kept_in.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="repairshop-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def _make_shop(folder: Path, customers: int, env: dict[str, str]) -> None:
    mark = folder / "seeded"
    if mark.exists() and mark.read_text() != str(customers):
        message = f"{folder} holds a shop of {mark.read_text()} customers."
        raise SystemExit(message)
    _manage(env, "migrate", "--verbosity=0")
    _manage(env, "collectstatic", "--no-input", "--verbosity=0")
    if not mark.exists():
        _manage(env, "seed", "--customers", str(customers))
        mark.write_text(str(customers))


def _manage(env: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, str(MANAGE), *words], env=env, check=True, stdout=sys.stderr)  # noqa: S603 - ourselves


def _measured_inside(names: Sequence[str], customers: int, env: dict[str, str], seconds: int) -> list[dict[str, Any]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with ExitStack() as running:
            for _each in range(web_processes()):
                web = _running(env, "web", "--socket", str(listening.fileno()), keep_open=(listening.fileno(),))
                running.enter_context(web)
            # Seeded documents have no file yet: drawing them one after the other would be measured along.
            running.enter_context(_running(env, "worker", "--no-timetable"))
            _wait_until_open(port)
            command = [
                sys.executable,
                str(MANAGE),
                "bench",
                *names,
                "--customers",
                str(customers),
                "--seconds",
                str(seconds),
                "--inside",
                str(port),
            ]
            answer = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - ourselves
    found: list[dict[str, Any]] = json.loads(answer)
    return found


@contextmanager
def _running(env: dict[str, str], *words: str, keep_open: tuple[int, ...] = ()) -> Iterator[None]:
    serving = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    process = spawn(
        [sys.executable, str(MANAGE), *words], env=serving, keep_open=keep_open, dies_with_us=signal.SIGKILL
    )
    try:
        yield
    finally:
        stop_child(process)


def _wait_until_open(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=READY_WITHIN):
                return
        except urllib.error.HTTPError:  # it answers, though not everything is well yet
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
