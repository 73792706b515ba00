"""An import is read and taken back by the worker too, and remembers what the shop's lists got by it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0016_city_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="made_lists",
            field=models.JSONField(default=dict, help_text="keys of the labels, types and price types it made"),
        ),
        migrations.AddField(
            model_name="importjob",
            name="undone_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="importjob",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "being read"),
                    ("uploaded", "columns to be chosen"),
                    ("checking", "being checked"),
                    ("checked", "checked"),
                    ("running", "being imported"),
                    ("done", "imported"),
                    ("undoing", "being undone"),
                    ("undone", "undone"),
                    ("failed", "failed"),
                ],
                default="uploaded",
                max_length=10,
            ),
        ),
    ]
