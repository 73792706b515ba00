"""Figures: how long things took, against what the same data costs fetched bare."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.database.prepared import ONE_PLAN
from core.patience import A_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse
    from django.test import Client


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the report. `floor_ms` is an empty signed-in page plus the same statements run bare."""

    name: str
    customers: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    floor_ms: float
    ratio: float
    budget: str
    ok: bool
    queries: int | None = None
    bytes: int | None = None
    per_second: float | None = None
    memory: int | None = None
    growth: float | None = None  # of p50, from the smallest shop measured in the same run
    slowest: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Budget:
    p50: float | None = None
    p95: float | None = None
    longest: float | None = None
    ratio: float | None = None
    queries: int | None = None
    bytes: int | None = None
    memory: int | None = None
    per_second: float | None = None  # at least

    def __str__(self) -> str:
        parts = {
            "p50": self.p50, "p95": self.p95, "max": self.longest, "ratio": self.ratio, "queries": self.queries,
            "bytes": self.bytes, "memory": self.memory,
        }  # fmt: skip
        kept = [f"{name} ≤ {limit:.12g}" for name, limit in parts.items() if limit is not None]
        return ", ".join([*kept, *([f"per second ≥ {self.per_second:g}"] if self.per_second else [])])


def figure(  # noqa: PLR0913 - a figure has that many sides
    name: str,
    customers: int,
    budget: Budget,
    times: Sequence[tuple[str, float]],
    floors: Sequence[float] = (),
    *,
    queries: int | None = None,
    size: int | None = None,
    memory: int | None = None,
    per_second: float | None = None,
) -> Figure:
    """Sum up labelled times in milliseconds."""
    taken = [each for _label, each in times]
    p50, p95 = median(taken), quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    floor = median(floors) if floors else 0.0
    ratio = p50 / floor if floor else 0.0
    kept = (
        (p50, budget.p50), (p95, budget.p95), (max(taken), budget.longest), (ratio, budget.ratio), (queries or 0, budget.queries),
        (size or 0, budget.bytes), (memory or 0, budget.memory),
    )  # fmt: skip
    is_often_enough = budget.per_second is None or (per_second or 0) >= budget.per_second
    return Figure(
        name=name,
        customers=customers,
        p50_ms=round(p50, 1),
        p95_ms=round(p95, 1),
        max_ms=round(max(taken), 1),
        floor_ms=round(floor, 1),
        ratio=round(ratio, 2),
        budget=str(budget),
        ok=is_often_enough and all(value <= limit for value, limit in kept if limit is not None),
        queries=queries,
        bytes=size,
        memory=memory,
        per_second=None if per_second is None else round(per_second, 1),
        slowest=max(times, key=lambda each: each[1])[0],
    )


def took(do: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


@dataclass(frozen=True)
class Inside:
    """A page asked for within this process, to see its statements."""

    response: HttpResponse
    statements: list[str]

    @property
    def queries(self) -> int:
        """How many questions there were; where a transaction begins and ends is none."""
        around = ("BEGIN", "COMMIT", "SET LOCAL", "SAVEPOINT", "RELEASE", "PREPARE")
        asked = (text.removeprefix(A_SECOND).removeprefix(ONE_PLAN) for text in self.statements)
        return sum(bool(text) and not text.startswith(around) for text in asked)

    @property
    def data(self) -> list[str]:
        """The statements that fetch data, without those for the session, the user and the shop, which every page has."""
        usual = ("django_session", "accounts_user", "core_shop", "auth_permission", "django_content_type")
        return [
            text
            for text in (statement.removeprefix(A_SECOND) for statement in self.statements)
            if text.startswith(("SELECT", "WITH", ONE_PLAN)) and not any(f'FROM "{name}"' in text for name in usual)
        ]


def inside(client: Client, path: str, **headers: str) -> Inside:
    with CaptureQueriesContext(connection) as captured:
        response: Any = client.get(path, headers=headers)
    return Inside(response, [query["sql"] for query in captured.captured_queries])


def bare(statements: Sequence[str], *, rounds: int = 3) -> float:
    """The shortest time in which the statements run, one after the other, and their rows arrive."""
    return min(took(lambda: _run(statements)) for _round in range(rounds))


def _run(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("%", "%%"), [])
            while cursor.nextset():
                pass
            if cursor.description:
                cursor.fetchall()
