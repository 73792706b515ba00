"""Where technicians and the desk live all day: the list of work orders, the board, my work, the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse

from repairs import board as boards
from repairs.models import WorkOrder
from repairshop.bench.measuring import Budget, Figure, bare, figure, inside
from repairshop.bench.scenarios.base import LIVE, ROUNDS, Bench, Scenario, largest, most
from repairshop.bench.scenarios.lists import turned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COMBINATIONS = (
    ("", 0), ("", 2), ("sort=promise", 0), ("sort=promise", 2), ("sort=waiting", 0), ("show=mine", 0), ("show=overdue", 0),
    ("show=stuck", 0), ("show=service", 0), ("show=pickup", 0), ("show=waiting", 0), ("show=warranty", 0), ("show=all", 0), ("show=all", 3),
    ("show=all&sort=oldest", 0), ("status=in_repair", 0), ("status=handed_over", 1), ("show=all&kind=warranty", 0),
    ("show=all&technician=me", 0), ("unpaid=1", 0), ("text=popescu", 0), ("show=all&text=iphone", 0),
    ("show=all&since=2025-01-01&until=2025-02-01", 0),
)  # fmt: skip


def work_orders(bench: Bench) -> Iterator[Figure]:
    paths = (
        (
            f"{query} page {turns + 1}",
            turned(bench.visitor, f"{reverse('order_list')}?{quote(query, safe='=&')}", turns),
        )
        for query, turns in COMBINATIONS
    )
    yield _pages("workorders", bench, paths, Budget(p95=120, queries=16, bytes=200_000))


def board(bench: Bench) -> Iterator[Figure]:
    url, busiest = reverse("board"), _busiest()
    paths = [("everyone", url), ("one technician", f"{url}?technician={busiest}"), ("late", f"{url}?late=1")]
    yield _pages("board", bench, paths, Budget(p95=120, queries=14))
    unchanged = f"{url}?mark={boards.look().mark}"
    times = [("nothing changed", bench.time(unchanged, **LIVE)) for _round in range(4 * ROUNDS)]
    yield figure("board, nothing changed", bench.customers, Budget(p95=60), times)


def my_work(bench: Bench) -> Iterator[Figure]:
    url = f"{reverse('my_work')}?technician={_busiest()}"
    yield _pages("mywork", bench, [("the busiest technician", url)], Budget(p95=120, queries=14))


def start(bench: Bench) -> Iterator[Figure]:
    yield _pages("start", bench, [("start", reverse("start"))], Budget(p95=120, queries=18))


def _busiest() -> int:
    loads = WorkOrder.objects.open().exclude(technician=None).order_by().values_list("technician")
    row = loads.annotate(count=Count("pk")).order_by("-count").first()
    return row[0] if row else 0


def _pages(name: str, bench: Bench, paths: Iterable[tuple[str, str]], budget: Budget) -> Figure:
    client, empty = bench.visitor.client(), bench.empty_page()
    times, floors, pages = [], [], []
    for label, path in paths:
        bench.visitor.get(path)
        times += [(label, bench.time(path)) for _round in range(2 * ROUNDS)]
        pages.append(inside(client, path))
        floors.append(empty + bare(pages[-1].data))
    return figure(name, bench.customers, budget, times, floors, queries=most(pages), size=largest(pages))


SCENARIOS = {
    "workorders": Scenario("list of work orders, combinations of selection, filter, sort and page", work_orders),
    "board": Scenario(
        "the board, whole, of one technician, late ones; and the question whether anything changed", board
    ),
    "mywork": Scenario("the work of the busiest technician", my_work),
    "start": Scenario("the start page", start),
}
