from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.patience import A_SECOND, Slow, a_second
from tests.factories import handed_over, person, shop, staff

LISTS = ["customer_list", "device_list", "document_list", "order_list"]
WORDS = {
    **dict.fromkeys(LISTS, "That finds too much: narrow the filter."),
    "customer_find": "That finds too much. Type more letters.",
    "intake_customers": "That finds too much: type more letters.",
    "search": "Type more letters.",
    "customer_merge": "That finds too much: narrow the filter.",
    "device_owner": "That finds too much: narrow the filter.",
}
ABOUT = {"customer_merge": ["CLT-000001"], "device_owner": ["DVC-000001"]}
QUERY = {
    **{name: {"text": "popescu"} for name in LISTS},
    "customer_find": {"customer": "popescu"},
    "customer_merge": {"who": "popescu"},
}
LIVE = {"HX-Request": "true"}
MOST_LIMITS = 2  # the archive looks for few documents first


@pytest.fixture
def client(db: None) -> Client:
    shop()
    handed_over(person())
    client = Client()
    client.force_login(staff("manager"))
    return client


def asked(client: Client, name: str) -> Any:
    return client.get(reverse(name, args=ABOUT.get(name)), QUERY.get(name, {"q": "popescu"}), headers=LIVE)


def asks(sql: str) -> bool:
    return "EXECUTE" in sql or ("LIKE" in sql and not sql.startswith("PREPARE"))


def slowly(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's signature
    if asks(sql):
        limit = A_SECOND if sql.startswith(A_SECOND) else ""
        execute(limit + "SELECT pg_sleep(2)", (), many, context)
    return execute(sql, params, many, context)


def broken(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - as above
    if asks(sql):
        raise OperationalError
    return execute(sql, params, many, context)


@pytest.mark.parametrize("name", WORDS)
def test_what_finds_no_end_is_stopped_and_says_what_to_do(client: Client, name: str) -> None:
    with connection.execute_wrapper(slowly):
        response = asked(client, name)
    assert response.status_code == 200
    assert WORDS[name] in response.content.decode()


@pytest.mark.parametrize("name", WORDS)
def test_a_database_that_is_not_there_is_not_called_too_much(client: Client, name: str) -> None:
    with connection.execute_wrapper(broken), pytest.raises(OperationalError):
        asked(client, name)


@pytest.mark.parametrize("name", LISTS)
def test_an_unfiltered_list_sets_no_limit(client: Client, name: str) -> None:
    with CaptureQueriesContext(connection) as plain:
        client.get(reverse(name))
    assert not [each for each in plain.captured_queries if "statement_timeout" in each["sql"]]
    with CaptureQueriesContext(connection) as filtered:
        asked(client, name)
    assert 1 <= len([each for each in filtered.captured_queries if "statement_timeout" in each["sql"]]) <= MOST_LIMITS


@pytest.mark.django_db
def test_only_a_stopped_statement_is_slow() -> None:
    with pytest.raises(Slow), a_second(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2)")
    with pytest.raises(OperationalError), a_second():
        raise OperationalError
    with a_second(limited=False), connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
