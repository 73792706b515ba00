import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_redact_devices"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="prices_include_tax",
            field=models.BooleanField(default=True, verbose_name="prices include tax"),
        ),
        migrations.AddField(
            model_name="shop",
            name="warranty_months",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="warranty on repairs, months",
            ),
        ),
    ]
