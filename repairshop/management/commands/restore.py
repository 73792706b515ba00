"""Bring the shop back from a backup."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from repairshop.backup import Damaged, NotMade, NotRestored, Refused, restore
from repairshop.backup.making import is_empty

WORD = "replace"


class Command(BaseCommand):
    help = "Make the shop what it was when the backup was made. Stop the shop first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--word", help=f"'{WORD}': replace the shop that stands here, without asking")

    def handle(self, *_args: Any, **options: Any) -> None:
        may_replace = is_empty() or self._is_wanted(options["word"])
        try:
            manifest, safety = restore(
                options["file"].absolute(), may_replace=may_replace, safety_folder=settings.VAR_DIR / "backups"
            )
        except Damaged as error:
            message = f"{options['file']} is damaged: {error}. Nothing was touched."
            raise CommandError(message) from error
        except (Refused, NotMade) as error:
            message = f"Not restored: {error}. Nothing was touched."
            raise CommandError(message) from error
        except NotRestored as error:
            message = f"Not restored: {error}. The database is as it was."
            raise CommandError(message) from error
        if safety:
            self.stdout.write(f"What stood here before is kept in {safety}.")
        call_command("migrate", verbosity=0)
        self.stdout.write(f"The shop is as it was on {manifest['made_at']}: {sum(manifest['rows'].values())} rows.")

    def _is_wanted(self, word: str | None) -> bool:
        if not word:
            self.stdout.write(f"There is a shop here, and it will be replaced. Type {WORD} to go on: ", ending="")
            self.stdout.flush()
        typed = word or sys.stdin.readline()  # nothing where nobody can type: cron
        if typed.strip() != WORD:
            message = f"Not restored: the word {WORD} was not typed. Nothing was touched."
            raise CommandError(message)
        return True
