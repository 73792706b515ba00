"""What all scenarios share: who asks, how often, and what an empty page costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from repairshop.bench.measuring import Inside, took

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from repairshop.bench.measuring import Figure
    from repairshop.bench.visitor import Visitor

ROUNDS = 5
LIVE = {"HX-Request": "true"}


@dataclass
class Bench:
    customers: int
    visitor: Visitor
    seconds: int = 30  # of each load

    def time(self, path: str, **headers: str) -> float:
        return took(lambda: self.visitor.get(path, **headers))

    def empty_page(self) -> float:
        """What any signed-in page costs before it shows anything."""
        self.visitor.get(reverse("help"))
        return min(self.time(reverse("help")) for _round in range(2 * ROUNDS))


@dataclass(frozen=True)
class Scenario:
    description: str
    run: Callable[[Bench], Iterator[Figure]]


def most(pages: list[Inside]) -> int:
    return max(page.queries for page in pages)


def largest(pages: list[Inside]) -> int:
    return max(len(page.response.content) for page in pages)
