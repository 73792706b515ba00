"""Measure the shop against its budgets, in a throw-away shop of its own."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from repairshop.bench.place import measure
from repairshop.bench.scenarios import SCENARIOS, Bench
from repairshop.bench.visitor import Visitor

COLUMNS = (
    "name",
    "customers",
    "p50_ms",
    "p95_ms",
    "max_ms",
    "floor_ms",
    "ratio",
    "queries",
    "bytes",
    "per_second",
    "memory",
    "growth",
    "ok",
    "budget",
    "slowest",
)

MOST_GROWTH = {"search": 3}  # times


class Command(BaseCommand):
    help = "Measure pages and deeds against their budgets, in a shop made and seeded for this alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: everything)")
        parser.add_argument("--list", action="store_true", help="say what can be measured")
        parser.add_argument("--customers", type=int, action="append", metavar="N", help="(default: 10000)")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--keep-in", type=Path, metavar="FOLDER", help="keep the seeded shop there for the next run"
        )
        parser.add_argument(
            "--seconds", type=int, default=30, metavar="S", help="how long each load lasts (default: 30)"
        )
        parser.add_argument("--inside", type=int, metavar="PORT", help="used by this command itself")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            for name, scenario in SCENARIOS.items():
                self.stdout.write(f"{name:<10} {scenario.description}")
            return
        names = options["names"] or list(SCENARIOS)
        if unknown := sorted(set(names) - set(SCENARIOS)):
            message = f"Nothing here is called {', '.join(unknown)}. Say --list."
            raise CommandError(message)
        sizes = options["customers"] or [10_000]
        if options["inside"]:
            self.stdout.write(json.dumps(_inside(names, sizes[0], options["inside"], options["seconds"])))
            return
        kept_in, seconds = options["keep_in"], options["seconds"]
        figures = [each for size in sizes for each in measure(names, size, _folder_for(kept_in, size), seconds)]
        grown(figures)
        self._report(figures, as_json=options["json"])

    def _report(self, figures: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))
            return
        rows = [list(COLUMNS), *([_cell(figure[column]) for column in COLUMNS] for figure in figures)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _folder_for(kept_in: Path | None, size: int) -> Path | None:
    return kept_in / str(size) if kept_in else None


def grown(figures: list[dict[str, Any]]) -> None:
    """Write into the figures of larger shops how much slower they are than those of the smallest."""
    smallest: dict[str, dict[str, Any]] = {}
    for each in sorted(figures, key=lambda figure: int(figure["customers"])):
        first = smallest.setdefault(each["name"], each)
        if first is not each and first["p50_ms"]:
            each["growth"] = round(each["p50_ms"] / first["p50_ms"], 2)
            most = MOST_GROWTH.get(each["name"])
            each["ok"] = each["ok"] and (most is None or each["growth"] <= most)


def _inside(names: list[str], customers: int, port: int, seconds: int) -> list[dict[str, Any]]:
    user = User.objects.get(username="bench")
    bench = Bench(customers, Visitor(port, user), seconds)
    return [figure.as_json() for name in names for figure in SCENARIOS[name].run(bench)]


def _cell(value: Any) -> str:
    return "" if value is None else {True: "ok", False: "TOO SLOW"}[value] if isinstance(value, bool) else str(value)
