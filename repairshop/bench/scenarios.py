"""What is measured. Each scenario asks the real server for whole pages, and compares with what the data alone costs."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from documents import files, rendering
from documents.models import Document, DocumentFile
from repairshop.bench.measuring import Budget, Figure, Inside, bare, figure, inside, took
from repairshop.bench.typed import strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from repairshop.bench.visitor import Visitor

ROUNDS = 5
PATIENCE = 300  # seconds: the worker may first have to draw seeded documents that have no file yet
LIVE = {"HX-Request": "true"}
OLDER = re.compile(r'href="(\?[^"]*page=[^"]+)"')
COMBINATIONS = (
    ("", 0), ("", 1), ("", 3), ("sort=name", 0), ("sort=name", 2), ("sort=newest", 0), ("sort=newest&per_page=100", 1),
    ("inactive=1", 0), ("inactive=1&sort=name", 4), ("status=active", 0), ("status=inactive&sort=name", 1), ("status=prospect", 0),
    ("form=company", 0), ("form=company&sort=name", 1), ("city=cluj", 0), ("orders=open", 0), ("orders=ready", 0),
    ("text=popescu", 0), ("text=иванов&sort=name", 1), ("mine=1", 0),
)  # fmt: skip
INTAKE = {
    "form": "person", "first_name": "Elena", "last_name": "Dumitrescu", "phone": "+40 733 018 564", "email": "",
    "device_kind": "phone", "brand": "Apple", "model": "iPhone 13", "imei": "351044630482738", "kind": "paid",
    "reported_fault": "Ecran spart după o cădere, touch-ul nu răspunde în partea de jos.", "condition": "Zgârieturi pe ramă.",
    "accessories": "husă", "estimated_cost": "950,00", "diagnosis_fee": "60,00", "receive": "1",
}  # fmt: skip


@dataclass
class Bench:
    customers: int
    visitor: Visitor

    def time(self, path: str, **headers: str) -> float:
        return took(lambda: self.visitor.get(path, **headers))

    def empty_page(self) -> float:
        """What any signed-in page costs before it shows anything."""
        self.visitor.get(reverse("help"))
        return min(self.time(reverse("help")) for _round in range(2 * ROUNDS))


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
    yield figure("search", bench.customers, budget, times, floors, queries=_most(pages), size=_largest(pages))


def customer_list(bench: Bench) -> Iterator[Figure]:
    client, empty = bench.visitor.client(), bench.empty_page()
    times, floors, pages = [], [], []
    for query, turns in COMBINATIONS:
        path = _turned(bench.visitor, f"{reverse('customer_list')}?{quote(query, safe='=&')}", turns)
        times += [(f"{query} page {turns + 1}", bench.time(path)) for _round in range(ROUNDS)]
        page = inside(client, path)
        pages.append(page)
        floors.append(empty + bare(page.data))
    budget = Budget(p95=120, queries=12, bytes=200_000)
    yield figure("list", bench.customers, budget, times, floors, queries=_most(pages), size=_largest(pages))


def _turned(visitor: Visitor, path: str, turns: int) -> str:
    """The address so many pages further."""
    for _turn in range(turns):
        older = OLDER.findall(visitor.get(path).body.decode())
        if not older:
            break
        path = f"{reverse('customer_list')}{unescape(older[-1])}"
    return path


def profile(bench: Bench) -> Iterator[Figure]:
    customer = Customer.objects.annotate(count=Count("work_orders")).order_by("-count")[0]
    path = reverse("customer_profile", args=[customer.number])
    empty = bench.empty_page()
    bench.visitor.get(path)
    times = [(path, bench.time(path)) for _round in range(8 * ROUNDS)]
    page = inside(bench.visitor.client(), path)
    budget = Budget(p50=40, p95=120, queries=20)
    floors = [empty + bare(page.data)]
    yield figure("profile", bench.customers, budget, times, floors, queries=_most([page]), size=_largest([page]))


def intake(bench: Bench) -> Iterator[Figure]:
    empty = bench.empty_page()
    statements = _statements_of_an_intake(bench)
    floors = [empty + _undone(statements)]
    _take_in(bench)
    _wait_for_file()  # the worker has started and is warm
    times, waits = [], []
    for _round in range(6 * ROUNDS):
        times.append(("intake", took(lambda: _take_in(bench))))
        waits.append(("pdf", took(_wait_for_file)))
    yield figure("intake", bench.customers, Budget(p95=80), times, floors, queries=len(statements))
    yield figure("pdf ready after intake", bench.customers, Budget(p95=500), waits)


def pdf(bench: Bench) -> Iterator[Figure]:
    paper = files.paper(Document.objects.latest("pk").number)
    rendering.render(paper)
    times = [(paper.number, took(lambda: rendering.render(paper))) for _round in range(6 * ROUNDS)]
    yield figure("pdf", bench.customers, Budget(p50=120), times, size=len(rendering.render(paper)))


def _take_in(bench: Bench) -> None:
    page = bench.visitor.post(reverse("intake"), INTAKE)
    if not page.location:
        message = f"The intake was not saved:\n{page.body.decode()[:3000]}"
        raise RuntimeError(message)


def _wait_for_file() -> None:
    number = Document.objects.latest("pk").number
    deadline = time.monotonic() + PATIENCE
    while not DocumentFile.objects.filter(number=number).exists():
        if time.monotonic() > deadline:
            message = f"No file for {number} in five minutes: is the worker running?"
            raise RuntimeError(message)
        time.sleep(0.005)


def _statements_of_an_intake(bench: Bench) -> list[str]:
    """An intake within this process, seen and undone."""
    client = bench.visitor.client()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            client.post(reverse("intake"), INTAKE)
        transaction.set_rollback(True)
    return [query["sql"] for query in captured.captured_queries]


def _undone(statements: list[str]) -> float:
    with transaction.atomic():
        taken = bare([each for each in statements if "SAVEPOINT" not in each], rounds=1)
        transaction.set_rollback(True)
    return taken


def _most(pages: list[Inside]) -> int:
    return max(len(page.statements) for page in pages)


def _largest(pages: list[Inside]) -> int:
    return max(len(page.response.content) for page in pages)


SCENARIOS: dict[str, tuple[str, Callable[[Bench], Iterator[Figure]]]] = {
    "search": ("live search over all groups, forty typed strings", search),
    "list": ("customer list, twenty combinations of filter, sort and page", customer_list),
    "profile": ("profile of a customer with two hundred work orders", profile),
    "intake": ("intake saved with its receipt, and its PDF ready after it", intake),
    "pdf": ("one receipt drawn", pdf),
}
