from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_statistics_and_twins"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="debt",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=14,
                verbose_name="debt",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="deposits",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=14,
                verbose_name="deposits held",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="turnover",
            field=models.DecimalField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=14,
                verbose_name="turnover",
            ),
        ),
    ]
