"""Save the whole shop into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from repairshop.backup import Damaged, NotMade, check, make_backup, media_elsewhere


class Command(BaseCommand):
    help = "Save database, files and keys into one file, while people work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only read a backup that is there, byte for byte")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"].absolute()
        try:
            manifest = check(path) if options["check"] else make_backup(path)
        except NotMade as error:
            message = f"No backup was made: {error}"
            raise CommandError(message) from error
        except Damaged as error:
            message = f"{path} is damaged: {error}"
            raise CommandError(message) from error
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"{path}: {path.stat().st_size / 1e6:.1f} MB, {rows} rows, {len(manifest['parts']) - 1} files and keys, "
            f"made {manifest['made_at']}, every byte checked."
        )
        if not options["check"] and (keeper := media_elsewhere()):
            self.stdout.write(
                f"The photos are not in it: they are kept by {keeper}. Keep them there, or copy them yourself."
            )
