from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial"), ("core", "0002_functions")]

    operations = [run_file("devices", "search.sql")]
