"""Bringing a shop back: every part is checked first, then the database comes in one transaction, then files and keys."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from repairshop.backup import container, making, placing, tools

if TYPE_CHECKING:
    from collections.abc import Iterator

# The shop's own things go as one; what an administrator of the server put beside the schema stays.
CLEAR = b"""
BEGIN;
SET client_min_messages = warning;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class Refused(Exception):
    """The backup was not touched, nor was the shop; the text says why."""


class NotRestored(Exception):
    """The restore failed half-way; the database is as it was before, files and keys too."""


def check(path: Path) -> container.Manifest:
    """Look at every part of a backup without touching the shop. Raises Damaged."""
    manifest = container.checked(path)
    for name, _size, source in container.members(path):
        if name == container.DUMP:
            _check_dump(source.read(5))
    return manifest


def _check_dump(start: bytes) -> None:
    if start != b"PGDMP":
        raise container.Damaged("the database in it is not one that pg_dump wrote")


def restore(path: Path, *, may_replace: bool, safety_folder: Path) -> tuple[container.Manifest, Path | None]:
    """Make the shop what it was when the backup was made; returns its manifest and the safety copy of what stood here.

    Raises Damaged and Refused before anything is touched, NotRestored when the database would not take it.
    """
    manifest = check(path)
    _refuse_newer(manifest)
    _refuse_other_roles(manifest)
    _refuse_visitors()
    safety = None
    if not making.is_empty():
        if not may_replace:
            raise Refused("there is a shop already")
        safety = safety_folder / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}.backup"
        safety.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        making.make_backup(safety)
    with _unpacked(path) as scratch:
        _restore_all(scratch, manifest)
    return manifest, safety


def _refuse_newer(manifest: container.Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    unknown = [name for name in manifest["migrations"] if name not in known]
    if unknown:
        raise Refused(f"it was made by a newer release of the shop, which has {unknown[-1]}")


def _refuse_other_roles(manifest: container.Manifest) -> None:
    roles = {"owner": tools.owner()["USER"], "web": settings.DATABASES["default"]["USER"]}
    if manifest["roles"] != roles:
        named = manifest["roles"]
        raise Refused(
            f"its tables belong to the roles {named['owner']} and {named['web']}: name the database's roles so"
        )


def _refuse_visitors() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
    with tools.connect(autocommit=True) as session:
        row = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usesysid IS NOT NULL"  # the server's own helpers, like a vacuum, have no role
        ).fetchone()
    if row and row[0]:
        raise Refused(f"{row[0]} others are connected to the database: stop the shop first")


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The parts in a folder beside the shop's own files, so that they can be moved there at once."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR_DIR) as folder:
        for name, _size, source in container.members(path):
            target = Path(folder) / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(source, file, container.BLOCK)
        yield Path(folder)


def _restore_all(scratch: Path, manifest: container.Manifest) -> None:
    """Photos first, beside those that stand there: so none is missing at any moment, wherever this is cut off."""
    photos = placing.Placed(scratch)
    try:
        photos.put()
        _restore_database(scratch / container.DUMP, manifest)
    except OSError as error:
        photos.undo()
        raise NotRestored(str(error)) from error
    except BaseException:
        photos.undo()
        raise
    photos.keep()
    placing.put_keys(scratch)


def _restore_database(dump: Path, manifest: container.Manifest) -> None:
    """All or nothing: one transaction clears the schema, fills it again and counts what came.

    It is committed by the last word that is poured: where this process is killed before, psql sees the end of its input and nothing is done.
    """
    version = int(manifest["server_version"])
    read = [tools.find("pg_restore", at_least=version), "--file=-", str(dump)]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader,  # noqa: S603 - PostgreSQL's own programs
        writing(version) as writer,
    ):
        try:
            _pour(reader, writer, b"".join(_counting(manifest)) + b"COMMIT;\n")
        finally:
            reader.kill()
            writer.kill()  # the transaction of one that has not come to its end is undone


def writing(version: int) -> subprocess.Popen[bytes]:
    """psql, which does what is poured into it and stops at the first error."""
    command = [
        tools.find("psql", at_least=version),
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
        f"--dbname={tools.conninfo()}",
    ]
    return subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=tools.environment()
    )


def _pour(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], last: bytes) -> None:
    """From the one into the other; what goes wrong in either leaves the transaction uncommitted."""
    source, target = pipe(reader.stdout), pipe(writer.stdin)
    with suppress(BrokenPipeError):  # psql says below why it ended
        target.write(CLEAR)
        shutil.copyfileobj(source, target, container.BLOCK)
        if reader.wait() != 0:
            raise NotRestored(tools.last_words(pipe(reader.stderr).read()))
        target.write(last)
        target.close()
    said = pipe(writer.stderr).read()
    if writer.wait() != 0:
        raise NotRestored(tools.last_words(said))


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise NotRestored("the programs of PostgreSQL have no pipes")
    return end


def _counting(manifest: container.Manifest) -> Iterator[bytes]:
    """Statements that fail, and so undo everything, when a table has other rows than the manifest says."""
    for table, count in manifest["rows"].items():
        name = psycopg.sql.Identifier("public", table)
        statement = psycopg.sql.SQL("SELECT 1 / (count(*) = {})::int FROM {};\n").format(count, name)
        yield statement.as_string().encode()
