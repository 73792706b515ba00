"""Eight and twenty people at once, without a pause, of one kind and mixed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Max
from django.urls import reverse

from customers.models import Customer
from documents.models import DocumentFile
from repairs.models import WorkOrder
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import LIVE, Bench, Scenario
from repairshop.bench.scenarios.intake import INTAKE
from repairshop.bench.scenarios.lists import COMBINATIONS
from repairshop.bench.typed import strings
from repairshop.bench.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE = (8, 20)
AT_LEAST = {"search": 80, "list": 30}  # a second, by eight people
PROFILES = 50
PRIME = 7919  # profiles from all over the book

type Ask = Callable[[Visitor], object]


def load(bench: Bench) -> Iterator[Figure]:
    kinds = {"search": _searches(), "list": _lists(), "profile": _profiles()}
    papers = _papers()
    mixed = [*kinds["search"], *kinds["list"], *kinds["profile"], *([*papers, _intake] * 5)]
    mixed.sort(key=lambda ask: hash((id(ask), "shuffled")))
    for people in PEOPLE:
        for name, asks in {**kinds, "mixed": mixed}.items():
            yield _at_once(bench, people, name, asks)


def _at_once(bench: Bench, people: int, name: str, asks: list[Ask]) -> Figure:
    end = time.perf_counter() + bench.seconds
    visitors = [Visitor(bench.visitor.port, bench.visitor.user) for _person in range(people)]

    def work(person: int) -> list[float]:
        mine = islice(cycle(asks), person * len(asks) // people, None)
        taken = []
        while time.perf_counter() < end:
            taken.append(took(partial(next(mine), visitors[person])))
        return taken

    with ThreadPoolExecutor(people) as pool:
        times = [(name, each) for several in pool.map(work, range(people)) for each in several]
    least = AT_LEAST.get(name) if people == PEOPLE[0] else None
    budget = Budget(p95=300, per_second=least) if people == PEOPLE[0] else Budget()
    return figure(f"load of {people}, {name}", bench.customers, budget, times, per_second=len(times) / bench.seconds)


def _pages(paths: list[str], **headers: str) -> list[Ask]:
    return [lambda visitor, path=path: visitor.get(path, **headers) for path in paths]  # type: ignore[misc]


def _searches() -> list[Ask]:
    return _pages([f"{reverse('search')}?q={quote(text)}" for text in strings()], **LIVE)


def _lists() -> list[Ask]:
    return _pages([f"{reverse('customer_list')}?{quote(query, safe='=&')}" for query, _turns in COMBINATIONS])


def _profiles() -> list[Ask]:
    last = Customer.objects.aggregate(last=Max("pk"))["last"] or 1
    keys = [place * PRIME % last + 1 for place in range(PROFILES)]
    numbers = Customer.objects.filter(pk__in=keys).values_list("number", flat=True)
    orders = WorkOrder.objects.filter(pk__in=keys).values_list("number", flat=True)
    return _pages([reverse("customer_profile", args=[number]) for number in numbers]) + _pages(
        [reverse("order_page", args=[number]) for number in orders]
    )


def _papers() -> list[Ask]:
    numbers = DocumentFile.objects.order_by("-position").values_list("number", flat=True)[:10]
    return _pages([reverse("document_pdf", args=[number]) for number in numbers])


def _intake(visitor: Visitor) -> object:
    return visitor.post(reverse("intake"), INTAKE)


SCENARIOS = {"load": Scenario("eight and twenty people at once: search, list, profile, and all mixed", load)}
