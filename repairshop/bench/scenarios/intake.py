"""Taking a device in, and its receipt."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document, DocumentFile
from repairshop.bench.measuring import Budget, Figure, bare, figure, took
from repairshop.bench.scenarios.base import ROUNDS, Bench, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60  # seconds
INTAKE = {
    "form": "person", "first_name": "Elena", "last_name": "Dumitrescu", "phone": "+40 733 018 564", "email": "",
    "device_kind": "phone", "brand": "Apple", "model": "iPhone 13", "kind": "paid",
    "reported_fault": "Ecran spart după o cădere, touch-ul nu răspunde în partea de jos.", "condition": "Zgârieturi pe ramă.",
    "accessories": "husă", "estimated_cost": "950,00", "diagnosis_fee": "60,00", "receive": "1",
}  # fmt: skip


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


def _take_in(bench: Bench) -> None:
    page = bench.visitor.post(reverse("intake"), _typed())
    if not page.location:
        message = f"The intake was not saved:\n{page.body.decode()[:3000]}"
        raise RuntimeError(message)


def _typed() -> dict[str, str]:
    """Another device every time: one that somebody else holds is asked about, not saved."""
    return {**INTAKE, "imei": f"35104463{secrets.randbelow(10**7):07}"}


def _wait_for_file() -> None:
    number = Document.objects.latest("pk").number
    deadline = time.monotonic() + PATIENCE
    while not DocumentFile.objects.filter(number=number).exists():
        if time.monotonic() > deadline:
            message = f"No file for {number} in a minute: is the worker running?"
            raise RuntimeError(message)
        time.sleep(0.005)


def _statements_of_an_intake(bench: Bench) -> list[str]:
    """An intake within this process, seen and undone."""
    client = bench.visitor.client()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            client.post(reverse("intake"), _typed())
        transaction.set_rollback(True)
    return [query["sql"] for query in captured.captured_queries]


def _undone(statements: list[str]) -> float:
    with transaction.atomic():
        taken = bare([each for each in statements if "SAVEPOINT" not in each], rounds=1)
        transaction.set_rollback(True)
    return taken


SCENARIOS = {"intake": Scenario("intake saved with its receipt, and its PDF ready after it", intake)}
