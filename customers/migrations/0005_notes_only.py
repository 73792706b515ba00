from django.db import migrations

from core.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_search_notes")]

    operations = [
        run_file("customers", "search_without_note.sql"),
        migrations.RemoveField(model_name="customer", name="note"),
    ]
