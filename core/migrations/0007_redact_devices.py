from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("core", "0006_statuses"), ("core", "0006_numbering")]

    operations = [run_file("core", "redact_devices.sql")]
