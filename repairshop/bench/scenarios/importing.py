"""A list of a hundred thousand customers brought into the book: how long it takes, and how much memory on top."""

from __future__ import annotations

import csv
import resource
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from accounts.models import User
from customers.importing import bringing, deeds, retracting
from repairshop.bench.measuring import Budget, Figure, figure, took
from repairshop.bench.scenarios.base import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.models import ImportJob
    from repairshop.bench.scenarios.base import Bench

ROWS = 100_000
MEGABYTE = 1024  # kilobytes, as the system counts the most a process had
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


def import_customers(bench: Bench) -> Iterator[Figure]:
    """Measured in this process, which does what the worker does: checked, saved, and taken back again."""
    by = User.objects.filter(is_active=True).order_by("pk").first()
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write(path)
        job = bringing.bring(path=path, name=path.name, by=by, language="en")
        deeds.choose(job, columns=job.columns, twins="skip")
        checked = took(lambda: deeds.run_check(job))
        deeds.begin(job, leaves_out=True)
        saved = took(lambda: deeds.run(job))
    grown = _memory() - before
    undone = took(lambda: _take_back(job, by)) if by else 0.0
    label = f"{job.counts.get('make', 0)} made, memory + {grown} MB"
    yield figure("import: checked", bench.customers, Budget(longest=60_000), [(label, checked)])
    yield figure("import: checked and saved", bench.customers, Budget(longest=60_000), [(label, checked + saved)])
    yield figure("import: taken back", bench.customers, Budget(longest=60_000), [(label, undone)])
    yield figure("import: memory, bytes", bench.customers, Budget(bytes=200 << 20), [(label, saved)], size=grown << 20)


def _take_back(job: ImportJob, by: User) -> None:
    retracting.ask_back(job, by=by)
    retracting.take_back(job)


def _memory() -> int:
    """Megabytes, the most so far: of this process and of the one that reads Excel files."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return int(max(own, children) // MEGABYTE)


def _write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows(_row(at) for at in range(ROWS))


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
    "import": Scenario("a list of 100,000 customers checked, saved and taken back", import_customers),
}
