from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs
from devices.standing import Alert


def _alert(words: dict[str, Any]) -> dict[str, Any]:
    return {**words, "alert": dict(Alert.choices).get(words.get("alert", ""), "")}


verbs(
    Verb(code="devices_exported", icon="download", sentence=_("{rows} devices exported")),
    Verb(code="device_created", icon="smartphone", sentence=_("Device {title} added")),
    Verb(code="device_changed", icon="pencil", sentence=_("Device {number} changed")),
    Verb(code="device_given", icon="arrow-left-right", sentence=_("Device {number} came to customer {to}")),
    Verb(code="device_left", icon="arrow-left-right", sentence=_("Device {number} went to another customer")),
    Verb(code="device_marked", icon="siren", sentence=_("Device {number} marked as {alert}"), words=_alert),
    Verb(code="device_unmarked", icon="shield-check", sentence=_("Device {number} is not missing any more")),
    Verb(code="device_photo_kept", icon="camera", sentence=_("Photo of device {number} added")),
    Verb(code="device_photo_removed", icon="camera-off", sentence=_("Photo of device {number} removed")),
    Verb(code="device_kind_saved", icon="settings", sentence=_("Kind of device {kind} saved")),
)
