from django.db import migrations

from core.sql import insert_only, run_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("core", "0002_functions")]

    operations = [
        run_file("documents", "archive.sql"),
        insert_only(
            "documents_document", "documents_documentcontent", "documents_documentfile", "documents_documentasset"
        ),
    ]
