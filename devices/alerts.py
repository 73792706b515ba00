"""Devices marked as stolen or lost: said wherever one of their identifiers turns up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from devices.actions import same_identifier
from devices.standing import Alert

if TYPE_CHECKING:
    from devices.models import Device

MOST = 3


def marked(device: Device) -> list[Device]:
    """The device where it is marked itself, then others that carry one of its identifiers and are: it may have been saved a
    second time as another one.
    """
    named = {name: getattr(device, name) for name in ("imei", "imei2", "vin", "serial", "plate")}
    others = same_identifier(**named).exclude(alert="").exclude(pk=device.pk)[:MOST] if any(named.values()) else []
    return [*([device] if device.alert else []), *others]


def sentence(device: Device) -> str:
    words = _("%(device)s is marked as stolen.") if device.alert == Alert.STOLEN else _("%(device)s is marked as lost.")
    return words % {"device": f"{device.title}, {device.number}"}
