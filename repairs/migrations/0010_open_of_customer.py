"""Customers with open orders are met through a small index of their own: in any order of the list, without a look at the orders."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("repairs", "0009_export_right")]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("customer"),
                condition=models.Q(("status__in", frozenset({"handed_over", "cancelled"})), _negated=True),
                include=("status",),
                name="repairs_open_of_customer",
            ),
        )
    ]
