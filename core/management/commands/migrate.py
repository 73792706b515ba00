"""Migrations run as the owner; afterwards the web role is given its rights, so that a new table is never forgotten."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.utils import CursorWrapper

from core import rights

ONE_AT_A_TIME = 0x5265_7061_6972  # an advisory lock: two servers that start at once do not fill the same columns twice


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Asks again and again instead of waiting in one statement: its snapshot would hold up an index built concurrently."""
    with connections["owner"].cursor() as cursor:
        while not _locked(cursor):
            time.sleep(0.5)
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _locked(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
    return bool(cursor.fetchone()[0])


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            message = "Migrations run as the owner of the tables: set DATABASE_OWNER_URL."
            raise CommandError(message)
        with one_at_a_time():
            super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        rights.grant(settings.DATABASES["default"]["USER"])
        call_command("sync_roles", database="owner", verbosity=options["verbosity"])
