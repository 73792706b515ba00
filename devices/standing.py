"""The words of the kinds of device every shop begins with (a migration made their rows), and what a kind may be made of.

The codes are fixed for ever; words of ours are translated, words a shop writes stay as it wrote them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Kind(models.TextChoices):
    PHONE = "phone", _("phone")
    TABLET = "tablet", _("tablet")
    LAPTOP = "laptop", _("laptop")
    COMPUTER = "computer", _("computer")
    CONSOLE = "console", _("console")
    WATCH = "watch", _("watch")
    APPLIANCE = "appliance", _("household machine")
    TOOL = "tool", _("power tool")
    BICYCLE = "bicycle", _("bicycle or scooter")
    CAR = "car", _("car")
    OTHER = "other", _("other")


class Alert(models.TextChoices):
    STOLEN = "stolen", _("stolen")
    LOST = "lost", _("lost")


ICONS = (
    "smartphone", "tablet", "laptop", "monitor", "gamepad-2", "watch", "washing-machine", "drill", "bike", "car", "package", "headphones",
    "tv", "camera", "printer", "keyboard", "router", "server", "hard-drive", "cpu", "speaker", "radio", "microwave", "refrigerator",
    "coffee", "fan", "air-vent", "lamp", "truck", "bus", "tractor", "motorbike", "sailboat", "plane", "guitar", "piano", "wrench", "key",
    "glasses",
)  # fmt: skip

# Which identifiers such a thing has: the others are not asked for.
IDENTIFIERS: dict[str, str | Promise] = {
    "imei": _("IMEI and second IMEI"),
    "serial": _("Serial number"),
    "plate": _("Plate"),
    "vin": _("VIN, body, engine and mileage"),
}

CHECKS: dict[str, str | Promise] = {
    "turns_on": _("Turns on"),
    "display": _("Display, no lines"),
    "touch": _("Touch works"),
    "front_camera": _("Front camera"),
    "rear_camera": _("Rear camera"),
    "face_id": _("Face ID"),
    "fingerprint": _("Fingerprint"),
    "charges": _("Charges"),
    "speaker_mic": _("Speaker and mic"),
    "no_water": _("No water marks"),
    "sim_tray": _("SIM tray present"),
    "buttons": _("Buttons work"),
    "keyboard": _("Keyboard"),
    "touchpad": _("Touchpad"),
    "hinges": _("Hinges"),
    "battery": _("Battery holds"),
    "ports": _("Ports"),
    "wifi": _("Wi-Fi"),
    "reads_disc": _("Reads discs"),
    "controllers": _("Controllers with it"),
    "hdmi": _("Picture over HDMI"),
    "strap": _("Strap present"),
    "cable": _("Cable undamaged"),
    "casing": _("Casing undamaged"),
    "runs": _("Runs"),
    "tight": _("Does not leak"),
    "door": _("Door closes"),
    "brakes": _("Brakes"),
    "lights": _("Lights"),
    "tyres": _("Tyres"),
    "frame": _("Frame undamaged"),
    "key": _("Key with it"),
    "engine_starts": _("Engine starts"),
    "warning_lights": _("No warning lights"),
    "bodywork": _("Bodywork without dents"),
    "windows": _("Windows undamaged"),
    "mirrors": _("Mirrors undamaged"),
    "fuel": _("Fuel above reserve"),
    "spare_wheel": _("Spare wheel"),
    "radio": _("Radio works"),
    "documents": _("Papers in the car"),
    "valuables": _("No valuables inside"),
}
