from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_active_days")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="statuses",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                help_text="the shop's own labels and colours, by status",
                verbose_name="statuses",
            ),
        )
    ]
