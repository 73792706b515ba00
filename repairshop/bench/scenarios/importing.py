"""A list of a hundred thousand customers brought into the book: how long it takes, and how much memory on top."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from customers.importing import bringing, deeds, retracting
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.memory import watched
from repairshop.bench.scenarios.base import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from customers.models import ImportJob
    from repairshop.bench.scenarios.base import Bench

ROWS = 100_000
MEMORY = 200 << 20
HEAD = (
    "Nr",
    "Prenume",
    "Nume de familie",
    "Firma",
    "Telefon",
    "Mobil",
    "E-mail",
    "Strada",
    "Oras",
    "Tara",
    "CUI",
    "Observatii",
    "Etichete",
)
FIRST = ("Andrei", "Ștefan", "Māris", "Ilze", "Алексей", "Ольга", "Zoé")
LAST = ("Popescu", "Țurcanu", "Bērziņš", "Иванов", "Dupont")


def import_csv(bench: Bench) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write_csv(path)
        yield from _imported(bench, path, "csv")


def import_xlsx(bench: Bench) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        _write_xlsx(path)
        yield from _imported(bench, path, "xlsx")


def _imported(bench: Bench, path: Path, form: str) -> Iterator[Figure]:
    """Measured in this process, which does what the worker does: read, checked, saved, and taken back again."""
    by = bench.visitor.user
    with watched() as grown:
        start = time.perf_counter()
        job = bringing.bring(path=path, name=path.name, by=by, language="en")
        bringing.read(job)
        deeds.choose(job, columns=job.columns, twins="skip")
        deeds.run_check(job)
        checked = (time.perf_counter() - start) * 1000
        deeds.begin(job, leaves_out=True)
        saved = took(lambda: deeds.run(job))
    undone = took(lambda: _take_back(job, by))
    label, budget = f"{job.counts.get('make', 0)} made", Budget(longest=60_000)
    whole = Budget(longest=60_000, memory=MEMORY)
    yield figure(f"import, {form}: read and checked", bench.customers, budget, [(label, checked)])
    yield figure(f"import, {form}: and saved", bench.customers, whole, [(label, checked + saved)], memory=grown.most)
    yield figure(f"import, {form}: taken back", bench.customers, budget, [(label, undone)])


def _take_back(job: ImportJob, by: User) -> None:
    retracting.ask_back(job, by=by)
    retracting.take_back(job)


def _write_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows(_row(at) for at in range(ROWS))


def _write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEAD, *map(_row, range(ROWS))]):
            sheet.write_row(at, 0, row)


def _row(at: int) -> list[str]:
    is_company = at % 5 == 0
    name = ["", "", f"SC Firma {at} SRL"] if is_company else [FIRST[at % 7], f"{LAST[at % 5]}{at % 977}", ""]
    reach = [
        f"0722 {at // 1000 % 1000:03} {at % 1000:03}",
        f"0733 {at % 1000000:06}" if is_company else "",
        f"c{at}@bench.example",
    ]
    place = [f"Str. Mare {at % 300}", "Cluj-Napoca", "România"]
    return [
        f"B{at:06}",
        *name,
        *reach,
        *place,
        f"RO{at}" if is_company else "",
        "vine marți" if at % 10 == 0 else "",
        "VIP" if at % 9 == 0 else "",
    ]


SCENARIOS: dict[str, Scenario] = {
    "import": Scenario("a list of 100,000 customers checked, saved and taken back", import_csv),
    "import_excel": Scenario("the same as an Excel file", import_xlsx),
}
