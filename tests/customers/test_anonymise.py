"""Whoever is anonymised is gone: a canary in every personal field, then all tables but the archive's are searched for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateTimeField, FileField, JSONField, TextField
from django.test import Client
from django.utils import timezone

from core import dossier, history
from core.models import BinEntry, Event
from customers import notes
from customers.actions import (
    CustomerDraft,
    TypedContact,
    TypedPhone,
    create_customer,
    delete_customer,
    update_customer,
)
from customers.anonymising import forget_customer
from customers.dossier import KEPT_TEXTS
from customers.merging import merge_customers
from customers.models import Contact, Customer, Merge
from devices.actions import DeviceDraft, update_device
from devices.dossier import KEPT_TEXTS as KEPT_OF_DEVICE
from devices.models import Device
from documents.models import Document
from repairs.actions import Intake, hand_over, move_order, receive_device, update_order
from repairs.dossier import KEPT_TEXTS as KEPT_OF_ORDER
from repairs.models import IntakeDraft, StatusMove, WorkOrder
from repairs.states import Status
from tests.factories import device, handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db
ANONYMISE = "/customers/CLT-000001/anonymise/"
TEXTS = (CharField, TextField, FileField)
WORD, DIGITS = "canary", "7770777"
# The archive stays as it was issued; sessions and the cache pass by themselves within days and hours.
ARCHIVE = ("documents_document", "documents_documentcontent", "documents_documentfile", "documents_documentasset")
LEFT_OUT = {*ARCHIVE, "django_session", "core_cache"}
# Texts of standing rows that tell what was done and charged, by model.
KEPT: dict[str, tuple[str, ...]] = {
    "customers.Customer": KEPT_TEXTS,
    "devices.Device": (*KEPT_OF_DEVICE, "serial_key", "plate_key"),
    "repairs.WorkOrder": KEPT_OF_ORDER,
    "repairs.OrderLine": ("text", "code"),
    "repairs.Estimate": ("document_number",),
    "repairs.EstimateLine": ("text", "code"),
    "repairs.Payment": ("document_number",),
}


def canaries(model: Any, keep: tuple[str, ...]) -> dict[str, Any]:
    """A word of its own in every column of text that is not said to stay: a new column is a part of this test by itself."""
    special = {"email": f"{WORD}@example.com", "imei": "357770777000001", "imei2": "357770777000002"}
    short = {name: f"{WORD}{position}" for position, name in enumerate(dossier.texts_of(model, keep=keep))}
    return {**short, **{name: value for name, value in special.items() if name in short}}


def nest(form: str) -> Customer:
    """A customer with a canary everywhere, made, changed, merged and served by the deeds of the shop."""
    desk, manager = staff("front_desk"), staff("manager")
    fields = {**canaries(Customer, KEPT_TEXTS), "form": form}
    shared = person("Shared", "Elsewhere", "0744 555 666")
    draft = CustomerDraft(
        {**fields, "note": f"{WORD} first note"},
        [TypedPhone("0727770777"), TypedPhone("07277707771", "home")],
        [TypedContact(WORD, WORD, f"0727{DIGITS}", f"{WORD}@mail.example", WORD, is_primary=True)],
        consents={"sms": True, "email": False},
    )
    made = create_customer(draft=draft, by=desk, nonce=uuid4())
    changed = CustomerDraft({**fields, "city": f"{WORD} city"}, draft.phones, draft.contacts)
    update_customer(number=made.number, draft=changed, version=made.version, by=desk)
    notes.add_note(number=made.number, text=f"{WORD} note", by=desk)
    notes.write_down(number=made.number, what="call", text=f"{WORD} call", by=desk)
    _serve(made, by=desk)
    _bought_from_somebody(made, by=desk)
    twin = person(f"{WORD}2", f"{WORD}3", f"0728{DIGITS}"[:10])
    handed_over(twin, thing=device(twin, imei="357770777000009"))
    merge_customers(kept=made.number, other=twin.number, taken=["first_name"], by=manager)
    for row in (made, Contact.objects.get(first_name=WORD)):
        kind = ContentType.objects.get_for_model(row)
        LogEntry.objects.create(
            user=manager,
            content_type=kind,
            object_id=str(row.pk),
            object_repr=WORD,
            change_message=WORD,
            action_flag=CHANGE,
        )
    assert shared.pk
    return Customer.objects.get(pk=made.pk)


def _serve(customer: Customer, *, by: Any) -> None:
    fields = canaries(Device, (*KEPT_OF_DEVICE, "serial_key", "plate_key"))
    thing = device(customer, **{**fields, "note": "", "mileage": 7770777})
    update_device(number=thing.number, draft=DeviceDraft({**fields, "model": "X"}), version=thing.version, by=by)
    job = {
        name: f"{WORD} {name}" for name in ("reported_fault", "condition", "accessories", "bench_note", "may_collect")
    }
    contact = Contact.objects.get(customer_links__customer=customer)
    made = receive_device(
        intake=Intake(customer.number, thing.number, {**job, "contact": contact}), by=by, nonce=uuid4()
    )
    update_order(number=made.number, fields={**job, "condition": f"{WORD} worse"}, version=made.version, by=by)
    move_order(number=made.number, seen="received", to=Status.IN_REPAIR, by=by, note=f"{WORD} moved")
    move_order(number=made.number, seen="in_repair", to=Status.READY, by=by)
    hand_over(
        number=made.number,
        seen="ready",
        by=by,
        work_done=f"{WORD} done",
        collected_by=f"{WORD} aunt",
        note=f"{WORD} out",
    )


def _bought_from_somebody(customer: Customer, *, by: Any) -> None:
    """What tells one thing from all others was written down while it was another's."""
    seller = person("Earlier", "Owner", "0744 555 777")
    thing = device(seller, imei="357770777000003", serial=f"{WORD}s")
    update_device(number=thing.number, draft=DeviceDraft({"plate": f"{WORD}9"}), version=thing.version, by=by)
    handed_over(seller, thing=thing)
    handed_over(customer, thing=thing)


def covered() -> list[Any]:
    return [apps.get_model(label) for part in dossier.parts() for label in part.covers]


def plant_everywhere(customer: Customer) -> set[str]:
    """A row of every covered table, a canary in every text, structure and file of every row: what is added later is tried by itself.

    Returns the tables that have one.
    """
    standing: dict[Any, Any] = {
        Customer: customer,
        Device: customer.devices.first(),
        WorkOrder: customer.work_orders.first(),
    }
    planted = set()
    for model in covered():
        standing.setdefault(model, model._base_manager.first() or made(model, standing))
        for name, text in planted_texts(model).items():
            with suppress(IntegrityError), transaction.atomic():  # an answer, say, stands with its date or not at all
                model._base_manager.filter(**mine(model, customer)).update(**{name: text})
                planted.add(model._meta.db_table)
    return planted


def mine(model: Any, customer: Customer) -> dict[str, Any]:
    """The way from a covered table to its customer."""
    names = {field.name for field in model._meta.concrete_fields}
    if model is Customer:
        return {"pk": customer.pk}
    for name, way in {"customer": "customer", "owner": "owner", "work_order": "work_order__customer"}.items():
        if name in names:
            return {way: customer}
    return (
        {"estimate__work_order__customer": customer} if "estimate" in names else {"customer_links__customer": customer}
    )


def planted_texts(model: Any) -> dict[str, Any]:
    kept = {*KEPT.get(model._meta.label, ()), "search", "e164", "phone_e164", "national", "phone_national"}
    columns = [
        each for each in model._meta.concrete_fields if each.name not in kept and not each.choices and not each.unique
    ]
    texts = {each.name: f"{WORD}{at}"[: each.max_length] for at, each in enumerate(columns) if isinstance(each, TEXTS)}
    special = {"email": f"{WORD}@mail.example", "imei": "357770777000001", "imei2": "357770777000002"}
    structures = {each.name: {WORD: WORD} for each in columns if isinstance(each, JSONField)}
    return {**texts, **{name: value for name, value in special.items() if name in texts}, **structures}


def made(model: Any, standing: dict[Any, Any]) -> Any:
    """A row of the table, of what must be there."""
    values = {each.name: needed(each, standing) for each in model._meta.concrete_fields if not has_default(each)}
    return model._base_manager.create(**values)


def has_default(column: Any) -> bool:
    wanted = column.is_relation and column.related_model in {WorkOrder, Customer, Device}
    return (column.null and not wanted) or column.primary_key or column.has_default() or column.has_db_default()


def needed(column: Any, standing: dict[Any, Any]) -> Any:
    if column.is_relation:
        related = column.related_model
        return standing.get(related) or related._base_manager.first() or made(related, standing)
    if column.choices:
        return "" if column.blank else column.choices[0][0]
    if isinstance(column, TEXTS):
        return "" if column.blank else "x"
    return timezone.now() if isinstance(column, DateTimeField) else 1


def tables_with_canaries() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in LEFT_OUT:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text ILIKE %s OR to_jsonb(t)::text LIKE %s',
                [f"%{WORD}%", f"%{DIGITS}%"],
            )
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


@pytest.mark.parametrize("form", ["person", "company"])
def test_no_canary_is_left(manager: Client, form: str) -> None:
    customer = nest(form)
    IntakeDraft.objects.create(user=staff("front_desk"), data={"customer": customer.number, "reported_fault": WORD})
    customer_url = f"/customers/{customer.number}/"
    planted = plant_everywhere(customer)
    assert planted <= set(tables_with_canaries())
    assert len(planted) > 12
    customer.refresh_from_db()
    assert set(tables_with_canaries()) >= {
        "customers_customer", "customers_phone", "customers_contact", "customers_customercontact", "customers_note",
        "customers_merge", "devices_device", "repairs_workorder", "repairs_statusmove", "core_eventdetail",
        "django_admin_log",
    }  # fmt: skip
    kept = kept_things()
    assert manager.post(f"{customer_url}anonymise/", {"name": customer.name}).headers["Location"] == customer_url
    assert tables_with_canaries() == {}
    assert kept_things() == kept
    customer.refresh_from_db()
    assert customer.name == f"Anonymised {customer.number}"
    assert customer.anonymised_at is not None


def kept_things() -> dict[str, list[Any]]:
    return {
        "orders": list(WorkOrder.objects.order_by("pk").values_list("number", "status", "final_cost", "closed_at")),
        "moves": list(StatusMove.objects.order_by("pk").values_list("before", "after", "at")),
        "devices": list(Device.objects.order_by("pk").values_list("number", "brand", "model")),
        "documents": list(Document.objects.order_by("pk").values_list("number", "own_hash")),
    }


def served() -> Customer:
    customer = person("Andrei", "Popescu")
    handed_over(customer)
    return customer


def test_the_dry_run_says_what_would_be_emptied_and_empties_nothing(manager: Client) -> None:
    served()
    page = manager.get(ANONYMISE)
    assert [(str(count.label), count.number) for count in page.context["counts"]] == [
        ("phone", 1),
        ("device's identifiers", 1),
        ("work order's texts", 1),
    ]
    assert page.context["documents"] == 2
    assert Customer.objects.get().name == "Andrei Popescu"


def test_the_pages_say_so_and_read_on(manager: Client) -> None:
    served()
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    page = manager.get("/customers/CLT-000001/")
    assert "Numbers, amounts and documents are all that is left." in page.content.decode()
    assert "Popescu" not in page.content.decode()
    assert Event.objects.get(verb="customer_anonymised").customer_number == "CLT-000001"
    assert history.lines(history.of_customer(["CLT-000001"]))
    assert "anonymised already" in manager.get(ANONYMISE).content.decode()
    assert manager.get(WorkOrder.objects.get().get_absolute_url()).status_code == 200


def test_open_work_blocks_and_is_named(manager: Client) -> None:
    made = order(person("Andrei", "Popescu"))
    for answer in (manager.get(ANONYMISE), manager.post(ANONYMISE, {"name": "Andrei Popescu"})):
        assert f"{made.number} is still open." in answer.content.decode()
    assert Customer.objects.get().name == "Andrei Popescu"


@pytest.mark.parametrize("name", ["", "Andrei", "x" * 100_000, "\0"])
def test_the_name_must_be_typed(manager: Client, name: str) -> None:
    served()
    assert "The name is not typed as it is." in manager.post(ANONYMISE, {"name": name}).content.decode()
    assert Customer.objects.get().name == "Andrei Popescu"


def test_a_merge_is_not_undone_any_more(manager: Client) -> None:
    served()
    person("Andrey", "Popesku", "0733 100 200")
    done = merge_customers(kept="CLT-000001", other="CLT-000002", taken=[], by=staff("manager"))
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert (Merge.objects.get().undo, Merge.objects.get().undo_until <= timezone.now()) == ({}, True)
    response = manager.post(f"/customers/merges/{done.pk}/undo/", follow=True)
    assert "can be undone no more" in response.content.decode()


def test_a_contact_of_others_too_stays_with_them(manager: Client) -> None:
    customer, other = served(), person("Ana", "Ionescu", "0733 222 111")
    shared = Contact.objects.create(first_name="Ion", last_name="Sharedman")
    for each in (customer, other):
        each.contact_links.create(contact=shared)
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert [link.customer for link in shared.customer_links.all()] == [other]


def test_what_lies_in_a_bin_under_an_alias_goes_too(manager: Client) -> None:
    customer = served()
    customer.aliases.create(number="CLT-000900")
    BinEntry.objects.create(
        customer_number="CLT-000900",
        name="Andrei Popescu",
        deleted_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
        format=2,
        content={},
    )
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert not BinEntry.objects.exists()


FORGET = "/customers/deleted/CLT-000001/forget/"


def binned() -> Customer:
    customer = served()
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))
    return customer


@pytest.mark.parametrize("seller_goes", ["first", "last", "never"])
def test_no_canary_is_left_of_one_who_lay_in_the_bin(manager: Client, seller_goes: str) -> None:
    """A device of theirs stays with another's orders, or lies in that one's bin too."""
    customer, by = nest("person"), staff("manager")
    seller = Customer.objects.get(last_name="Owner")
    going = {"first": [seller, customer], "last": [customer, seller], "never": [customer]}[seller_goes]
    for each in going:
        delete_customer(number=each.number, typed_name=each.name, ticked=[], by=by)
    assert "core_binentry" in tables_with_canaries()
    forget = f"/customers/deleted/{customer.number}/forget/"
    assert customer.name in manager.get(forget).content.decode()
    answer = manager.post(forget, {"name": customer.name}, follow=True)
    assert answer.redirect_chain == [("/customers/deleted/", 302)]
    assert tables_with_canaries() == {}
    assert Document.objects.count() == 8


def test_whoever_was_removed_for_good_is_restored_no_more_and_the_documents_stay(manager: Client) -> None:
    binned()
    assert "The name is not typed as it is." in manager.post(FORGET, {"name": "Andrei"}).content.decode()
    manager.post(FORGET, {"name": "Andrei Popescu"})
    assert not BinEntry.objects.exists()
    assert Document.objects.count() == 2
    assert Event.objects.get(verb="customer_forgotten").customer_number == "CLT-000001"
    answer = manager.post("/customers/deleted/CLT-000001/restore/", follow=True)
    assert "is not in the bin any more." in answer.content.decode()
    assert manager.get(FORGET).headers["Location"] == "/customers/deleted/"


def test_a_device_that_somebody_else_has_now_keeps_what_it_is(manager: Client) -> None:
    customer = person("Andrei", "Popescu")
    thing = device(customer, imei="351044630482738")
    handed_over(customer, thing=thing)
    handed_over(person("Ana", "Ionescu", "0733 222 111"), thing=thing)
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))
    forget_customer(number=customer.number, typed_name=customer.name, by=staff("manager"))
    assert Device.objects.get().imei == "351044630482738"


def test_only_managers_remove_for_good(manager: Client) -> None:
    binned()
    manager.force_login(staff("front_desk"))
    assert [manager.get(FORGET).status_code, manager.post(FORGET).status_code] == [403, 403]
    assert BinEntry.objects.exists()


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_only_managers_and_administrators_anonymise(manager: Client, role: str) -> None:
    served()
    manager.force_login(staff(role))
    answers = [manager.get(ANONYMISE), manager.post(ANONYMISE, {"name": "Andrei Popescu"})]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_wrong_method_and_nobody_there(manager: Client) -> None:
    assert manager.get(ANONYMISE).status_code == 404
    served()
    assert manager.put(ANONYMISE).status_code == 405
