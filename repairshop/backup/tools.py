"""pg_dump, pg_restore and psql, run as the owner of the tables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections

from repairshop.postgres import files
from repairshop.system import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

CONNECTION = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}


class NoTool(Exception):
    """A program of PostgreSQL is missing, too old, or failed; the text says which and how."""


def owner() -> dict[str, Any]:
    if "owner" not in connections:
        raise NoTool("The database is saved and restored as the owner of its tables: set DATABASE_OWNER_URL.")
    return dict(connections["owner"].settings_dict)


def conninfo() -> str:
    """Where the database is, without the password."""
    address = owner()
    options = {key: value for key, value in address["OPTIONS"].items() if isinstance(value, str)}
    return psycopg.conninfo.make_conninfo(
        **options, **{word: address[key] for key, word in CONNECTION.items() if address[key]}
    )


def connect(**options: Any) -> psycopg.Connection:
    return psycopg.connect(conninfo(), password=owner()["PASSWORD"], **options)


def run(program: str, *arguments: str, at_least: int, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end. Raises NoTool with its last words when it fails."""
    result = subprocess.run(  # noqa: S603 - a program of PostgreSQL, found by ourselves
        [find(program, at_least=at_least), *arguments],
        check=False,
        env=environment(),
        stderr=subprocess.PIPE,
        **options,
    )
    if result.returncode != 0:
        raise NoTool(f"{program} failed: {last_words(result.stderr)}")
    return result


def environment() -> dict[str, str]:
    return {**files.plain_environment(), "PGPASSWORD": owner()["PASSWORD"]}


def last_words(said: bytes) -> str:
    return " / ".join(said.decode("utf-8", "replace").strip().splitlines()[-3:])


def find(program: str, *, at_least: int) -> str:
    """The program of a release no older than the server (pg_dump refuses newer ones): ours, else the machine's."""
    for path in _candidates(program):
        if _major(path) >= at_least:
            return path
    message = f"{program} of PostgreSQL {at_least} or newer is needed; install PostgreSQL's client programs."
    raise NoTool(message)


def _candidates(program: str) -> Sequence[str]:
    try:
        ours = files.binaries(for_account=False) / program
    except SetupError:
        ours = Path("/nowhere")
    found = shutil.which(program, path=os.environ.get("PATH"))
    return [str(path) for path in (ours, found) if path and Path(path).exists()]


@cache
def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603 - see run
    match = re.search(r"(\d+)\.", said)
    return int(match[1]) if match else 0
