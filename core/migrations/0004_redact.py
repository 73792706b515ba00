from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("core", "0003_list_choices")]

    operations = [run_file("core", "redact.sql")]
