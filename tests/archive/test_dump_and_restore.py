"""A dump taken with pg_dump restores: row for row, with rights, triggers and search alive."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, connections

from core import search
from repairshop.postgres import files
from tests import databases
from tests.factories import company, handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path


def run(tool: str, *arguments: str) -> None:
    """One of PostgreSQL's own tools, as the owner."""
    command = [str(files.binaries(for_account=False) / tool), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C"})


def contents() -> dict[str, list[str]]:
    """Every row of every table of the shop, as text."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^procrastinate' ORDER BY 1"
        )
        tables = [table for (table,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT each::text FROM {table} each ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows


def test_dump_and_restore(own_database: str, tmp_path: Path) -> None:
    shop()
    handed_over(person("Ștefan", "Țurcanu"))
    order(company())
    before = contents()
    assert len(before["documents_document"]) == 3
    dump = tmp_path / "shop.dump"
    run("pg_dump", "--format=custom", f"--file={dump}", databases.urls_of(own_database)["DATABASE_OWNER_URL"])

    with databases.empty_in_use(f"{own_database}_restored") as restored:
        address = databases.urls_of(restored)["DATABASE_OWNER_URL"]
        run("pg_restore", "--exit-on-error", f"--dbname={address}", str(dump))
        assert contents() == before
        again = order(person("Zoe", "Ābola"))
        assert again.number.endswith("000003")
        assert [hits[0].url for _group, hits, _more in search.live("abola", staff("front_desk")) if hits] == [
            again.customer.get_absolute_url(),
            again.device.get_absolute_url(),
            again.get_absolute_url(),
            f"/documents/IR-{again.number[3:7]}-000003/",
        ]
        for alias in ("default", "owner"):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|insert-only"),
                connections[alias].cursor() as cursor,
            ):
                cursor.execute("DELETE FROM documents_document")
        with connection.cursor() as cursor:
            cursor.execute("SELECT bool_and(tgenabled = 'A') FROM pg_trigger WHERE tgname LIKE 'refuse%'")
            assert cursor.fetchone() == (True,)
