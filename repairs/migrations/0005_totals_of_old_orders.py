from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    atomic = False  # it commits as it goes; interrupted, it takes up what is left
    dependencies = [("repairs", "0004_order_indexes")]

    operations = [run_file("repairs", "old_totals.sql")]
