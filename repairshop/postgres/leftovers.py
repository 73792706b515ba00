"""What a server that was killed leaves behind: a pid file, a socket, sessions that have not noticed yet."""

import os
from pathlib import Path

from repairshop.system import exists, working_folder


def living_server(data: Path) -> int | None:
    """The process number of the living server of this data folder; a zombie's or another program's number is none."""
    pid = _first_number(data / "postmaster.pid")
    return pid if pid and working_folder(pid) == data.resolve() else None


def disown_pid_file(data: Path) -> None:
    """Let PostgreSQL start over the pid file of a dead server whose number is a zombie's, or another process's by now.

    Our own number it takes for stale, as we are its parent. The file itself stays: PostgreSQL reads in it where to look
    for sessions of the dead server that are still at work on the data.
    """
    path = data / "postmaster.pid"
    pid = _first_number(path)
    if pid is None or not exists(pid) or living_server(data):
        return
    _, _, rest = path.read_text().partition("\n")
    with path.open("r+") as file:  # in place: the file stays the server's own
        file.write(f"{os.getpid()}\n{rest}")
        file.truncate()


def remove_socket(folder: Path, port: int) -> None:
    for name in (f".s.PGSQL.{port}", f".s.PGSQL.{port}.lock"):
        (folder / name).unlink(missing_ok=True)


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
