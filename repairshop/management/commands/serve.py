"""`bin/serve` ends here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from repairshop import serve


class Command(BaseCommand):
    help = "Set the shop up and run it: database, web process, worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="fill an empty shop with believable customers and repairs"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="0.0.0.0 lets other computers in (default: %(default)s)"
        )
        parser.add_argument("--port", type=int, default=8000, help="(default: %(default)s)")

    def handle(self, *_args: Any, **options: Any) -> None:
        serve.serve(host=options["host"], port=options["port"], demo=options["demo"])
