"""The page of one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from customers.models import Customer
from repairshop.bench.measuring import Budget, Figure, bare, figure, inside
from repairshop.bench.scenarios.base import ROUNDS, Bench, Scenario, largest, most

if TYPE_CHECKING:
    from collections.abc import Iterator


def profile(bench: Bench) -> Iterator[Figure]:
    customer = Customer.objects.annotate(count=Count("work_orders")).order_by("-count")[0]
    path = reverse("customer_profile", args=[customer.number])
    empty = bench.empty_page()
    bench.visitor.get(path)
    times = [(path, bench.time(path)) for _round in range(8 * ROUNDS)]
    page = inside(bench.visitor.client(), path)
    budget = Budget(p50=40, p95=120, queries=20)
    floors = [empty + bare(page.data)]
    yield figure("profile", bench.customers, budget, times, floors, queries=most([page]), size=largest([page]))


SCENARIOS = {"profile": Scenario("profile of a customer with two hundred work orders", profile)}
