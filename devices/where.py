"""Where the IMEI of a telephone is found, brand by brand: shown at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

EVERYWHERE = _("Dial *#06#, or look on the SIM tray or the box.")
BY_BRAND: dict[str, str | Promise] = {
    "apple": _("Dial *#06#, or Settings › General › About; on the SIM tray, on the back of older ones."),
    "samsung": _("Dial *#06#, or Settings › About phone; on the back, on the label inside older ones."),
    "xiaomi": _("Dial *#06#, or Settings › About phone › All specs › Status; on the SIM tray or the box."),
    "huawei": _("Dial *#06#, or Settings › About phone; on the back at the lower edge or on the box."),
    "google": _("Dial *#06#, or Settings › About phone; on the SIM tray or the box."),
    "oneplus": _("Dial *#06#, or Settings › About device › Status; on the SIM tray or the box."),
    "motorola": _("Dial *#06#, or Settings › About phone › IMEI information; on the SIM tray or the box."),
    "nokia": _("Dial *#06#, or Settings › About phone; under the battery of older ones."),
    "sony": _("Dial *#06#, or Settings › About phone › Status; on the tray's label that pulls out."),
    "oppo": _("Dial *#06#, or Settings › About device › Status; on the box."),
}
ALIASES = {
    "redmi": "xiaomi",
    "poco": "xiaomi",
    "honor": "huawei",
    "realme": "oppo",
    "iphone": "apple",
    "pixel": "google",
}


def imei_hint(brand: str) -> str:
    name = brand.strip().casefold()
    return str(BY_BRAND.get(ALIASES.get(name, name), EVERYWHERE))
