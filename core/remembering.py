"""What every page of a request asks for again and again is read once: the shop, the kinds of device."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MEMORY: ContextVar[dict[str, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within this block (a request) `remembered` reads each key once; outside of one it always reads."""
    token = _MEMORY.set({})
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
    if key not in memory:
        memory[key] = read()
    return cast("T", memory[key])


def forget(key: str) -> None:
    """After a change: what comes next in this request reads again."""
    if (memory := _MEMORY.get()) is not None:
        memory.pop(key, None)
