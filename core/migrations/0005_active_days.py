import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_redact")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="active_days",
            field=models.PositiveSmallIntegerField(
                default=180,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="days a customer stays active after a repair",
            ),
        )
    ]
