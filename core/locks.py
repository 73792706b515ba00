"""One transaction per deed, and one order in which deeds lock rows.

Rows are always locked in the order customer → device → work order → counters; the other way round deadlocks.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

RETRIED = frozenset({"40P01", "40001"})  # deadlock detected, could not serialize access


class Gone(Exception):
    """Somebody else deleted the record while this deed was under way."""


class Stale(Exception):
    """Somebody else saved the record since the form was opened; `current` is what stands there now."""

    def __init__(self, current: object) -> None:
        super().__init__("edited by somebody else meanwhile")
        self.current = current


def deed[**P, R](action: Callable[P, R]) -> Callable[P, R]:
    """Run the action in one transaction; a deadlock or serialization failure repeats the whole deed once."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        try:
            with transaction.atomic():
                return action(*args, **kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in RETRIED:
                raise
        with transaction.atomic():
            return action(*args, **kwargs)

    run.is_deed = True  # type: ignore[attr-defined]
    return run
