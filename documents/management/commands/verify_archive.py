"""The whole archive, looked through; ends with status 1 when anything is wrong."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from documents import heads
from documents.shapes import SeriesHead
from documents.verifying import look_and_keep

WRONG = 1


class Command(BaseCommand):
    help = (
        "Look through the whole archive: both chains, every hash, every gap. Ends with status 1 when anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=Path, metavar="FILE", help="write the heads of the chains there")
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with heads written earlier")

    def handle(self, *_args: Any, **options: Any) -> None:
        noted = _read(options["against"]) if options["against"] else []
        report = look_and_keep(noted=noted, noted_in=str(options["against"] or ""))
        for problem in report.problems:
            self.stdout.write(str(problem))
        if report.found > len(report.problems):
            self.stdout.write(f"… and {report.found - len(report.problems)} more.")
        if options["heads"]:
            options["heads"].write_text(heads.written(report.heads, at=clock.frozen(clock.now())), encoding="utf-8")
        things = "1 thing is" if report.found == 1 else f"{report.found} things are"
        self.stdout.write(
            f"{report.documents} documents and {report.files} files in {report.seconds:.1f} s: "
            + (f"{things} wrong." if report.found else "all as issued.")
        )
        if report.found:
            sys.exit(WRONG)


def _read(path: Path) -> list[SeriesHead]:
    try:
        with path.open(encoding="utf-8") as file:
            return heads.read(file.read(heads.LARGEST_FILE))
    except (OSError, UnicodeDecodeError, heads.NotHeads) as error:
        message = f"{path} holds no heads of this archive: {error}"
        raise CommandError(message) from error
