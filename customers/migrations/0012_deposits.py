from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0010_lists_and_notes")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                "last_activity_at", "id", condition=models.Q(("deposits__gt", 0)), name="customers_with_deposit"
            ),
        ),
    ]
