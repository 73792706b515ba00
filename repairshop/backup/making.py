"""Saving the shop while people work in it: everything is of one moment, that of the exported snapshot."""

from __future__ import annotations

import tempfile
import tomllib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from psycopg import sql

from core.models import Shop
from repairshop.backup import container, tools


class NotMade(Exception):
    """No backup was made; the text says why."""


def make_backup(path: Path) -> container.Manifest:
    """Save database, files and keys into one file, read it again byte for byte, and note that this was done.

    Raises NotMade, and then leaves nothing behind, and an earlier one of that name as it was.
    """
    try:
        manifest = container.written(path, partial(_write, path.parent))
    except (tools.NoTool, container.Damaged, OSError, psycopg.Error) as error:
        raise NotMade(str(error)) from error
    Shop.objects.filter(pk=1).update(backed_up_at=datetime.now(UTC))
    return manifest


def _write(folder: Path, target: IO[bytes]) -> None:
    writer = container.Writer(target)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as scratch:
        dump = Path(scratch) / container.DUMP
        about = dump_database(dump)
        writer.add(container.DUMP, dump)
    for name, file in [*_media(), *_keys()]:
        _add_if_there(writer, name, file)
    writer.close(about)


def _add_if_there(writer: container.Writer, name: str, file: Path) -> None:
    try:
        writer.add(name, file)
    except FileNotFoundError:
        return  # swept away since the folder was listed: no row names it any more


def dump_database(target: Path) -> container.Manifest:
    """Dump the database into a file; returns what the manifest says of it, of the very same moment."""
    with tools.connect() as session:
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = session.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        version = session.info.server_version // 10000
        tools.run(
            "pg_dump",
            f"--snapshot={snapshot}",
            "--format=custom",
            "--compress=3",
            f"--file={target}",
            f"--dbname={tools.conninfo()}",
            at_least=version,
        )
        return {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "app_version": app_version(),
            "server_version": version,
            "roles": {"owner": tools.owner()["USER"], "web": settings.DATABASES["default"]["USER"]},
            "migrations": migrations(session),
            "rows": row_counts(session),
        }


def app_version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    version: str = project["project"]["version"]
    return version


def migrations(session: psycopg.Connection[Any]) -> list[str]:
    rows = session.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def row_counts(session: psycopg.Connection[Any]) -> dict[str, int]:
    tables = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return {table: _count(session, table) for (table,) in tables}


def _count(session: psycopg.Connection[Any], table: str) -> int:
    row = session.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    return row[0] if row else 0


def media_elsewhere() -> str:
    """What keeps the photos where they are no files of this machine, and so not in the backup; "" where they are."""
    is_here = isinstance(storages["default"], FileSystemStorage)
    return "" if is_here else type(storages["default"]).__name__


def _media() -> list[tuple[str, Path]]:
    if media_elsewhere():
        return []
    root = Path(settings.MEDIA_ROOT)
    return [(f"media/{path.relative_to(root).as_posix()}", path) for path in sorted(root.rglob("*")) if path.is_file()]


def _keys() -> list[tuple[str, Path]]:
    """The keys the shop made itself; one that comes from the environment is kept by whoever sets it."""
    files = [path for pattern in ("*_key", "*_keys") for path in settings.VAR_DIR.glob(pattern)]
    return [(f"keys/{path.name}", path) for path in sorted(files) if path.is_file()]


def is_empty() -> bool:
    """Whether nothing would be lost: no account, no customer, no document."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations') IS NULL")
        if cursor.fetchone()[0]:
            return True
        cursor.execute(
            """SELECT NOT EXISTS (SELECT 1 FROM accounts_user) AND NOT EXISTS (SELECT 1 FROM customers_customer)
                  AND NOT EXISTS (SELECT 1 FROM documents_document)"""
        )
        empty: bool = cursor.fetchone()[0]
    return empty
