"""Fill the catalogue of telephones: what the first eight digits of an IMEI stand for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from core.reading import MOST_SHOWN, Unreadable, read_file
from devices.catalogue import MissingColumns, load

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Load type allocation codes from a CSV file with the columns tac, brand (or name) and model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            loaded = load(read_file(options["file"]))
        except Unreadable as error:
            raise CommandError(str(error)) from None
        except MissingColumns:
            message = "The columns tac and model are needed; brand (or name) is read as well."
            raise CommandError(message) from None
        for line in loaded.bad[:MOST_SHOWN]:
            self.stdout.write(line)
        if len(loaded.bad) > MOST_SHOWN:
            self.stdout.write(f"… and {len(loaded.bad) - MOST_SHOWN} more.")
        counts = f"{loaded.new} new, {loaded.changed} changed, {loaded.same} as before, {len(loaded.bad)} left out."
        self.stdout.write(f"{loaded.read} read: {counts}")
