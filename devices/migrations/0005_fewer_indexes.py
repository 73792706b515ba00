"""An index that only repeated another one: each write paid for it."""

from django.db import migrations

from core.sql import drop_indexes


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("devices", "0004_standing_kinds")]

    operations = [drop_indexes("devices_device_number_40c35ff4_like")]
