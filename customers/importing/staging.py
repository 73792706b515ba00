"""The cleaned rows in a table of their own for as long as the transaction lasts, each with what will become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 1 << 20
TEMPORARY = (
    "staged", "import_rows", "import_keys", "import_standing", "staged_people", "staged_changes", "going", "leaving", "parting",
)  # fmt: skip
COLUMNS = {
    "row": "integer", "number": "text", "external_number": "text", "form": "text", "first_name": "text", "last_name": "text",
    "legal_name": "text", "trade_name": "text", "email": "text", "messenger": "text", "street": "text", "city": "text", "region": "text",
    "postal_code": "text", "country": "text", "tax_number": "text", "registration_number": "text", "discount_card": "text",
    "id_card_series": "text", "id_card_number": "text", "language": "text", "says_language": "boolean", "type_name": "text",
    "price_name": "text", "responsible_id": "bigint", "is_prospect": "boolean", "is_active": "boolean", "created_at": "timestamptz",
    "last_activity_at": "timestamptz", "labels": "jsonb", "phones": "jsonb", "contacts": "jsonb", "consents": "jsonb", "notes": "jsonb",
}  # fmt: skip
# name_key is what the trigger of customers writes into sort_name; target is the customer who is there already, same_as an earlier row.
DEFINITION = f"""
    CREATE TEMP TABLE import_lines (line jsonb) ON COMMIT DROP;
    CREATE TEMP TABLE import_rows ({", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())}) ON COMMIT DROP;
"""
FILL = """
    CREATE TEMP TABLE staged ON COMMIT DROP AS
    SELECT r.*,
           left(ltrim(CASE r.form WHEN 'company' THEN shop_words(r.legal_name)
                ELSE shop_words(concat_ws(' ', NULLIF(r.last_name, ''), NULLIF(r.first_name, ''))) END), 420) AS name_key,
           regexp_replace(shop_compact(r.tax_number), '^[A-Z]{2}(?=[0-9])', '') AS tax_key,
           lower(r.email) AS mail_key,
           NULL::text AS action, NULL::bigint AS target, NULL::integer AS same_as, false AS is_sure, NULL::bigint AS id
      FROM import_lines, jsonb_populate_record(NULL::import_rows, line) r;
    DROP TABLE import_lines;
    ALTER TABLE staged ADD PRIMARY KEY (row);
    ANALYZE staged;
"""
KEYS = """
    CREATE TEMP TABLE import_keys ON COMMIT DROP AS
    SELECT row, true AS is_sure, 'number ' || number AS key FROM staged WHERE number <> ''
    UNION ALL SELECT row, true, 'external ' || external_number FROM staged WHERE external_number <> ''
    UNION ALL SELECT row, false, 'tax ' || tax_key FROM staged WHERE length(tax_key) > 4 AND number = '' AND external_number = ''
    UNION ALL SELECT row, false, 'phone ' || (phone ->> 'e164') || name_key FROM staged, jsonb_array_elements(phones) phone
      WHERE phone ->> 'e164' <> '' AND number = '' AND external_number = ''
    UNION ALL SELECT row, false, 'mail ' || mail_key || name_key FROM staged WHERE mail_key <> '' AND number = '' AND external_number = ''
    UNION ALL SELECT row, false, 'name ' || name_key || coalesce(phones -> 0 ->> 'raw', '') FROM staged
      WHERE mail_key = '' AND coalesce(phones -> 0 ->> 'e164', '') = '' AND number = '' AND external_number = '';
    UPDATE staged SET same_as = first, is_sure = earlier.is_sure FROM (
        SELECT DISTINCT ON (row) row, first, is_sure FROM (
          SELECT row, is_sure, min(row) OVER (PARTITION BY key) AS first FROM import_keys) each
        WHERE first < row ORDER BY row, is_sure DESC, first) earlier
     WHERE earlier.row = staged.row;
"""
# Each key is looked up by its index for each row, at most fifty candidates: the planner knows too little of such tables to choose that.
STANDING = """
    CREATE TEMP TABLE import_standing ON COMMIT DROP AS
    SELECT s.row, c.id, true AS is_sure FROM staged s JOIN public.customers_customer c ON c.number = s.number WHERE s.number <> ''
    UNION ALL SELECT s.row, a.customer_id, true FROM staged s JOIN public.customers_alias a ON a.number = s.number WHERE s.number <> ''
    UNION ALL SELECT s.row, c.id, true FROM staged s
      JOIN public.customers_customer c ON c.external_number = s.external_number AND c.external_number <> '' WHERE s.external_number <> ''
    UNION ALL SELECT s.row, c.id, true FROM staged s
      JOIN public.customers_customer c ON c.external_number = s.number AND c.external_number <> '' WHERE s.number <> ''
    UNION ALL SELECT s.row, c.id, false FROM staged s CROSS JOIN LATERAL (
        SELECT id, external_number FROM public.customers_customer
         WHERE regexp_replace(shop_compact(tax_number), '^[A-Z]{2}(?=[0-9])', '') = s.tax_key AND tax_number <> '' LIMIT 50) c
      WHERE length(s.tax_key) > 4 AND (c.external_number = '' OR s.external_number = '')
    UNION ALL SELECT s.row, c.id, false FROM staged s CROSS JOIN LATERAL jsonb_array_elements(s.phones) phone CROSS JOIN LATERAL (
        SELECT o.id, o.external_number, o.sort_name FROM public.customers_phone p JOIN public.customers_customer o ON o.id = p.customer_id
         WHERE p.e164 = phone ->> 'e164' AND p.e164 <> '' LIMIT 50) c
      WHERE c.sort_name = s.name_key AND (c.external_number = '' OR s.external_number = '')
    UNION ALL SELECT s.row, c.id, false FROM staged s CROSS JOIN LATERAL (
        SELECT id, external_number, sort_name FROM public.customers_customer WHERE lower(email) = s.mail_key AND email <> '' LIMIT 50) c
      WHERE s.mail_key <> '' AND c.sort_name = s.name_key AND (c.external_number = '' OR s.external_number = '')
    UNION ALL SELECT s.row, same.id, false FROM staged s CROSS JOIN LATERAL (
        SELECT c.id FROM (SELECT id FROM public.customers_customer WHERE sort_name = s.name_key ORDER BY sort_name, id LIMIT 50) c
         WHERE coalesce((SELECT p.raw FROM public.customers_phone p WHERE p.customer_id = c.id ORDER BY p.is_main DESC, p.id LIMIT 1), '')
             = coalesce(s.phones -> 0 ->> 'raw', '')
         LIMIT 1) same
      WHERE s.number = '' AND s.external_number = '' AND s.mail_key = '' AND coalesce(s.phones -> 0 ->> 'e164', '') = '';
    UPDATE staged SET target = found.id, is_sure = staged.is_sure OR found.is_sure FROM (
        SELECT DISTINCT ON (row) row, id, is_sure FROM import_standing ORDER BY row, is_sure DESC, id) found
     WHERE found.row = staged.row;
    UPDATE staged SET same_as = first FROM (SELECT target, min(row) AS first FROM staged WHERE target IS NOT NULL GROUP BY target) earlier
     WHERE earlier.target = staged.target AND first < row AND same_as IS NULL;
"""
DECIDE = """
    UPDATE staged SET action = CASE
        WHEN same_as IS NULL AND target IS NULL THEN 'make'
        WHEN %(twins)s = 'make' AND NOT is_sure THEN 'make'
        WHEN %(twins)s = 'update' AND same_as IS NULL THEN 'update'
        ELSE 'skip' END;
    ANALYZE staged;
"""
SKIPPED = """
    SELECT s.row, s.same_as, c.number, c.name FROM staged s LEFT JOIN public.customers_customer c ON c.id = s.target
     WHERE s.action = 'skip' ORDER BY s.row LIMIT %(most)s
"""
LIKELY = """
    SELECT s.row, c.number, c.name FROM staged s CROSS JOIN LATERAL (
        SELECT p.customer_id FROM jsonb_array_elements(s.phones) phone
          JOIN public.customers_phone p ON p.e164 = phone ->> 'e164' AND p.e164 <> '' LIMIT 1) same
      JOIN public.customers_customer c ON c.id = same.customer_id
     WHERE s.action = 'make' ORDER BY s.row LIMIT %(most)s
"""


def stage(cleaned: Path, *, twins: str) -> dict[str, int]:
    """Load the cleaned rows and decide what becomes of each; returns how many are made, updated and skipped. In a transaction."""
    with connection.cursor() as wrapped:
        wrapped.execute(DEFINITION)
        cursor: Any = wrapped.cursor  # psycopg's own: Django's wrapper for debugging knows no COPY
        with cursor.copy("COPY import_lines FROM STDIN") as copy, cleaned.open("rb") as file:
            while piece := file.read(PIECE):
                copy.write(piece)
        for statements in (FILL, KEYS, STANDING):
            wrapped.execute(statements)
        wrapped.execute(DECIDE, {"twins": twins})
        wrapped.execute("SELECT action, count(*) FROM staged GROUP BY action")
        return dict(wrapped.fetchall())


def skipped(most: int) -> list[tuple[int, int | None, str | None, str | None]]:
    """Row, the earlier row it repeats, and the number and name of the customer who is there already."""
    return _rows(SKIPPED, most)


def likely(most: int) -> list[tuple[int, str, str]]:
    """Rows that are made though somebody else has one of their phones."""
    return _rows(LIKELY, most)


def drop() -> None:
    """Away with it before the transaction ends, where more of this follows within it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TEMPORARY)}")


def _rows(statement: str, most: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"most": most})
        return list(cursor.fetchall())
