"""A canary in every personal field of a customer, whatever tables there are, and the search for those that are left."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateTimeField, FileField, JSONField, TextField
from django.utils import timezone

from core import dossier
from customers import notes
from customers.actions import (
    CustomerDraft,
    TypedContact,
    TypedPhone,
    create_customer,
    update_customer,
)
from customers.dossier import KEPT_TEXTS
from customers.merging import merge_customers
from customers.models import Contact, Customer
from devices.actions import DeviceDraft, update_device
from devices.dossier import KEPT_TEXTS as KEPT_OF_DEVICE
from devices.models import Device
from repairs.actions import Intake, hand_over, move_order, receive_device, update_order
from repairs.dossier import KEPT_TEXTS as KEPT_OF_ORDER
from repairs.models import WorkOrder
from repairs.states import Status
from tests.factories import device, handed_over, person, staff

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
