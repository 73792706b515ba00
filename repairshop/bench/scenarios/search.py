"""The live search over all groups."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import reverse

from repairshop.bench.measuring import Budget, Figure, bare, figure, inside
from repairshop.bench.scenarios.base import LIVE, ROUNDS, Bench, Scenario, largest, most
from repairshop.bench.typed import strings

if TYPE_CHECKING:
    from collections.abc import Iterator


def search(bench: Bench) -> Iterator[Figure]:
    client, empty = bench.visitor.client(), bench.empty_page()
    times, floors, pages = [], [], []
    for text in strings():
        path = f"{reverse('search')}?q={quote(text)}"
        bench.visitor.get(path, **LIVE)
        times += [(text, bench.time(path, **LIVE)) for _round in range(ROUNDS)]
        page = inside(client, path, **LIVE)
        pages.append(page)
        floors.append(empty + bare(page.data))
    budget = Budget(p50=20, p95=60, longest=150, ratio=2)
    yield figure("search", bench.customers, budget, times, floors, queries=most(pages), size=largest(pages))


SCENARIOS = {"search": Scenario("live search over all groups, forty typed strings", search)}
