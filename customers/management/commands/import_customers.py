"""Take customers over from another program's CSV or Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language

from core.reading import MOST_SHOWN, Unreadable
from customers.importing import bringing, deeds, fields
from customers.models import ImportJob, ImportState, Twins

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from accounts.models import User
    from customers.importing.checking import Checked


class Command(BaseCommand):
    help = "Import customers from a CSV or Excel file: all of them or none. Run again it makes no twins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="the member of staff who imports")
        parser.add_argument("--twins", choices=Twins.values, default=Twins.SKIP, help="who is in the book already")
        parser.add_argument("--dry-run", action="store_true", help="check and report only, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        job = _brought(options["file"], _user(options["username"]))
        try:
            self._work(job, twins=options["twins"], is_trial=options["dry_run"])
        finally:
            if job.state != ImportState.DONE:
                deeds.drop(job)

    def _work(self, job: ImportJob, *, twins: str, is_trial: bool) -> None:
        checked = _checked(job, twins)
        self._report(checked)
        if checked.wrong:
            shown = "\n".join(str(error) for error in checked.errors[:MOST_SHOWN])
            message = f"{shown}\nNothing was imported: {checked.wrong} rows have to be put right first."
            raise CommandError(message)
        made, updated = checked.counts["make"], checked.counts["update"]
        if not is_trial and made + updated:
            _import(job)
            made, updated = job.counts["make"], job.counts["update"]
        changed = f" {updated} changed," if updated else ""
        counts = (
            f"{checked.read} read, {made} made,{changed} {checked.counts['skip']} skipped, {checked.warned} warnings."
        )
        self.stdout.write(counts)
        if is_trial:
            self.stdout.write("This was a trial: nothing was written.")

    def _report(self, checked: Checked) -> None:
        for name in checked.unknown:
            self.stdout.write(f"Column {name}: not known here, left out.")
        for remark in [*checked.skipped, *checked.likely, *checked.warnings]:
            self.stdout.write(str(remark))


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        message = f"There is no member of staff called {username}."
        raise CommandError(message)
    return user


def _brought(path: Path, by: User | None) -> ImportJob:
    if path.is_dir():
        message = f"{path} is a folder, not a file."
        raise CommandError(message)
    try:
        job = bringing.bring(path=path, name=path.name, by=by, language=(get_language() or "en")[:2])
    except Unreadable as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise CommandError(message) from None
    bringing.read(job)  # what is too long for a page to wait for
    if job.state == ImportState.FAILED:
        deeds.drop(job)
        raise CommandError(job.failure)
    return job


def _checked(job: ImportJob, twins: str) -> Checked:
    try:
        deeds.choose(job, columns=job.columns, twins=twins)
    except fields.NoNames:
        known = ", ".join(sorted(fields.labels().values()))
        message = f"No column has the customers' names. Columns known here: {known}."
        raise CommandError(message) from None
    checked = deeds.run_check(job)
    if checked is None:
        raise CommandError(job.failure)
    return checked


def _import(job: ImportJob) -> None:
    deeds.begin(job, leaves_out=False)
    deeds.run(job)
    if job.state != ImportState.DONE:
        raise CommandError(job.failure)
