"""Indexes that only repeated another one: each write paid for them."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql import drop_indexes


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0013_prospects")]

    operations = [
        # Only the indexes go: altering the field would check its foreign key again, under a lock.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                drop_indexes(
                    "customers_customercontact_customer_id_8ab9cff4", "customers_customer_number_c63b3994_like"
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="customercontact",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_links",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]
