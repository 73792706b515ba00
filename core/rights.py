"""What the web role may do, table by table. It owns nothing; migrations give it these rights again each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connections, transaction
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITE = "SELECT, INSERT, UPDATE, DELETE"
INSERT_ONLY = "SELECT, INSERT"
READ_ONLY = "SELECT"
READ_ONLY_TABLES = frozenset({"django_migrations"})


def insert_only_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "insert_only", False))


def tables_written_by_functions() -> list[str]:
    """Tables that the web role only reads: a function of the owner writes them, after checks of its own."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "written_by_function", False))


def grant(web_role: str) -> None:
    """Give the web role its rights on every table of the database, as the owner; at no moment does it have none."""
    role = sql.Identifier(web_role)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        tables = [table for (table,) in cursor.fetchall()]
        for statement in _statements(tables, role):
            cursor.execute(statement.as_string(cursor.connection))
        cursor.execute(
            "SELECT current_database(), has_database_privilege(%s, current_database(), 'TEMPORARY')", [web_role]
        )
        name, may_make_temporary_tables = cursor.fetchone()
        if not may_make_temporary_tables:  # imports are staged in one
            statement = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(name), role)
            cursor.execute(statement.as_string(cursor.connection))


def _statements(tables: list[str], role: sql.Identifier) -> Iterator[sql.Composed]:
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    insert_only, read_only = insert_only_tables(), {*READ_ONLY_TABLES, *tables_written_by_functions()}
    for table in tables:
        rights = READ_ONLY if table in read_only else INSERT_ONLY if table in insert_only else WRITE
        name = sql.Identifier("public", table)
        yield sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role)
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), name, role)
