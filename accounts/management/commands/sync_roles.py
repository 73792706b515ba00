"""Write the roles of accounts/roles.py into groups: exactly these permissions, no more and no fewer."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandParser

from accounts.roles import ROLES, Role


class Command(BaseCommand):
    help = "Write the roles and their permissions into the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.using(options["database"]).select_related("content_type")
        }
        for role in ROLES:
            self.sync(role, known, options["database"])

    def sync(self, role: Role, known: dict[str, Permission], database: str) -> None:
        group, _created = Group.objects.using(database).get_or_create(name=role.code)
        # A permission whose app is not migrated yet comes with the next run.
        group.permissions.set([known[name] for name in role.permissions if name in known])
