from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_notes_only")]

    operations = [
        migrations.AlterModelOptions(
            name="customer",
            options={
                "permissions": [
                    ("export_customer", "Can export customers"),
                    ("merge_customer", "Can merge two customers"),
                    ("anonymise_customer", "Can anonymise a customer"),
                    ("view_identity", "Can see identity card numbers"),
                    ("view_statistics", "Can see the statistics of customers"),
                ],
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
            },
        ),
        migrations.AddIndex(
            model_name="customer",
            index=GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="customers_like_name"),
        ),
    ]
