"""Migrations run as the owner; afterwards the web role is given its rights, so that a new table is never forgotten."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from core import rights


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            message = "Migrations run as the owner of the tables: set DATABASE_OWNER_URL."
            raise CommandError(message)
        super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        rights.grant(settings.DATABASES["default"]["USER"])
        call_command("sync_roles", database="owner", verbosity=options["verbosity"])
