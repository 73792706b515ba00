"""Taking an import back: what it made goes, what it changed becomes as it was; not once somebody has worked with one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from core.models import Event
from customers.importing.updating import CHANGED, LISTS
from customers.models import Customer, CustomerType, Label, PriceType

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from customers.models import ImportJob

MOST_NAMED = 20
STEPS = 4
TABLES = {
    "phones": "customers_phone",
    "contact_links": "customers_customercontact",
    "notes": "customers_note",
    "consents": "customers_consent",
    "labels": "customers_customer_labels",
}
# By the numbers of the import's rows: the index on customer and time is walked once a customer, whatever else the shop has done.
SINCE = """
    SELECT first FROM public.customers_importedrow r CROSS JOIN LATERAL (
        SELECT min(id) AS first FROM (
            SELECT id FROM public.core_event WHERE customer_number = r.customer_number AND customer_number <> '' OFFSET 0) of_customer
         WHERE id > %s) since
     WHERE r.job_id = %s AND first IS NOT NULL ORDER BY first LIMIT %s
"""


def happened_since(job: ImportJob) -> QuerySet[Event]:
    """For each of the first customers of the import with whom something was done since: the first thing that was."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [job.last_event or 0, job.pk, MOST_NAMED])
        keys = [key for (key,) in cursor.fetchall()]
    return Event.objects.filter(pk__in=keys).select_related("actor", "detail").order_by("pk")


def lock(job: ImportJob) -> None:
    _run(
        """SELECT c.id FROM public.customers_customer c WHERE c.id IN (SELECT customer_key FROM public.customers_importedrow WHERE job_id = %(job)s)
            ORDER BY c.id FOR UPDATE""",
        job=job.pk,
    )


def take_back(job: ImportJob, *, progress: Callable[[int, int], None]) -> None:
    """Both halves, and the check that nothing else hangs on what goes; raises IntegrityError where something does."""
    progress(1, STEPS)
    _put_back(job)
    progress(2, STEPS)
    _remove(job)
    progress(3, STEPS)
    _remove_lists(job.made_lists)
    _run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def tell(job: ImportJob, by: int | None, now: datetime) -> None:
    _run(
        """INSERT INTO public.core_event (at, verb, actor_id, subject_kind, subject_number, customer_number, device_number, order_number, facts)
           SELECT %(now)s, 'customer_import_undone', %(by)s::bigint, 'customer', customer_number, customer_number, '', '', '{}'
             FROM public.customers_importedrow WHERE job_id = %(job)s ORDER BY row""",
        job=job.pk, by=by, now=now,
    )  # fmt: skip


def _remove(job: ImportJob) -> None:
    """The customers before what hangs on them: so no search column is filled anew for somebody who goes."""
    _run(
        """CREATE TEMP TABLE going ON COMMIT DROP AS
           SELECT customer_key AS id FROM public.customers_importedrow WHERE job_id = %(job)s AND before IS NULL;
           ANALYZE going;
           CREATE TEMP TABLE leaving ON COMMIT DROP AS
           SELECT DISTINCT contact_id AS id FROM public.customers_customercontact WHERE customer_id IN (SELECT id FROM going);
           DELETE FROM public.customers_customer WHERE id IN (SELECT id FROM going);""",
        job=job.pk,
    )
    for table in TABLES.values():
        _run(f"DELETE FROM public.{table} WHERE customer_id IN (SELECT id FROM going)")  # noqa: S608 - one of TABLES
    _run("""DELETE FROM public.customers_contact c WHERE c.id IN (SELECT id FROM leaving)
               AND NOT EXISTS (SELECT FROM public.customers_customercontact l WHERE l.contact_id = c.id)""")


def _remove_lists(made: dict[str, list[int]]) -> None:
    """What the shop's lists got by the import and nobody has."""
    used = {
        Label: Customer.labels.through._base_manager.values("label_id"),
        CustomerType: Customer.objects.exclude(type=None).values("type_id"),
        PriceType: Customer.objects.exclude(price_type=None).values("price_type_id"),
    }
    for model, keys in used.items():
        model._base_manager.filter(pk__in=made.get(model._meta.model_name or "", [])).exclude(pk__in=keys).delete()


def _put_back(job: ImportJob) -> None:
    """What the import added to standing customers goes, what it replaced comes back."""
    _run(
        """CREATE TEMP TABLE parting ON COMMIT DROP AS
            SELECT l.contact_id AS id FROM public.customers_customercontact l JOIN public.customers_importedrow r ON r.customer_key = l.customer_id
             WHERE r.job_id = %(job)s AND r.before IS NOT NULL AND NOT r.before -> 'contact_links' @> to_jsonb(l.id);
            DELETE FROM public.customers_consent x USING public.customers_importedrow r
             WHERE r.job_id = %(job)s AND r.before IS NOT NULL AND x.customer_id = r.customer_key;
            INSERT INTO public.customers_consent SELECT old.* FROM public.customers_importedrow r
             CROSS JOIN LATERAL jsonb_populate_recordset(NULL::public.customers_consent, r.before -> 'consents') old
             WHERE r.job_id = %(job)s AND r.before IS NOT NULL""",
        job=job.pk,
    )
    for name in LISTS:
        column = "label_id" if name == "labels" else "id"
        _run(
            f"""DELETE FROM public.{TABLES[name]} x USING public.customers_importedrow r
                 WHERE r.job_id = %(job)s AND r.before IS NOT NULL AND x.customer_id = r.customer_key
                   AND NOT r.before -> '{name}' @> to_jsonb(x.{column})""",  # noqa: S608 - names of LISTS
            job=job.pk,
        )
    old = ", ".join(f"{name} = old.{name}" for name in CHANGED)
    _run(
        f"""UPDATE public.customers_customer c SET version = c.version + 1, {old}
              FROM public.customers_importedrow r CROSS JOIN LATERAL jsonb_populate_record(NULL::public.customers_customer, r.before -> 'customer') old
             WHERE r.job_id = %(job)s AND r.before IS NOT NULL AND c.id = r.customer_key;
            DELETE FROM public.customers_contact c WHERE c.id IN (SELECT id FROM parting)
               AND NOT EXISTS (SELECT FROM public.customers_customercontact l WHERE l.contact_id = c.id)""",  # noqa: S608 - our own words
        job=job.pk,
    )


def _run(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
