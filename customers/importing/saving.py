"""What is staged becomes customers: a statement a table, however many rows there are.

What hangs on a customer goes in before the customer itself (the foreign keys are checked at the end), so that the trigger that fills
its search column fires once and finds everything there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, TextField
from psycopg.types.json import Jsonb

from core import clock
from core.models import Event
from customers.importing import numbers, updating
from customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerContact,
    CustomerType,
    ImportedRow,
    Label,
    Note,
    Phone,
    PriceType,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import Field, Model

    from accounts.models import User
    from customers.models import ImportJob

TEXTS = (
    "external_number", "form", "first_name", "last_name", "legal_name", "trade_name", "email", "messenger", "street", "city", "region",
    "postal_code", "country", "tax_number", "registration_number", "discount_card", "id_card_series", "id_card_number", "language",
)  # fmt: skip
TYPE = "(SELECT t.id FROM customers_customertype t WHERE lower(t.name) = lower(s.type_name) AND t.form = s.form ORDER BY t.id LIMIT 1)"
PRICE = "(SELECT p.id FROM customers_pricetype p WHERE lower(p.name) = lower(s.price_name) ORDER BY p.id LIMIT 1)"
MADE = "FROM staged s WHERE s.action = 'make'"
WRITTEN = "s.action IN ('make', 'update')"
OWNER = "coalesce(s.id, s.target)"
STEPS = 7


def save(job: ImportJob, *, by: User | None, progress: Callable[[int, int], None]) -> None:
    """Write down what is staged, in the import's transaction. The counter of numbers is taken last, before the customers go in."""
    now, key = clock.now(), by.pk if by else None
    updating.lock()
    job.made_lists = _make_lists()
    _run(
        "UPDATE staged SET id = nextval(pg_get_serial_sequence('public.customers_customer', 'id')) WHERE action = 'make'"
    )
    updating.remember(job)
    progress(1, STEPS)
    _people()
    progress(2, STEPS)
    _phones_and_labels()
    progress(3, STEPS)
    _notes_and_consents(key, now)
    updating.change()
    progress(4, STEPS)
    numbers.give()
    _customers(now)
    progress(5, STEPS)
    _write_events(job, key, now)
    updating.tell(job, key, now)
    progress(6, STEPS)


def _run(statement: str, **values: Any) -> list[int]:
    """Returns the keys where the statement returns any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def insert_selected(model: type[Model], given: dict[str, str], source: str, **values: Any) -> list[int]:
    """INSERT … SELECT of the given expressions; every other column gets the default that the model says."""
    columns = dict(given)
    for field in model._meta.concrete_fields:
        if field.attname not in given and not field.primary_key:
            columns[field.attname] = f"%(default_{field.attname})s"
            values[f"default_{field.attname}"] = _default(field)
    names = ", ".join(f'"{name}"' for name in columns)
    expressions = ", ".join(columns.values())
    return _run(f"INSERT INTO public.{model._meta.db_table} ({names}) SELECT {expressions} {source}", **values)


def _default(field: Field[Any, Any]) -> Any:
    if not field.has_default() and not field.null and isinstance(field, CharField | TextField):
        return ""
    return field.get_db_prep_save(field.get_default(), connection)


def _make_lists() -> dict[str, list[int]]:
    """Labels, types and price types that are not on the shop's lists yet; returns the keys of those made."""
    labels = _names("SELECT DISTINCT name FROM staged, jsonb_array_elements_text(labels) name WHERE action <> 'skip'")
    prices = _names("SELECT DISTINCT price_name FROM staged WHERE action <> 'skip' AND price_name <> ''")
    types = _names(
        "SELECT type_name, min(form) FROM staged WHERE action <> 'skip' AND type_name <> '' GROUP BY type_name"
    )
    return {
        "label": _make(Label, labels, "name"),
        "pricetype": _make(PriceType, prices, "name"),
        "customertype": _make(CustomerType, types, "name", "form"),
    }


def _make(model: type[Model], rows: list[tuple[str, ...]], *names: str) -> list[int]:
    missing = _missing(model, rows)
    values: dict[str, Any] = {name: [row[at] for row in missing] for at, name in enumerate(names)}
    arrays = ", ".join(f"%({name})s::text[]" for name in names)
    source = f"FROM unnest({arrays}) listed ({', '.join(names)}) ON CONFLICT DO NOTHING RETURNING id"
    return insert_selected(model, {name: f"listed.{name}" for name in names}, source, **values) if missing else []


def _names(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _missing(model: Any, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    standing = {name.casefold() for name in model.objects.values_list("name", flat=True)}
    return list({row[0].casefold(): row for row in rows if row[0].casefold() not in standing}.values())


def _people() -> None:
    """The contacts get their keys first, so that the links can name them."""
    _run("""
        CREATE TEMP TABLE staged_people ON COMMIT DROP AS
        SELECT nextval(pg_get_serial_sequence('public.customers_contact', 'id')) AS id, listed.* FROM (
            SELECT coalesce(s.id, s.target) AS customer, person.ord, said.* FROM staged s
             CROSS JOIN LATERAL jsonb_array_elements(s.contacts) WITH ORDINALITY person (told, ord)
             CROSS JOIN LATERAL jsonb_to_record(person.told) said (first_name text, last_name text, role text, email text,
                phone_raw text, phone_e164 text, phone_national text, may_collect boolean)
             WHERE s.action = 'make' OR s.action = 'update' AND NOT EXISTS (
                SELECT FROM public.customers_customercontact l JOIN public.customers_contact c ON c.id = l.contact_id
                 WHERE l.customer_id = s.target AND lower(c.first_name) = lower(said.first_name) AND lower(c.last_name) = lower(said.last_name))
             ORDER BY s.row, person.ord) listed
    """)
    names = ("first_name", "last_name", "email", "phone_raw", "phone_e164", "phone_national")
    insert_selected(Contact, {"id": "p.id", **{name: f"p.{name}" for name in names}}, "FROM staged_people p")
    primary = "p.ord = 1 AND NOT EXISTS (SELECT FROM customers_customercontact l WHERE l.customer_id = p.customer AND l.is_primary)"
    link = {
        "customer_id": "p.customer",
        "contact_id": "p.id",
        "role": "p.role",
        "may_collect": "p.may_collect",
        "is_primary": primary,
    }
    insert_selected(CustomerContact, link, "FROM staged_people p ORDER BY p.id")


def _phones_and_labels() -> None:
    said = {name: f"phone.told ->> '{name}'" for name in ("kind", "raw", "e164", "national")}
    has_none = "NOT EXISTS (SELECT FROM public.customers_phone p WHERE p.customer_id = s.target)"
    is_new = """NOT EXISTS (SELECT FROM public.customers_phone p WHERE p.customer_id = s.target
                   AND (p.raw = phone.told ->> 'raw' OR p.e164 <> '' AND p.e164 = phone.told ->> 'e164'))"""
    source = f"""FROM staged s CROSS JOIN LATERAL jsonb_array_elements(s.phones) WITH ORDINALITY phone (told, ord)
        WHERE s.action = 'make' OR s.action = 'update' AND {is_new} ORDER BY s.row, phone.ord"""
    is_main = f"phone.ord = 1 AND (s.action = 'make' OR {has_none})"
    insert_selected(Phone, {"customer_id": OWNER, **said, "is_main": is_main}, source)
    through: Any = Customer.labels.through
    source = f"""FROM staged s CROSS JOIN LATERAL jsonb_array_elements_text(s.labels) name
        JOIN public.customers_label l ON lower(l.name) = lower(name) WHERE {WRITTEN} ON CONFLICT DO NOTHING"""
    insert_selected(through, {"customer_id": OWNER, "label_id": "l.id"}, source)


def _notes_and_consents(by: int | None, now: datetime) -> None:
    """Notes in the order of the file, the first the newest."""
    is_new = "NOT EXISTS (SELECT FROM public.customers_note n WHERE n.customer_id = s.target AND n.text = note.text)"
    source = f"""FROM staged s CROSS JOIN LATERAL jsonb_array_elements_text(s.notes) WITH ORDINALITY note (text, ord)
        WHERE s.action = 'make' OR s.action = 'update' AND {is_new} ORDER BY s.row, note.ord DESC"""
    at = "%(now)s - (note.ord - 1) * interval '1 microsecond'"
    insert_selected(
        Note, {"customer_id": OWNER, "text": "note.text", "at": at, "by_id": "%(by)s::bigint"}, source, by=by, now=now
    )
    source = f"""FROM staged s CROSS JOIN LATERAL jsonb_each(s.consents) each (channel, told) WHERE {WRITTEN} ORDER BY s.row, each.channel
        ON CONFLICT (customer_id, channel) DO UPDATE
        SET is_given = EXCLUDED.is_given, noted_at = EXCLUDED.noted_at, noted_by_id = EXCLUDED.noted_by_id
        WHERE customers_consent.is_given <> EXCLUDED.is_given"""  # noqa: S608 - our own words
    given = {
        "customer_id": OWNER, "channel": "each.channel", "is_given": "(each.told -> 0)::boolean",
        "noted_at": "coalesce((each.told ->> 1)::timestamptz, %(now)s)", "noted_by_id": "%(by)s::bigint",
    }  # fmt: skip
    insert_selected(Consent, given, source, by=by, now=now)


def _customers(now: datetime) -> None:
    given = {
        "id": "s.id", "number": "s.number", **{name: f"s.{name}" for name in TEXTS}, "type_id": TYPE, "price_type_id": PRICE,
        "responsible_id": "s.responsible_id", "is_prospect": "coalesce(s.is_prospect, false)", "is_active": "coalesce(s.is_active, false)",
        "created_at": "coalesce(s.created_at, %(now)s)",
        "last_activity_at": "coalesce(s.last_activity_at, s.created_at, %(now)s)",
    }  # fmt: skip
    insert_selected(Customer, given, f"{MADE} ORDER BY s.row", now=now)


def _write_events(job: ImportJob, by: int | None, now: datetime) -> None:
    event = {
        "at": "%(now)s", "verb": "'customer_imported'", "actor_id": "%(by)s::bigint", "subject_kind": "'customer'",
        "subject_number": "s.number", "customer_number": "s.number", "facts": "%(facts)s",
    }  # fmt: skip
    insert_selected(Event, event, f"{MADE} ORDER BY s.row", now=now, by=by, facts=Jsonb({"import": job.pk}))
    row = {"job_id": "%(job)s", "row": "s.row", "customer_number": "s.number", "customer_key": "s.id", "before": "NULL"}
    insert_selected(ImportedRow, row, MADE, job=job.pk)
