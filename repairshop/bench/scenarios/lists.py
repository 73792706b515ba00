"""Lists: combinations of filter, sort and page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import reverse

from repairshop.bench.measuring import Budget, Figure, bare, figure, inside
from repairshop.bench.scenarios.base import ROUNDS, Bench, Scenario, largest, most

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from repairshop.bench.visitor import Visitor

OLDER = re.compile(r'href="(\?[^"]*page=[^"]+)"')
COMBINATIONS = (
    ("", 0), ("", 1), ("", 3), ("sort=name", 0), ("sort=name", 2), ("sort=newest", 0), ("sort=newest&per_page=100", 1),
    ("inactive=1", 0), ("inactive=1&sort=name", 4), ("status=active", 0), ("status=inactive&sort=name", 1), ("status=prospect", 0),
    ("form=company", 0), ("form=company&sort=name", 1), ("city=cluj", 0), ("orders=open", 0), ("orders=ready", 0),
    ("text=popescu", 0), ("text=иванов&sort=name", 1), ("mine=1", 0),
)  # fmt: skip


def customer_list(bench: Bench) -> Iterator[Figure]:
    yield combined(bench, "list", "customer_list", COMBINATIONS, Budget(p95=120, queries=12, bytes=200_000))


def combined(bench: Bench, name: str, page: str, combinations: Sequence[tuple[str, int]], budget: Budget) -> Figure:
    """A list asked for by each query, so many pages further."""
    client, empty = bench.visitor.client(), bench.empty_page()
    times, floors, pages = [], [], []
    for query, turns in combinations:
        path = turned(bench.visitor, f"{reverse(page)}?{quote(query, safe='=&')}", turns)
        times += [(f"{query} page {turns + 1}", bench.time(path)) for _round in range(ROUNDS)]
        seen = inside(client, path)
        pages.append(seen)
        floors.append(empty + bare(seen.data))
    return figure(name, bench.customers, budget, times, floors, queries=most(pages), size=largest(pages))


def turned(visitor: Visitor, path: str, turns: int) -> str:
    """The address so many pages further."""
    for _turn in range(turns):
        older = OLDER.findall(visitor.get(path).body.decode())
        if not older:
            break
        path = f"{path.split('?', maxsplit=1)[0]}{unescape(older[-1])}"
    return path


SCENARIOS = {"list": Scenario("customer list, twenty combinations of filter, sort and page", customer_list)}
