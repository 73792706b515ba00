from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("core", "0006_statuses")]

    operations = [run_file("core", "redact_devices.sql")]
