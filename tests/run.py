"""What bin/test runs: the linters, then pytest against a PostgreSQL server made for this run alone."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from repairshop.postgres import THROW_AWAY_SETTINGS, Cluster
from repairshop.system import SetupError, exclusive, spawn
from tests import static_files

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PREFIX = "repairshop-test-"
CHECKS = (
    (str(BIN / "ruff"), "check", "."),
    (str(BIN / "ruff"), "format", "--check", "."),
    (str(BIN / "mypy"), "."),
    (str(BIN / "lint-imports"),),
    (str(BIN / "djade"), "--target-version", "6.0", "--check", *map(str, sorted(ROOT.glob("templates/**/*.html")))),
    (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"),
)
READY = (sys.executable, "-m", "tests.ready")
# The caller's own shop must not leak into the tests.
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "BEHIND_PROXY")


def main(arguments: list[str]) -> int:
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _leave)
    everything = "--all" in arguments
    pytest_arguments = [argument for argument in arguments if argument != "--all"]
    with throw_away_shop():
        failed = [] if pytest_arguments else make_ready_and_check()
        code = run_pytest(pytest_arguments, everything=everything)
    return code or len(failed)


@contextmanager
def throw_away_shop() -> Iterator[None]:
    """A server and a var folder of our own, named in the environment, gone at the end."""
    for name in [*FOREIGN, *(name for name in os.environ if name.startswith(("PG", "EMAIL_")))]:
        os.environ.pop(name, None)
    _remove_left_overs()
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        exclusive(Path(folder) / "running.lock"),
    ):
        Path(folder).chmod(0o711)  # the server's system user passes through
        cluster = Cluster(Path(folder) / "postgres", settings=THROW_AWAY_SETTINGS, may_create_databases=True)
        web, owner = cluster.urls()
        os.environ |= {
            "DATABASE_URL": web,
            "DATABASE_OWNER_URL": owner,
            "REPAIRSHOP_VAR": f"{folder}/var",
            "REPAIRSHOP_TEST_RUN": folder,
            "DJANGO_SETTINGS_MODULE": "repairshop.settings",
        }
        static_files.lend(Path(folder) / "var")
        try:
            cluster.start(dies_with_us=True)
            yield
        finally:
            cluster.destroy()


def _remove_left_overs() -> None:
    """Of runs that were killed: their lock is free (and their server died with them)."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/running.lock"):
        with suppress(OSError), lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)


def make_ready_and_check() -> list[str]:
    """Run every check, though one may fail; returns those that failed."""
    with ThreadPoolExecutor() as beside:
        ready = beside.submit(_passes, READY)
        failed = [" ".join(check) for check in CHECKS if not _passes(check)]
    return failed if ready.result() else [*failed, " ".join(READY)]


def _passes(check: tuple[str, ...]) -> bool:
    start = time.monotonic()
    words = " ".join([Path(check[0]).name, *check[1:6]])
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    _say(f"{'ok    ' if result.returncode == 0 else 'FAILED'} {words} ({time.monotonic() - start:.1f} s)")
    if result.returncode != 0:
        _say(result.stdout + result.stderr)
    return result.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()  # before what pytest, another process, writes


def run_pytest(arguments: list[str], *, everything: bool) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    if everything:
        command += ["-m", "slow or not slow"]
        os.environ["REPAIRSHOP_PICTURES"] = "1"
    if not any(word == "-n" or word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments):
        command += ["-n", "2", "--dist", "loadgroup"] if _is_wide(arguments) else ["-n", "0"]
    process = spawn(command, cwd=ROOT, dies_with_us=signal.SIGTERM, hears_ctrl_c=True)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal sent it to pytest as well, which ends in its own words
        return process.wait()
    except SystemExit:
        process.terminate()
        process.wait()
        raise


def _is_wide(arguments: list[str]) -> bool:
    """More than a file: worth two processes."""
    return not any(".py" in word for word in arguments)


def _leave(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
