"""What was noted and asked on an order finds it too. Orders that have any are filled again, some thousand at a time."""

from typing import Any

from django.db import migrations

from core.sql import run_file

BATCH = 5000
SPOKEN_OF = """
    SELECT id FROM public.repairs_workorder wanted WHERE id > %s AND (bench_note <> ''
       OR EXISTS (SELECT FROM public.repairs_ordernote WHERE work_order_id = wanted.id)
       OR EXISTS (SELECT FROM public.repairs_question WHERE work_order_id = wanted.id)) ORDER BY id LIMIT %s"""


def fill_again(_apps: Any, schema_editor: Any) -> None:
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(SPOKEN_OF, [last, BATCH])
            keys = [key for (key,) in cursor.fetchall()]
            if not keys:
                return
            cursor.execute("UPDATE public.repairs_workorder SET search = '' WHERE id = ANY (%s)", [keys])
            last = keys[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("repairs", "0010_open_of_customer")]

    operations = [run_file("repairs", "search_notes.sql"), migrations.RunPython(fill_again, migrations.RunPython.noop)]
