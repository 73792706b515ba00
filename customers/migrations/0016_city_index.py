import django.contrib.postgres.indexes
import django.db.models.expressions
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Cities by any part of them. ANALYZE tells the planner how common each is: without it, it would guess."""

    atomic = False
    dependencies = [("customers", "0015_by_mail")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.expressions.Func(django.db.models.expressions.F("city"), function="shop_words"),
                    name="gin_trgm_ops",
                ),
                name="customers_like_city",
            ),
        ),
        migrations.RunSQL("ANALYZE customers_customer", migrations.RunSQL.noop),
    ]
