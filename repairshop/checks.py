"""What Django's `check --database default` finds wrong with the way this shop reaches its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connections

from core.rights import insert_only_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig

HINT = (
    "Give DATABASE_URL a role that owns nothing, and DATABASE_OWNER_URL the one that owns the tables; then run migrate."
)


@register(Tags.database)
def web_role_owns_no_archive(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    databases: Sequence[str] | None = None,
    **_options: Any,
) -> list[Error]:
    """An owner could take the triggers off the archive, and a superuser anything: pages must not run as either."""
    if "default" not in (databases or []):
        return []
    try:
        is_superuser, owned = _role()
    except DatabaseError:
        return []  # no database to look at is another check's matter
    found = []
    if is_superuser:
        found.append(Error("The pages reach the database as a superuser.", hint=HINT, id="repairshop.E001"))
    if owned:
        tables = ", ".join(owned)
        found.append(Error(f"The pages reach the database as the owner of {tables}.", hint=HINT, id="repairshop.E002"))
    return found


def _role() -> tuple[bool, list[str]]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (is_superuser,) = cursor.fetchone()
        cursor.execute(
            """SELECT tablename FROM pg_tables
               WHERE schemaname = 'public' AND tablename = ANY(%s) AND pg_has_role(current_user, tableowner, 'MEMBER')
               ORDER BY tablename""",
            [insert_only_tables()],
        )
        return is_superuser, [table for (table,) in cursor.fetchall()]
