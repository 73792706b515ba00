"""Ground of all tests: they work as the web role on copies of one migrated database (see tests/databases.py)."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from core import remembering
from core.management.commands.compile_translations import compile_translation
from tests import databases

FLUSHING = ("transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback")


def pytest_configure(config: pytest.Config) -> None:
    if databases.RUN_FOLDER not in os.environ:
        pytest.exit("Run the tests with bin/test: it makes the database server that they need.", returncode=4)
    if not hasattr(config, "workerinput"):  # the workers start after this and find all compiled
        for source in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"):
            compile_translation(source)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        _refuse_flushing(item)


def _refuse_flushing(item: pytest.Item) -> None:
    """Insert-only tables cannot be flushed, so what needs real commits takes a database of its own."""
    names = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    if names.intersection(FLUSHING) or (mark and {"transaction", "reset_sequences"} & mark.kwargs.keys()):
        message = f"{item.nodeid}: take the fixture own_database instead; transactional tests flush tables."
        raise pytest.UsageError(message)
    if "own_database" in names and ("db" in names or mark):
        message = f"{item.nodeid}: own_database stands alone, without the mark django_db and the fixture db."
        raise pytest.UsageError(message)


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Pages drawn in this process name static files as they are; only a served shop has collected them."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": storage},
        WHITENOISE_AUTOREFRESH=True,  # or each test client would look all of them over first
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def imports_of_this_process(worker_id: str) -> Iterator[None]:
    """Each test process counts its imports from one, so each has a folder of its own for their files."""
    with override_settings(IMPORTS_DIR=settings.IMPORTS_DIR / worker_id):
        yield


class Forgetful(dict[str, Any]):
    def __setitem__(self, _key: str, _value: Any) -> None:
        pass


@pytest.fixture(scope="session", autouse=True)
def nothing_is_kept_between_requests() -> Iterator[None]:
    """How often a page asks must not depend on which test came before."""
    kept, remembering._KEPT = remembering._KEPT, Forgetful()
    yield
    remembering._KEPT = kept


@pytest.fixture
def kept_as_in_a_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_KEPT", {})


@pytest.fixture(scope="session")
def django_db_setup(
    worker_id: str, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database of this test process, for tests in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        databases.make_template()
        with databases.copy_in_use(f"test_{worker_id}"):
            yield


@pytest.fixture(scope="module")
def shared_by_a_file(worker_id: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For what all tests of a file start from: made once by a fixture that takes this one; each test leaves it as it was."""
    databases.switch_to(f"test_{worker_id}")  # whatever was used before
    with django_db_blocker.unblock(), databases.rolled_back():
        yield


@pytest.fixture
def own_database(worker_id: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database for one test that commits, uses threads or other processes; yields its name."""
    with django_db_blocker.unblock(), databases.copy_in_use(name := f"own_{worker_id}"):
        yield name
