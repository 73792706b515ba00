"""Make a large shop for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from repairshop.seeding import NotEmpty, seed


class Command(BaseCommand):
    help = "Fill the shop with so many made-up customers, and devices, orders and documents in proportion."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, required=True, metavar="N")
        parser.add_argument("--add", action="store_true", help="even though the shop has customers already")

    def handle(self, *_args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            message = "Only the owner of the tables can load so fast: set DATABASE_OWNER_URL."
            raise CommandError(message)
        if not 1 <= options["customers"] <= 10_000_000:  # noqa: PLR2004
            message = "Between 1 and 10,000,000 customers."
            raise CommandError(message)
        start = time.monotonic()
        try:
            seed(options["customers"], add=options["add"])
        except NotEmpty:
            message = "This shop has customers already. To mix made-up ones with them, say --add."
            raise CommandError(message) from None
        self.stdout.write(f"{options['customers']:,} customers in {time.monotonic() - start:.1f} s.")
