from django.db import migrations

from core.sql import insert_only, run_file


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        run_file("core", "search.sql"),
        run_file("core", "insert_only.sql"),
        insert_only("core_event", "core_eventdetail"),
    ]
