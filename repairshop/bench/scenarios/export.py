"""Lists taken along: streamed at once, and written whole."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from core.export import Wanted
from core.export.writing import statement
from core.shop import current_shop
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.memory import watched
from repairshop.bench.scenarios.base import Bench, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

SENT_AT_ONCE = 20_000
OF_EXCEL = 100_000
TIMES_OF_COPY = 3
MEMORY = 50 * 1024 * 1024


def export(bench: Bench) -> Iterator[Figure]:
    yield _first_byte(bench)
    for form, most in (("csv", None), ("xlsx", OF_EXCEL)):
        yield _written(bench, form, most)


def _first_byte(bench: Bench) -> Figure:
    """Of a list small enough to be sent at once."""
    path = (
        f"{reverse('customer_export')}?status=active" if bench.customers > SENT_AT_ONCE else reverse("customer_export")
    )
    times = [(path, took(lambda: bench.visitor.begin(path))) for _round in range(5)]
    return figure("export, first byte", bench.customers, Budget(longest=500), times)


def _written(bench: Bench, form: str, most: int | None) -> Figure:
    """All customers (or as many as the budget speaks of), as the worker writes them."""
    wanted = Wanted.read("customer_list", QueryDict(f"format={form}&inactive=1"), bench.visitor.user)
    rows = wanted.rows()[:most] if most else wanted.rows()
    with watched() as grown, timezone.override(current_shop().zone):
        start = time.perf_counter()
        size = sum(len(piece) for piece in wanted.pieces(of=rows))
        taken = (time.perf_counter() - start) * 1000
    floors = [_bare(wanted, rows)] if form == "csv" else []
    budget = Budget(ratio=TIMES_OF_COPY, memory=MEMORY) if form == "csv" else Budget(longest=15_000, memory=MEMORY)
    return figure(f"export, {form}", bench.customers, budget, [(form, taken)], floors, size=size, memory=grown.most)


def _bare(wanted: Wanted, rows: QuerySet[Any]) -> float:
    """What PostgreSQL needs to copy the same cells out as they stand."""
    fields = wanted.fields()
    select, parameters = statement(rows, fields, [Cast(field.expression, TextField()) for field in fields])
    return took(lambda: _drain(f"COPY ({select}) TO STDOUT WITH (FORMAT csv)", parameters))


def _drain(select: str, parameters: tuple[Any, ...]) -> None:
    with connection.cursor() as wrapped, wrapped.cursor.copy(select, parameters) as copy:
        for _line in copy:
            pass


SCENARIOS = {"export": Scenario("customers as CSV and Excel: first byte, all of them, memory", export)}
