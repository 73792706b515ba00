from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0010_lists_and_notes")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(Upper("email"), name="customers_by_email", condition=~models.Q(email="")),
        ),
    ]
