"""SQL that migrations run: read from files beside them, so that it is edited and reviewed as SQL."""

from __future__ import annotations

from pathlib import Path

from django.db.migrations import RunSQL


def run_file(app: str, name: str) -> RunSQL:
    """The statements of `<app>/sql/<name>`; there is no way back, as for every landed migration."""
    return RunSQL((Path(__file__).parents[2] / app / "sql" / name).read_text())


def drop_indexes(*names: str) -> RunSQL:
    """Indexes that no question needs, dropped beside the work that goes on: for migrations that are not atomic."""
    return RunSQL([f'DROP INDEX CONCURRENTLY IF EXISTS public."{name}"' for name in names])


def insert_only(*tables: str) -> RunSQL:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE on the tables, whoever asks and in whatever replication role."""
    return RunSQL([_statements(table) for table in tables])


def _statements(table: str) -> str:
    return f"""
        CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.{table}
          FOR EACH ROW EXECUTE FUNCTION public.shop_refuse_change();
        CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.{table}
          FOR EACH STATEMENT EXECUTE FUNCTION public.shop_refuse_change();
        ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER refuse_change;
        ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER refuse_truncate;
    """
