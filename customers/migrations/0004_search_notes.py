from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_record")]

    operations = [run_file("customers", "search_notes.sql")]
