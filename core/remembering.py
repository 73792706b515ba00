"""What every page of a request asks for again and again is read once: the shop, the kinds of device.

What hardly ever changes is also kept from one request to the next. Its table is watched: the question who asks brings along a stamp of each
watched table, made of where its rows lie and of the transactions that wrote them, which any change to any row makes another.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class _Memory:
    """Of one request: what was read, and the stamps of the watched tables as long as nothing is known to have changed since."""

    values: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


_MEMORY: ContextVar[_Memory | None] = ContextVar("memory", default=None)
_WATCHED: dict[str, str] = {}
_KEPT: dict[str, tuple[str, Any]] = {}


def watch(key: str, table: str) -> None:
    """Let `standing` keep what it reads under this key while the rows of the table (a few rows) stay what they are."""
    _WATCHED[key] = table


def stamps() -> str:
    """Of all watched tables, as one column of a SELECT."""
    asked = [
        f"'{key}', (SELECT string_agg(format('%%s %%s', xmin, ctid), ' ' ORDER BY ctid) FROM {table})"  # noqa: S608 - our own names
        for key, table in _WATCHED.items()
    ]
    return f"json_build_object({', '.join(asked)})"


def stamped(found: dict[str, str | None]) -> None:
    """Take down the stamps for the rest of this request."""
    if (memory := _MEMORY.get()) is not None:
        memory.stamps = {key: stamp or "" for key, stamp in found.items()}


@contextmanager
def remembering() -> Iterator[None]:
    """Within this block (a request) `remembered` reads each key once; outside of one it always reads."""
    token = _MEMORY.set(_Memory())
    try:
        yield
    finally:
        _MEMORY.reset(token)


@contextmanager
def remembering_here() -> Iterator[None]:
    """The same for a deed that the worker or a command does; within a request it changes nothing."""
    if is_remembering():
        yield
        return
    with remembering():
        yield


def is_remembering() -> bool:
    return _MEMORY.get() is not None


def remembered[T](key: str, read: Callable[[], T]) -> T:
    memory = _MEMORY.get()
    if memory is None:
        return read()
    if key not in memory.values:
        memory.values[key] = read()
    return cast("T", memory.values[key])


def standing[T](key: str, read: Callable[[], T]) -> T:
    """What is kept from request to request; who gets it does not change it."""
    memory = _MEMORY.get()
    stamp = memory.stamps.get(key) if memory else None
    if stamp is None:
        return read()
    kept = _KEPT.get(key)
    if kept is None or kept[0] != stamp:
        kept = _KEPT[key] = (stamp, read())
    return cast("T", kept[1])


def forget(key: str) -> None:
    """After a change: what comes next in this request reads again, and keeps for no other request what may yet be undone."""
    if (memory := _MEMORY.get()) is not None:
        memory.values.pop(key, None)
        memory.stamps.pop(key, None)
