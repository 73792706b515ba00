from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("repairs", "0004_order_indexes")]

    operations = [run_file("repairs", "old_totals.sql")]
