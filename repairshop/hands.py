"""Other processes that make lines ahead while this one hands them to PostgreSQL: two processors, both at work.

It stands apart: a process of them begins without the models, and a package that imports them cannot be entered then.
"""

from __future__ import annotations

import pickle
import signal
import sys
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from operator import attrgetter
from typing import TYPE_CHECKING

from repairshop.system import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from repairshop.seeding.rows import Rows

    Maker = Callable[[str, int], Iterator[str]]

HANDS = 2
MANY = 20_000  # customers; for fewer it is not worth starting them
AT_ONCE = 4000  # places
AHEAD = 8  # pieces of so many places
_rows: list[Rows] = []


@contextmanager
def at_work(rows: Rows) -> Iterator[Maker]:
    """Something that makes the lines of a method of the rows, for so many places, in their order."""
    if rows.shape.customers < MANY:
        yield lambda what, places: attrgetter(what)(rows)(range(places))
        return
    rows.reckon()
    context = get_context("spawn")
    with ProcessPoolExecutor(HANDS, context, initializer=_begin, initargs=(pickle.dumps(rows),)) as pool:
        yield lambda what, places: _ahead(pool, what, places)


def _ahead(pool: ProcessPoolExecutor, what: str, places: int) -> Iterator[str]:
    under_way: deque[Future[str]] = deque()
    for start in range(0, places, AT_ONCE):
        under_way.append(pool.submit(_make, what, start, min(start + AT_ONCE, places)))
        if len(under_way) > AHEAD:
            yield under_way.popleft().result()
    for piece in under_way:
        yield piece.result()


def _begin(pickled: bytes) -> None:
    import django  # noqa: PLC0415 - not before this is a process of its own

    if sys.platform == "linux":
        die_with_parent(signal.SIGKILL)
    django.setup()
    _rows.append(pickle.loads(pickled))  # noqa: S301 - from ourselves


def _make(what: str, start: int, end: int) -> str:
    return "".join(attrgetter(what)(_rows[0])(range(start, end)))
