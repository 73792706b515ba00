from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("repairs", "0005_totals_of_old_orders")]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="reminders",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, verbose_name="reminders"),
        )
    ]
