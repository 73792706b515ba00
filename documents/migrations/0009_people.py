from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_fewer_indexes"), ("accounts", "__first__")]

    operations = [run_file("documents", "people.sql")]
