"""What must hold everywhere, proved by looking at all of it: nobody has to remember it when adding a page, a deed or a model."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import dossier
from core.rights import insert_only_tables
from customers.actions import delete_customer
from customers.models import Customer
from tests.factories import company, device, handed_over, order, person, ready_order, shop, staff
from tests.pages import OUR_APPS, addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

# Open to whoever is not signed in, and why.
PUBLIC = {
    "public_status": "the customer's own slip: the secret in the address is the key",
    "health": "asked by monitors; tells no secrets",
    "account_login": "the way in",
    "account_logout": "leads to the way in",
    "account_signup": "says that accounts are made by an administrator",
    "account_inactive": "says why the way in is closed",
    "account_reauthenticate": "allauth's own check asks who is signed in only",
    "account_reset_password": "the way back in",
    "account_reset_password_done": "the way back in",
    "account_reset_password_from_key": "the way back in, with the key from the mail",
    "account_reset_password_from_key_done": "the way back in",
    "account_confirm_email": "reached from a mail, with its key",
    "account_email_verification_sent": "says that a mail is on its way",
    "account_confirm_login_code": "the way in by a code",
    "account_request_login_code": "the way in by a code",
    "mfa_authenticate": "second step of the way in",
    "mfa_login_webauthn": "the way in by passkey",
    "mfa_trust": "third step of the way in",
    "admin:login": "leads to the way in",
    "admin:logout": "leads to the way in",
    "admin:jsi18n": "words for the admin's scripts",
}
# Deeds that write no event of their own, and why.
EVENTLESS = {
    "store_file": "the file of a document whose issue is the event; made by the worker, by nobody",
}


def our_views() -> list[Any]:
    return [address for address in addresses() if address.is_ours]


def test_every_address_needs_login_or_says_why_not() -> None:
    opened = {address.name for address in addresses() if not getattr(address.view, "login_required", True)}
    assert opened <= set(PUBLIC), "open without a reason"


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_who_is_not_signed_in_is_led_to_the_way_in(address: Any) -> None:
    if address.name in PUBLIC:
        return
    samples = {
        "number": "CLT-000001",
        "secret": "x" * 22,
        "object_id": "1",
        "app_label": "core",
        "content_type_id": "1",
    }
    arguments = {name: samples.get(name, "1") for name in address.arguments}
    try:
        url = reverse(address.name, kwargs=arguments)
    except Exception:  # noqa: BLE001 - an address by expression rather than by name: its place under /admin/ guards it
        assert address.name.startswith("admin:")
        return
    response = Client().get(url)
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.parametrize("address", our_views(), ids=lambda address: address.name)
def test_every_view_names_its_permission(address: Any) -> None:
    assert hasattr(address.view, "needs") or address.name in PUBLIC


def sources(*names: str) -> Iterator[Path]:
    for app in OUR_APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not names or path.name in names or (path.parent.name + ".py") in names:
                yield path


@pytest.mark.parametrize(
    "path", list(sources("models.py", "actions.py", "events.py", "states.py", "snapshots.py")), ids=str
)
def test_no_model_or_action_sees_a_request(path: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    arguments = {node.arg for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.arg)}
    assert not {"request", "HttpRequest"} & (names | arguments)


@cache
def functions() -> dict[str, ast.FunctionDef]:
    found: dict[str, ast.FunctionDef] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, node)
    return found


def deeds() -> list[str]:
    return [
        name
        for name, node in functions().items()
        if any(isinstance(mark, ast.Name) and mark.id == "deed" for mark in node.decorator_list)
    ]


@cache
def calls(node: ast.AST) -> set[str]:
    called = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called}


def test_there_are_deeds() -> None:
    assert {"create_customer", "receive_device", "move_order", "hand_over", "delete_customer", "issue"} <= set(deeds())


@pytest.mark.parametrize("deed", deeds())
def test_every_deed_writes_an_event(deed: str) -> None:
    known = functions()
    reached, ahead = set(), {deed}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= (calls(known[name]) & set(known)) - reached
    writes = any({"record", "unwritten"} & calls(known[name]) for name in reached)
    assert writes != (deed in EVENTLESS)


def reaching(model: Any, target: Any, seen: frozenset[Any] = frozenset()) -> bool:
    ahead = [field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation]
    ahead = [each for each in ahead if each and each not in seen]
    return target in ahead or any(reaching(each, target, seen | {model}) for each in ahead)


def test_every_model_reaching_a_customer_has_its_dossier_part() -> None:
    covered = {name for part in dossier.parts() for name in part.covers}
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OUR_APPS]
    reach = {model._meta.label for model in ours if model is Customer or reaching(model, Customer)}
    assert {"customers.Phone", "devices.Device", "repairs.WorkOrder", "repairs.StatusMove"} <= reach
    assert reach <= covered, "in nobody's part"


@pytest.mark.django_db
@pytest.mark.parametrize("table", insert_only_tables())
def test_every_archive_trigger_is_always_on(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'refuse%%' ORDER BY 1",
            [table],
        )
        assert cursor.fetchall() == [("refuse_change", "A"), ("refuse_truncate", "A")]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_template_needs_a_weaker_content_security_policy(path: Path) -> None:
    text = path.read_text().lower()
    assert " style=" not in text or "templates/documents/pdf" in str(path)
    assert " onclick=" not in text
    assert " onchange=" not in text
    assert "<script>" not in text
    assert "javascript:" not in text


def populate(number: int) -> None:
    """`number` of everything a list shows."""
    manager = staff("manager", username="list-manager")
    for position in range(number):
        customer = person("Ana", f"Pop {position}", f"+40 722 418 9{position:02}")
        thing = device(customer, imei="", serial=f"SER{position}")
        order(customer, thing)
        ready_order(company(f"SIA {position}", f"+371 29 184 3{position:02}"))
        gone = person("Gone", f"Person {position}", f"+40 722 555 9{position:02}")
        handed_over(gone, thing=device(gone, imei="", serial=f"GONE{position}"))
        delete_customer(number=gone.number, typed_name=gone.name, ticked=[], by=manager)


LISTS = ["start", "customer_list", "customer_bin", "device_list", "order_list", "document_list"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*LISTS, "search", "customer_profile", "order_page", "device_page"])
def test_every_list_costs_the_same_at_one_row_and_at_three(name: str) -> None:
    shop()
    client = Client()
    client.force_login(staff("administrator"))
    populate(1)
    one = queries(client, name)
    populate(2)
    assert queries(client, name) == one


def queries(client: Client, name: str) -> int:
    number = {"customer_profile": "CLT-000001", "device_page": "DVC-000001"}.get(name)
    number = order_number() if name == "order_page" else number
    url = reverse(name, args=[number] if number else [])
    query = {"q": "p"} if name == "search" else {}
    client.get(url, query)  # whatever is cached for the process is cached now
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url, query)
    assert response.status_code == 200
    return len(captured)


def order_number() -> str:
    from repairs.models import WorkOrder  # noqa: PLC0415 - only here

    return WorkOrder.objects.order_by("pk").values_list("number", flat=True)[0]


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources("views.py", "models.py")
    }
    assert {name: lines for name, lines in long.items() if lines > 330} == {}
