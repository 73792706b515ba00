from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0007_money")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(models.F("turnover"), models.F("id"), name="customers_by_turnover"),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                models.F("debt"), models.F("id"), condition=models.Q(("debt__gt", 0)), name="customers_by_debt"
            ),
        ),
    ]
