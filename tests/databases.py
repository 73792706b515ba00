"""Databases for tests: the owner migrates one template a run, all others are copies of it; nothing is ever flushed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import psycopg
from django.db import connection, connections, transaction
from psycopg import sql

from repairshop.system import exclusive

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "test_template"
RUN_FOLDER = "REPAIRSHOP_TEST_RUN"


def urls_of(database: str) -> dict[str, str]:
    """The environment with which another process works on that database."""
    return {
        name: urlsplit(os.environ[name])._replace(path=f"/{database}").geturl()
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }


def _as_owner() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def make_template() -> None:
    """Migrate the template unless a test process beside us has done it in this run."""
    folder = Path(os.environ[RUN_FOLDER])
    with exclusive(folder / "template.lock"):
        done = folder / "template-made"
        if done.exists():
            return
        drop(TEMPLATE)
        with _as_owner() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
        result = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"],
            cwd=ROOT,
            env={**os.environ, **urls_of(TEMPLATE)},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            message = f"The template database could not be migrated:\n{result.stdout}{result.stderr}"
            raise RuntimeError(message)
        done.touch()


def make_copy(name: str, of: str = TEMPLATE) -> None:
    drop(name)
    with _as_owner() as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(of)))


def drop(name: str) -> None:
    with _as_owner() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def switch_to(name: str) -> None:
    """Point this process's connections at that database, those that threads will open as well."""
    for alias in ("default", "owner"):
        connection = cast("DatabaseWrapper", connections[alias])
        connection.close()
        if connection.pool is not None:
            connection.close_pool()
        connection.settings_dict["NAME"] = name


@contextmanager
def copy_in_use(name: str, of: str = TEMPLATE) -> Iterator[str]:
    """A fresh copy under that name, which this process works on until the end; then it is dropped."""
    before = connections["default"].settings_dict["NAME"]
    make_copy(name, of)
    switch_to(name)
    try:
        yield name
    finally:
        switch_to(before)
        drop(name)


def empty_in_use(name: str) -> AbstractContextManager[str]:
    """An empty database under that name, which this process works on until the end; then it is dropped."""
    return copy_in_use(name, of="template0")


def others_lock(what: str) -> bool:
    """Whether somebody else has (or waits for) such a lock in this database, not in one of the tests beside this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            f" WHERE datname = current_database() AND pid <> pg_backend_pid() AND {what})"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is written meanwhile is sound and then gone."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
