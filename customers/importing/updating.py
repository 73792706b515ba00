"""Customers who are in the book already get what the rows say of them; how they were before is kept for undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import ImportJob

FILLED = (
    "trade_name", "email", "messenger", "street", "city", "region", "postal_code", "country", "tax_number", "registration_number",
    "discount_card", "id_card_series", "id_card_number",
)  # fmt: skip
NAMES = ("first_name", "last_name", "legal_name")
CHANGED = (
    *NAMES,
    *FILLED,
    "external_number",
    "language",
    "type_id",
    "price_type_id",
    "responsible_id",
    "is_prospect",
    "is_active",
    "created_at",
)
CALLED = {"type_id": "type", "price_type_id": "price_type", "responsible_id": "responsible"}
UNTOLD = ("id_card_series", "id_card_number", *CALLED)  # never written into the history; keys say nothing to a reader
LISTS = {
    "phones": "SELECT id FROM public.customers_phone",
    "contact_links": "SELECT id FROM public.customers_customercontact",
    "notes": "SELECT id FROM public.customers_note",
    "labels": "SELECT label_id AS id FROM public.customers_customer_labels",
}
CONSENTS = "(SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.channel), '[]') FROM public.customers_consent x WHERE x.customer_id = c.id)"


def _keys(name: str) -> str:
    return f"(SELECT coalesce(jsonb_agg(x.id ORDER BY x.id), '[]') FROM ({LISTS[name]} WHERE customer_id = c.id) x)"  # noqa: S608 - our own words


def lock() -> None:
    """The customers to be changed, in the order of their keys; one that a colleague deleted meanwhile is made anew."""
    _run("""
        SELECT c.id FROM public.customers_customer c WHERE c.id IN (SELECT target FROM staged WHERE action = 'update')
         ORDER BY c.id FOR UPDATE;
        UPDATE staged s SET action = 'make', target = NULL WHERE action = 'update'
           AND NOT EXISTS (SELECT FROM public.customers_customer c WHERE c.id = s.target)
    """)


def remember(job: ImportJob) -> None:
    around = ", ".join(f"'{name}', {_keys(name)}" for name in LISTS)
    _run(
        f"""INSERT INTO public.customers_importedrow (job_id, row, customer_number, customer_key, before)
            SELECT %(job)s, s.row, c.number, c.id,
                   jsonb_build_object('customer', to_jsonb(c) - 'search', 'consents', {CONSENTS}, {around})
              FROM staged s JOIN public.customers_customer c ON c.id = s.target WHERE s.action = 'update'""",  # noqa: S608 - our own words
        job=job.pk,
    )


def change() -> None:
    """What the row says replaces what stands there; what it leaves empty stays. A person stays a person, a company a company."""
    filled = [f"{name} = CASE s.{name} WHEN '' THEN c.{name} ELSE s.{name} END" for name in FILLED]
    names = [f"{name} = CASE WHEN s.{name} <> '' AND s.form = c.form THEN s.{name} ELSE c.{name} END" for name in NAMES]
    known = ("responsible_id", "is_prospect", "is_active", "created_at")
    given = [f"{name} = coalesce(s.{name}, c.{name})" for name in known]
    is_free = "NOT EXISTS (SELECT FROM public.customers_customer o WHERE o.external_number = s.external_number AND o.external_number <> '')"
    _run(f"""
        UPDATE public.customers_customer c SET version = c.version + 1, {", ".join([*filled, *names, *given])},
               external_number = CASE WHEN c.external_number = '' AND s.external_number <> '' AND {is_free} THEN s.external_number ELSE c.external_number END,
               language = CASE WHEN s.says_language THEN s.language ELSE c.language END,
               type_id = coalesce((SELECT t.id FROM public.customers_customertype t
                  WHERE lower(t.name) = lower(s.type_name) AND t.form = c.form ORDER BY t.id LIMIT 1), c.type_id),
               price_type_id = coalesce((SELECT p.id FROM public.customers_pricetype p
                  WHERE lower(p.name) = lower(s.price_name) ORDER BY p.id LIMIT 1), c.price_type_id)
          FROM staged s WHERE s.action = 'update' AND c.id = s.target
    """)  # noqa: S608 - our own words


def tell(job: ImportJob, by: int | None, now: datetime) -> None:
    """An event for each customer that really changed, with what stood there before and after."""
    fields = [
        *(f"CASE WHEN r.before -> 'customer' ->> '{name}' IS DISTINCT FROM n.after ->> '{name}' THEN '{CALLED.get(name, name)}' END" for name in CHANGED),
        *(f"CASE WHEN r.before -> '{name}' <> {_keys(name)} THEN '{name}' END" for name in LISTS),
        f"CASE WHEN r.before -> 'consents' <> {CONSENTS} THEN 'consents' END",
    ]  # fmt: skip
    _run(
        f"""CREATE TEMP TABLE staged_changes ON COMMIT DROP AS
            SELECT nextval(pg_get_serial_sequence('public.core_event', 'id')) AS event, found.* FROM (
                SELECT r.customer_number AS number, array_remove(ARRAY[{", ".join(fields)}], NULL) AS fields,
                       r.before -> 'customer' AS before, n.after
                  FROM public.customers_importedrow r JOIN public.customers_customer c ON c.id = r.customer_key
                  CROSS JOIN LATERAL (SELECT to_jsonb(c) - 'search' AS after OFFSET 0) n
                 WHERE r.job_id = %(job)s AND r.before IS NOT NULL ORDER BY r.row) found
             WHERE found.fields <> '{{}}';
            INSERT INTO public.core_event (id, at, verb, actor_id, subject_kind, subject_number, customer_number, device_number, order_number, facts)
            SELECT event, %(now)s, 'customer_changed', %(by)s::bigint, 'customer', number, number, '', '',
                   %(facts)s || jsonb_build_object('fields', to_jsonb(fields)) FROM staged_changes ORDER BY event;
            INSERT INTO public.core_eventdetail (event_id, data)
            SELECT event, jsonb_build_object(
                'before', (SELECT coalesce(jsonb_object_agg(name, before -> name), '{{}}') FROM unnest(fields) name WHERE before ? name AND name <> ALL (%(untold)s)),
                'after', (SELECT coalesce(jsonb_object_agg(name, after -> name), '{{}}') FROM unnest(fields) name WHERE after ? name AND name <> ALL (%(untold)s)))
              FROM staged_changes""",  # noqa: S608 - our own words
        job=job.pk, by=by, now=now, facts=Jsonb({"import": job.pk}), untold=list(UNTOLD),
    )  # fmt: skip


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
