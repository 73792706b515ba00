"""What somebody with the web process's password could try against the archive and the history. All of it is refused."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from core.rights import insert_only_tables
from documents.actions import store_file
from tests.factories import handed_over, person, shop, staff

TABLES = [
    "core_event", "core_eventdetail", "documents_destroyeddocument", "documents_destructionanswer", "documents_destructionproposal",
    "documents_document", "documents_documentasset", "documents_documentcontent", "documents_documentfile",
    "documents_retentionrule", "documents_verification",
]  # fmt: skip
COLUMNS = {
    "core_event": "verb", "core_eventdetail": "data", "documents_documentasset": "sha256", "documents_destructionanswer": "by",
    "documents_destructionproposal": "by", "documents_retentionrule": "by", "documents_verification": "found",
}  # fmt: skip


def test_the_list_of_insert_only_tables() -> None:
    assert insert_only_tables() == TABLES


@pytest.fixture
def document(db: None) -> str:
    shop()
    return handed_over(person()).number


def refused(statement: str, using: str = "default") -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(statement)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.sqlstate)


ATTACKS = [
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "TRUNCATE {} CASCADE",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} DISABLE TRIGGER refuse_change",
    "DROP TRIGGER refuse_change ON {}",
    "DROP TABLE {} CASCADE",
    "ALTER TABLE {} ADD COLUMN gone integer REFERENCES core_nonce (id) ON DELETE CASCADE",
    "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT ON CONSTRAINT {0}_pkey DO UPDATE SET {1} = EXCLUDED.{1}",
    "MERGE INTO {0} standing USING {0} other ON false WHEN MATCHED THEN UPDATE SET {1} = other.{1}",
    "MERGE INTO {0} standing USING {0} other ON false WHEN MATCHED THEN DELETE",
    "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION shop_refuse_change()",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_web_role_may_not(document: str, attack: str) -> None:
    columns = {table: COLUMNS.get(table, "number") for table in TABLES}
    said = {table: refused(attack.format(table, column, column)) for table, column in columns.items()}
    assert said == dict.fromkeys(TABLES, "42501")


@pytest.mark.parametrize(
    "attack",
    [
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION shop_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE FUNCTION documents_refuse_all_but_destruction() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE FUNCTION documents_check_destruction() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE FUNCTION documents_destroy(bigint, text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "CREATE OR REPLACE FUNCTION documents_may_destroy(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "DROP FUNCTION documents_destroy(bigint, text)",
        "ALTER FUNCTION shop_refuse_change() OWNER TO repairshop_web",
        "CREATE TABLE mine (id integer)",
        "ALTER ROLE repairshop_web SUPERUSER",
        "SET ROLE repairshop_owner",
        "DELETE FROM django_migrations",
        """MERGE INTO documents_document d USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET number = 'X'""",
        """INSERT INTO documents_documentasset (sha256, media_type, data) VALUES ('x', 'y', '') ON CONFLICT (sha256) DO UPDATE SET data = ''""",
    ],
)
def test_nor_around_a_corner(document: str, attack: str) -> None:
    assert refused(attack) == "42501"


def test_nor_give_itself_a_right(document: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "GRANT UPDATE, DELETE, TRUNCATE ON documents_document TO current_user"
        )  # answers with a warning only
        cursor.execute("SELECT has_table_privilege('documents_document', 'UPDATE, DELETE, TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_even_the_owner_may_not(own_database: str) -> None:
    shop(logo=b"\x89PNG")
    number = handed_over(person()).number
    store_file(number=number, data=b"%PDF")
    one, other = staff("manager"), staff("administrator")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_destructionproposal (numbers, reason, by_id, by) VALUES ('[]', '', %s, '')", [one.pk]
        )
        cursor.execute(
            "INSERT INTO documents_destructionanswer (proposal_id, accepted, by_id, by) VALUES (1, true, %s, '')",
            [other.pk],
        )
        cursor.execute(
            """INSERT INTO documents_verification (at, seconds, documents, files, found, problems, heads)
               VALUES (now(), 0, 0, 0, 0, '[]', '{}')"""
        )
    for table in set(TABLES) - {"documents_destroyeddocument"}:  # that one has rows only after a destruction
        column = COLUMNS.get(table, "number")
        for statement in ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            assert refused(statement.format(table, column, column), using="owner") == "42501"


def test_the_web_role_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
