"""Indexes that only repeated another one: each document issued paid for them."""

from django.db import migrations

from core.sql import drop_indexes


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0007_corrections")]

    operations = [
        drop_indexes(
            "documents_documentcontent_number_c93d6780_like",
            "documents_documentcontent_customer_number_232fb4fa_like",
            "documents_documentcontent_device_number_c54942ad_like",
            "documents_documentcontent_order_number_26136fa3_like",
            "documents_documentfile_number_3bcd766c_like",
        )
    ]
