"""Indexes that only repeated another one, or that nobody asks: each write paid for them."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from core.sql import drop_indexes

USER = settings.AUTH_USER_MODEL
PROTECT, SET_NULL = django.db.models.deletion.PROTECT, django.db.models.deletion.SET_NULL


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("customers", "0014_fewer_indexes"),
        ("devices", "0005_fewer_indexes"),
        ("repairs", "0007_order_kinds"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index("contact", condition=models.Q(("contact__isnull", False)), name="repairs_of_contact"),
        ),
        # Only the indexes go: altering the fields would check each foreign key again, under a lock.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                drop_indexes(
                    "repairs_workorder_customer_id_15515290",
                    "repairs_workorder_device_id_8ff3ad39",
                    "repairs_workorder_technician_id_9b7bda86",
                    "repairs_workorder_contact_id_3e6af050",
                    "repairs_workorder_number_5329036e_like",
                    "repairs_workorder_secret_5a69525b_like",
                    "repairs_workorder_slip_code_78c39909_like",
                    "repairs_payment_by_id_7f163c59",
                    "repairs_statusmove_by_id_99bce5b2",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="payment",
                    name="by",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=PROTECT, related_name="+", to=USER, verbose_name="by"
                    ),
                ),
                migrations.AlterField(
                    model_name="statusmove",
                    name="by",
                    field=models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to=USER),
                ),
                migrations.AlterField(
                    model_name="workorder",
                    name="contact",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="+",
                        to="customers.contact",
                        verbose_name="contact",
                    ),
                ),
                migrations.AlterField(
                    model_name="workorder",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="work_orders",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                migrations.AlterField(
                    model_name="workorder",
                    name="device",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="work_orders",
                        to="devices.device",
                        verbose_name="device",
                    ),
                ),
                migrations.AlterField(
                    model_name="workorder",
                    name="technician",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=SET_NULL,
                        related_name="jobs",
                        to=USER,
                        verbose_name="technician",
                    ),
                ),
            ],
        ),
    ]
