"""Twins are looked up by their mail addresses, while somebody types and when a list is brought: without an index each look reads all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("customers", "0014_fewer_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(Lower("email"), name="customers_by_mail", condition=~models.Q(email="")),
        ),
    ]
