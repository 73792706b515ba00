"""Take customers over from another program's CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from core.reading import MOST_SHOWN, Unreadable, read_file
from customers.importing import COLUMNS, Checked, NoNames, check, import_customers

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from accounts.models import User


class Command(BaseCommand):
    help = "Import customers from a CSV file: all of them or none. Run again it makes no twins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="the member of staff who imports")
        parser.add_argument("--dry-run", action="store_true", help="check and report only, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = _user(options["username"])
        checked = _checked(options["file"])
        self._report(checked)
        if checked.errors:
            shown = "\n".join(str(error) for error in checked.errors[:MOST_SHOWN])
            message = f"{shown}\nNothing was imported: {len(checked.errors)} rows have to be put right first."
            raise CommandError(message)
        made = len(checked.drafts) if options["dry_run"] else _import(checked, options["file"], by)
        words = f"{checked.read} read, {made} made, {len(checked.skipped)} skipped, {len(checked.warnings)} warnings."
        self.stdout.write(words)
        if options["dry_run"]:
            self.stdout.write("This was a trial: nothing was written.")

    def _report(self, checked: Checked) -> None:
        for name in checked.unknown:
            self.stdout.write(f"Column {name}: not known here, left out.")
        for remark in [*checked.skipped, *checked.warnings]:
            self.stdout.write(str(remark))


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        message = f"There is no member of staff called {username}."
        raise CommandError(message)
    return user


def _checked(path: Path) -> Checked:
    try:
        return check(read_file(path))
    except Unreadable as error:
        raise CommandError(str(error)) from None
    except NoNames:
        message = f"No column has the customers' names. Columns known here: {', '.join(sorted(COLUMNS))}."
        raise CommandError(message) from None


def _import(checked: Checked, path: Path, by: User | None) -> int:
    if not checked.drafts:
        return 0
    try:
        return import_customers(drafts=checked.drafts, file=path.name, by=by)
    except IntegrityError as error:
        message = f"Nothing was imported: somebody made one of these customers meanwhile. Run it again.\n{error}"
        raise CommandError(message) from None
