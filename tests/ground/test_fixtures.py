"""The ground the other tests stand on."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.utils import ProgrammingError


def who_and_where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone()
    return user, database


@pytest.mark.django_db
def test_tests_work_as_the_web_role(worker_id: str) -> None:
    assert who_and_where() == ("repairshop_web", f"test_{worker_id}")


@pytest.mark.django_db
def test_the_web_role_makes_no_tables() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied for schema public"):
        cursor.execute("CREATE TABLE mine ()")


@pytest.mark.django_db
@pytest.mark.parametrize("_turn", [1, 2])
def test_what_a_test_writes_is_rolled_back(_turn: int) -> None:
    assert not Group.objects.filter(name="left behind").exists()
    Group.objects.create(name="left behind")


@pytest.mark.parametrize("_turn", [1, 2])
def test_an_own_database_is_fresh_and_seen_by_threads(own_database: str, _turn: int) -> None:
    assert who_and_where() == ("repairshop_web", own_database)
    assert not Group.objects.filter(name="left behind").exists()
    Group.objects.create(name="left behind")
    seen: list[int] = []

    def look() -> None:
        seen.append(Group.objects.filter(name="left behind").count())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]
