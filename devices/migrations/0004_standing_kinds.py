from typing import Any

from django.db import migrations

from core.sql import run_file

CHECKS = {
    "phone": [
        "turns_on", "touch", "display", "front_camera", "rear_camera", "face_id", "charges", "speaker_mic", "no_water", "sim_tray",
    ],
    "tablet": ["turns_on", "touch", "display", "front_camera", "rear_camera", "charges", "speaker_mic", "no_water"],
    "laptop": ["turns_on", "display", "keyboard", "touchpad", "hinges", "battery", "charges", "ports", "wifi", "no_water"],
    "computer": ["turns_on", "display", "ports", "wifi", "casing"],
    "console": ["turns_on", "hdmi", "reads_disc", "controllers", "ports", "casing"],
    "watch": ["turns_on", "touch", "display", "charges", "buttons", "strap", "no_water"],
    "appliance": ["turns_on", "runs", "tight", "door", "cable", "casing"],
    "tool": ["runs", "battery", "cable", "casing"],
    "bicycle": ["brakes", "lights", "tyres", "frame", "battery", "key"],
    "car": [
        "engine_starts", "warning_lights", "bodywork", "windows", "mirrors", "lights", "tyres", "fuel", "spare_wheel", "radio",
        "documents", "valuables",
    ],
    "other": ["turns_on", "casing"],
}  # fmt: skip
ICONS = {
    "phone": "smartphone", "tablet": "tablet", "laptop": "laptop", "computer": "monitor", "console": "gamepad-2",
    "watch": "watch", "appliance": "washing-machine", "tool": "drill", "bicycle": "bike", "car": "car", "other": "package",
}  # fmt: skip
IDENTIFIERS = {
    "phone": ["imei", "serial"], "tablet": ["imei", "serial"], "watch": ["imei", "serial"], "bicycle": ["serial", "plate"],
    "car": ["plate", "vin"], "other": ["imei", "serial", "plate", "vin"],
}  # fmt: skip


def insert(apps: Any, editor: Any) -> None:
    kind = apps.get_model("devices", "DeviceKind")
    kind.objects.using(editor.connection.alias).bulk_create(
        kind(
            code=code,
            icon=ICONS[code],
            position=position,
            identifiers=IDENTIFIERS.get(code, ["serial"]),
            checklist=checks,
        )
        for position, (code, checks) in enumerate(CHECKS.items(), start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_kinds_and_more")]

    operations = [
        migrations.RunPython(insert, migrations.RunPython.noop),
        migrations.RunSQL(
            """INSERT INTO devices_knownmodel (kind, brand, model)
               SELECT DISTINCT kind, brand, model FROM devices_device ON CONFLICT DO NOTHING"""
        ),
        run_file("devices", "search_more.sql"),
    ]
