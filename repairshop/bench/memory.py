"""How much memory something takes: of this process, of those it starts, and of the database's process that serves it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = 0.05  # seconds


@dataclass
class Grown:
    """The most bytes of all of them together beyond what they had before."""

    most: int = 0


@contextmanager
def watched() -> Iterator[Grown]:
    """Looks at the processes the whole time: the most of a child that has ended is known to nobody afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        database: int = cursor.fetchone()[0]
    before, grown, stop = _bytes(database), Grown(), threading.Event()

    def look() -> None:
        while not stop.wait(EVERY):
            grown.most = max(grown.most, _bytes(database) - before)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield grown
    finally:
        stop.set()
        thread.join()


def _bytes(database: int) -> int:
    return sum(map(_own_pages, ["self", str(database), *_children("self")]))


def _children(process: str) -> Iterator[str]:
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            found = (task / "children").read_text().split()
        except OSError:  # a thread that has ended
            continue
        for child in found:
            yield child
            yield from _children_of(child)


def _children_of(process: str) -> Iterator[str]:
    try:
        yield from _children(process)
    except OSError:
        return


def _own_pages(process: str) -> int:
    """What it shares with others, like the database's buffers, is not counted."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)
