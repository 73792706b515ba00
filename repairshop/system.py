"""What the embedded server and the supervisor need of the operating system: accounts, locks, child processes."""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SYSTEM_USER = "repairshop"
PR_SET_PDEATHSIG = 1


class SetupError(Exception):
    """Something a person has to put right; the text says what, in words fit for the terminal."""


@dataclass(frozen=True)
class Account:
    """A system account that child processes run as."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def is_root() -> bool:
    return os.geteuid() == 0


def owner_of(path: Path) -> Account:
    status = path.stat()
    return Account(status.st_uid, status.st_gid)


def system_account() -> Account:
    """The account of the shop's own system user, made when it is missing (needs root)."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def _add_system_user() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    command = [
        useradd or "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/var/lib/repairshop",
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
    ]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - all words ours
        problem = result.stderr.strip()
    except OSError as error:
        problem = str(error)
    try:
        pwd.getpwnam(SYSTEM_USER)  # two first starts at once: the other one may have made it
    except KeyError:
        message = (
            "PostgreSQL refuses to run as root, and the system user for it could not be made"
            f" ({problem}).\nMake it with: useradd --system {SYSTEM_USER}"
        )
        raise SetupError(message) from None


@contextmanager
def exclusive(path: Path) -> Iterator[IO[str]]:
    """Hold the lock file alone; waits for whoever holds it."""
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def die_with_parent(death_signal: signal.Signals) -> None:
    """Let the kernel send `death_signal` to this process when its parent dies, even of kill -9 (Linux only)."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def spawn(  # noqa: PLR0913 - what one may want of a child
    command: list[str],
    *,
    account: Account | None = None,
    env: dict[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
    keep_open: tuple[int, ...] = (),
    dies_with_us: signal.Signals | None = None,
    hears_ctrl_c: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a child, mostly in a session of its own: Ctrl-C then reaches only us, and we stop things in their order."""
    linked = dies_with_us if sys.platform == "linux" else None
    return subprocess.Popen(  # noqa: S603 - our own programs
        command,
        stdin=None if hears_ctrl_c else subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=env,
        cwd=cwd,
        pass_fds=keep_open,
        start_new_session=not hears_ctrl_c,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        # Runs after the change of user, which would clear it; called before we have threads of our own.
        preexec_fn=(lambda: die_with_parent(linked)) if linked else None,  # noqa: PLW1509
    )


def stop_child(process: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM, patience: float = 8) -> None:
    """Ask the child to end and wait; after `patience` seconds it is killed."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def working_folder(pid: int) -> Path | None:
    """Where a living process works; None for one that is dead or a zombie, or not to be seen by us."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() if Path("/proc/self").exists() else _asked_folder(pid)
    except OSError:
        return None


def _asked_folder(pid: int) -> Path | None:
    """Where there is no /proc (macOS)."""
    command = ["/usr/sbin/lsof", "-a", "-p", str(pid), "-d", "cwd", "-Fn"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - all words ours
    return next((Path(line[1:]) for line in answer.splitlines() if line.startswith("n")), None)


def exists(pid: int) -> bool:
    """Is the process number in use (a zombie counts)?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
