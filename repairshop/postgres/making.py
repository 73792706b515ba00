"""Making a cluster and the roles in it."""

import shutil
import subprocess
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from repairshop.postgres import files
from repairshop.system import Account, spawn

DATABASE = "repairshop"
OWNER_ROLE = "repairshop_owner"
WEB_ROLE = "repairshop_web"


def start_initdb(
    *options: str, program: str, data: Path, secret: Path, account: Account | None, log: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Begin to make a cluster whose superuser has the password in the file `secret`."""
    command = [
        *(program, "--pgdata", str(data), "--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256"),
        # The builtin locale sorts and folds the same letters on every machine, whatever its C library.
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--data-checksums", "--no-instructions", *options),
    ]
    return spawn(command, account=account, output=log, cwd=secret.parent, env=files.plain_environment())


def write_secret(path: Path, text: str, account: Account | None) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    if account:
        account.own(path)


def empty_folder(path: Path, account: Account | None) -> None:
    shutil.rmtree(path, ignore_errors=True)
    files.make_folder(path, owner=account)


def make_roles(connection: psycopg.Connection, passwords: dict[str, str], *, may_create_databases: bool) -> None:
    """The owner of the tables, the web role that owns nothing, and the database; may be run again."""
    for role in (OWNER_ROLE, WEB_ROLE):
        _make_role(connection, role, passwords[role])
    owner, web, database = (sql.Identifier(name) for name in (OWNER_ROLE, WEB_ROLE, DATABASE))
    if may_create_databases:
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
        connection.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(owner))  # to drop a database in use
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, web))


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    name = sql.Identifier(role)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
