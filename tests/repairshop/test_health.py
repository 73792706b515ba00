from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import OperationalError, connection

from tests.factories import order, person, shop

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def beat() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def test_well(client: Client) -> None:
    beat()
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "worker": "ok", "disk": "ok", "documents": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_without_a_worker_it_fails(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()["worker"]) == (503, "failing")


def test_a_document_that_waits_for_its_file_fails_after_ten_minutes(client: Client) -> None:
    beat()
    shop()
    order(person())
    assert client.get("/health/").json()["documents"] == "ok"
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        assert client.get("/health/").json()["documents"] == "failing"


def test_without_a_database_it_still_answers(client: Client) -> None:
    with connection.execute_wrapper(gone):
        response = client.get("/health/")
    assert response.status_code == 503
    assert response.json() == {
        "status": "failing",
        "database": "failing",
        "worker": "failing",
        "disk": "ok",
        "documents": "failing",
    }


def gone(*_asked: object) -> None:
    raise OperationalError


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/health/").status_code == 405
