"""The whole shop in one file and back: the drill, and what is refused."""

import io
import random
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from core.models import Shop
from customers.models import Customer
from documents.actions import Findable, issue, store_file
from documents.files import ensure_file
from documents.kinds import DocumentKind
from documents.models import Document, DocumentFile
from documents.verifying import look_through
from repairshop.backup import Damaged, NotRestored, Refused, check, make_backup, restore, restoring
from repairshop.backup.container import MANIFEST
from tests import databases, factories
from tests.test_backup_damage import damage, rewritten

SEEN = """
SELECT 'owner', c.relname::text, c.relowner::regrole::text, c.relacl::text FROM pg_class c
  WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname::text, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', oid::regprocedure::text, proacl::text, prosecdef::text || md5(prosrc) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname::text, contype::text FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename::text, indexname::text, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'sequence', sequencename::text, last_value::text, '' FROM pg_sequences WHERE schemaname = 'public'
ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A var folder of this test's own, with a key and a photo."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    (settings.MEDIA_ROOT / "photos").mkdir(parents=True)
    (settings.MEDIA_ROOT / "photos/1.jpg").write_bytes(b"a photo")
    (settings.VAR_DIR / "secret_key").write_text("the key")
    (settings.VAR_DIR / "passcode_keys").write_text("other keys")
    return tmp_path


def fingerprints() -> dict[str, Any]:
    """What each table says, row for row, without the note that a backup was made."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        said = {}
        for (table,) in cursor.fetchall():
            row = "to_jsonb(t) - 'backed_up_at'" if table == "core_shop" else "to_jsonb(t)"
            cursor.execute(
                f"SELECT count(*), md5(string_agg(({row})::text, '|' ORDER BY ({row})::text)) FROM {table} t"
            )
            said[table] = cursor.fetchone()
        return said


def ground() -> list[Any]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(SEEN)
        return list(cursor.fetchall())


def test_drill_brings_everything_back(own_database: str, folder: Path, settings: Any) -> None:
    factories.shop()
    ensure_file(factories.handed_over(factories.person()).number)
    before, stood, files = fingerprints(), ground(), list(DocumentFile.objects.values_list("number", "data"))
    backup = folder / "shop.backup"
    manifest = make_backup(backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["shop.backup", "var"]
    assert manifest["rows"]["repairs_workorder"] == 1
    settings.VAR_DIR = folder / "other"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    with databases.empty_in_use(f"{own_database}_back"):
        assert restore(backup, may_replace=False, safety_folder=folder / "safe")[1] is None
        assert fingerprints() == before
        assert ground() == stood
        assert list(DocumentFile.objects.values_list("number", "data")) == files
        with pytest.raises(Exception, match=r"denied|refused|allowed"):
            Document.objects.all().delete()
    assert (settings.MEDIA_ROOT / "photos/1.jpg").read_bytes() == b"a photo"
    assert (settings.VAR_DIR / "secret_key").read_text() == "the key"
    assert (settings.VAR_DIR / "passcode_keys").read_text() == "other keys"
    assert not list(settings.VAR_DIR.glob(".restore-*"))


def test_backup_made_while_people_work_is_of_one_moment(own_database: str, folder: Path) -> None:
    factories.shop()
    issued: list[str] = []
    enough, made = threading.Event(), threading.Event()

    def write() -> None:
        while not made.is_set():
            number = issue(kind=DocumentKind.ESTIMATE, content={}, language="en", find_by=Findable(), by=None).number
            store_file(number=number, data=b"%PDF " + number.encode())
            issued.append(number)
            if len(issued) > 20:
                enough.set()
        connections.close_all()

    with ThreadPoolExecutor(4) as people:
        working = [people.submit(write) for _each in range(4)]
        enough.wait(60)
        before = list(issued)
        manifest = make_backup(folder / "shop.backup")
        made.set()
        for each in working:
            each.result()
    with databases.empty_in_use(f"{own_database}_back"):
        restore(folder / "shop.backup", may_replace=False, safety_folder=folder)
        kept = set(Document.objects.values_list("number", flat=True))
        assert set(before) <= kept < set(issued)
        assert len(kept) == manifest["rows"]["documents_document"]
        assert look_through().problems == []


def test_shop_that_stands_is_replaced_only_on_demand_and_kept(own_database: str, folder: Path) -> None:
    kept = factories.person()
    backup, safe = folder / "shop.backup", folder / "safe"
    make_backup(backup)
    later = factories.company()
    with pytest.raises(Refused, match="there is a shop already"):
        restore(backup, may_replace=False, safety_folder=safe)
    assert Customer.objects.filter(pk=later.pk).exists()
    safety = restore(backup, may_replace=True, safety_folder=safe)[1]
    assert list(Customer.objects.values_list("pk", flat=True)) == [kept.pk]
    assert safety is not None
    restore(safety, may_replace=True, safety_folder=folder / "safe2")
    assert sorted(Customer.objects.values_list("pk", flat=True)) == [kept.pk, later.pk]


def test_restore_is_refused_while_others_are_connected(own_database: str, folder: Path) -> None:
    backup = folder / "shop.backup"
    make_backup(backup)
    with (
        psycopg.connect(databases.urls_of(own_database)["DATABASE_URL"]),
        pytest.raises(Refused, match="stop the shop"),
    ):
        restore(backup, may_replace=True, safety_folder=folder)


def test_restore_that_fails_in_the_middle_changes_nothing(own_database: str, folder: Path) -> None:
    factories.person()
    backup = folder / "shop.backup"
    make_backup(backup)
    rewritten(backup, lambda manifest: {**manifest, "rows": {**manifest["rows"], "customers_customer": 99}})
    factories.company()
    before = fingerprints()
    with pytest.raises(NotRestored):
        restore(backup, may_replace=True, safety_folder=folder / "safe")
    assert fingerprints() == before


def test_restore_that_is_killed_in_the_middle_changes_nothing(own_database: str, folder: Path) -> None:
    """Its psql then sees the end of what was poured into it."""
    factories.person()
    before = fingerprints()
    connections.close_all()
    with restoring.writing(17) as writer:
        assert writer.stdin is not None
        writer.stdin.write(restoring.CLEAR + b"CREATE TABLE public.half (id int);\n")
    assert writer.returncode == 0
    assert fingerprints() == before


def test_files_that_cannot_take_their_places_leave_all_as_it_was(
    own_database: str, folder: Path, settings: Any
) -> None:
    factories.person()
    backup = folder / "shop.backup"
    make_backup(backup)
    (settings.MEDIA_ROOT / "photos/1.jpg").unlink()
    (settings.MEDIA_ROOT / "photos").rmdir()
    (settings.MEDIA_ROOT / "photos").write_bytes(b"a file where a folder should be")
    factories.company()
    before = fingerprints()
    with pytest.raises(NotRestored):
        restore(backup, may_replace=True, safety_folder=folder / "safe")
    assert fingerprints() == before
    assert (settings.MEDIA_ROOT / "photos").read_bytes() == b"a file where a folder should be"


def test_photos_are_those_of_the_backup_in_the_folder_that_stands(
    own_database: str, folder: Path, settings: Any
) -> None:
    factories.person()
    backup = folder / "shop.backup"
    make_backup(backup)
    stands = settings.MEDIA_ROOT.stat().st_ino
    (settings.MEDIA_ROOT / "photos/1.jpg").write_bytes(b"another")
    (settings.MEDIA_ROOT / "photos/2.jpg").write_bytes(b"a later one")
    restore(backup, may_replace=True, safety_folder=folder / "safe")
    assert [(path.name, path.read_bytes()) for path in (settings.MEDIA_ROOT / "photos").iterdir()] == [
        ("1.jpg", b"a photo")
    ]
    assert settings.MEDIA_ROOT.stat().st_ino == stands  # it may be a disk of its own


def test_wrong_word_touches_nothing(own_database: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.person()
    backup = folder / "shop.backup"
    make_backup(backup)
    with pytest.raises(CommandError, match="the word replace was not typed"):
        call_command("restore", str(backup), word="yes")
    for typed in ("", "yes\n"):  # "" where nobody can type
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(CommandError, match="the word replace was not typed"):
            call_command("restore", str(backup), stdout=io.StringIO())
    assert Customer.objects.count() == 1


def test_photos_kept_elsewhere_are_said_to_be_missing(own_database: str, folder: Path, settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    out = io.StringIO()
    call_command("backup", str(folder / "shop.backup"), stdout=out)
    assert "The photos are not in it: they are kept by InMemoryStorage." in out.getvalue()
    assert not [name for name in check(folder / "shop.backup")["parts"] if name.startswith("media/")]


def test_backup_that_cannot_be_written_leaves_nothing(own_database: str, folder: Path) -> None:
    factories.shop()
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", str(folder / "nowhere" / "shop.backup"))
    assert Shop.objects.get().backed_up_at is None


def test_no_damaged_copy_of_a_whole_shop_touches_the_shop(own_database: str, folder: Path) -> None:
    factories.shop()
    ensure_file(factories.handed_over(factories.person()).number)
    backup, copy = folder / "shop.backup", folder / "copy.backup"
    parts, whole, dice = [*make_backup(backup)["parts"], MANIFEST], backup.read_bytes(), random.Random(20261130)
    before, photo = fingerprints(), Path(settings.MEDIA_ROOT) / "photos/1.jpg"
    for number in range(200):
        if number % 5:
            copy.write_bytes(damage(whole, number, dice))
        else:
            copy.write_bytes(whole)
            rewritten(copy, lambda manifest: manifest, without=parts[number // 5 % len(parts)])
        with pytest.raises(Damaged):
            restore(copy, may_replace=True, safety_folder=folder / "safe")
    assert fingerprints() == before
    assert photo.read_bytes() == b"a photo"
    assert not (folder / "safe").exists()


# --- the red line ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "set_up_hours", "shown"),
    [(None, 2, False), (None, 30, True), (23, 99, False), (25, 99, True)],
)
@pytest.mark.django_db
def test_manager_is_told_of_a_late_backup(hours: int | None, set_up_hours: int, *, shown: bool) -> None:
    factories.shop()
    now = timezone.now()
    backed_up_at = now - timedelta(hours=hours) if hours else None
    Shop.objects.update(set_up_at=now - timedelta(hours=set_up_hours), backed_up_at=backed_up_at)
    for role, sees in (("manager", shown), ("front_desk", False)):
        client = Client()
        client.force_login(factories.staff(role))
        assert (b"alert-bar" in client.get("/").content) == sees
