"""The rare kinds of order are found among millions by an index of their own."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("repairs", "0006_reminders")]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(
                models.F("kind"),
                models.F("received_at"),
                models.F("id"),
                condition=models.Q(("kind", "paid"), _negated=True),
                name="repairs_by_kind",
            ),
        ),
        migrations.AlterField(
            model_name="workorder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paid", "Paid repair"),
                    ("warranty", "Warranty"),
                    ("urgent", "Urgent"),
                    ("on_site", "On site"),
                ],
                default="paid",
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
