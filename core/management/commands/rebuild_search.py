"""Fill the search columns anew, after the way they are filled has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connections

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.db.models import Model

BATCH = 5000


class Command(BaseCommand):
    help = "Fill the search columns of all records again, in batches; people can go on working meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH)

    def handle(self, *_args: Any, **options: Any) -> None:
        for model in searchable():
            rows = refill(model, max(1, options["batch"]))
            self.stdout.write(f"{model._meta.verbose_name_plural}: {rows:,}")


def searchable() -> list[type[Model]]:
    """Models whose search column a trigger fills when a row changes, in the order in which they look each other up."""
    order = ["customers", "devices", "repairs"]
    models = [
        model
        for model in apps.get_models()
        if not getattr(model, "insert_only", False) and any(field.name == "search" for field in model._meta.fields)
    ]
    return sorted(models, key=lambda model: order.index(model._meta.app_label))


def refill(model: type[Model], batch: int) -> int:
    """Touch each row's search column, which makes its trigger write it; one transaction a batch."""
    table = connections["default"].ops.quote_name(model._meta.db_table)
    next_ones = f"SELECT max(id), count(*) FROM (SELECT id FROM {table} WHERE id > %s ORDER BY id LIMIT %s) next"  # noqa: S608 - our own name
    touch = f"UPDATE {table} SET search = '' WHERE id > %s AND id <= %s"  # noqa: S608 - our own name
    last, rows = 0, 0
    with connections["default"].cursor() as cursor:
        while True:
            cursor.execute(next_ones, [last, batch])
            upto, count = cursor.fetchone()
            if not count:
                return rows
            cursor.execute(touch, [last, upto])
            last, rows = upto, rows + count
