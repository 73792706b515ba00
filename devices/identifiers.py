"""IMEI, VIN, serial and plate: tidied as they come, and warned about, never refused."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from stdnum import luhn
from vininfo import Vin
from vininfo.exceptions import VininfoException

from core import clock
from core.folding import compact

IMEI_DIGITS = 15
IMEI_WITH_SOFTWARE_VERSION = 16  # IMEISV: the check digit is replaced by two digits of the software version
VIN_LENGTH = 17
VIN_FORM = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$")  # ISO 3779: no I, O, Q
NORTH_AMERICA = frozenset("12345")
LAST_OF_DIGITS = 2009
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)  # 49 CFR 565.15
VIN_VALUES = {
    letter: int(digit) for letter, digit in zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True)
}


class Vehicle(NamedTuple):
    make: str
    country: str
    year: int | None


def tidy_imei(text: str) -> str:
    return compact(text)


def tidy_vin(text: str) -> str:
    return compact(text)


def tidy_plate(text: str) -> str:
    """As written on the plate, in capitals, inner spaces single."""
    return " ".join(text.upper().split())


def imei_warning(text: str) -> str:
    """A sentence when the IMEI looks wrong (3GPP TS 23.003: 15 digits, the last by Luhn), else ""."""
    imei = tidy_imei(text)
    if not imei:
        return ""
    if not (imei.isascii() and imei.isdigit()):
        return _("An IMEI has digits only. Check it, or save it as it is.")
    if len(imei) == IMEI_WITH_SOFTWARE_VERSION:
        return ""
    if len(imei) != IMEI_DIGITS:
        return _("An IMEI has 15 digits, not %(count)d. Check it, or save it as it is.") % {"count": len(imei)}
    expected = luhn.calc_check_digit(imei[:-1])
    if imei[-1] != expected:
        return _("Last digit should be %(expected)s, not %(found)s. Check it, or save it as it is.") % {
            "expected": expected,
            "found": imei[-1],
        }
    return ""


def vin_warning(text: str) -> str:
    """A sentence when the VIN looks wrong, else "". The check digit counts only for cars made in North America."""
    vin = tidy_vin(text)
    if not vin:
        return ""
    if len(vin) != VIN_LENGTH:
        return _("A VIN has 17 characters, not %(count)d. Check it, or save it as it is.") % {"count": len(vin)}
    if not VIN_FORM.match(vin):
        return _("A VIN has no I, O or Q and no other signs. Check it, or save it as it is.")
    if vin[0] in NORTH_AMERICA and vin[8] != _vin_check_digit(vin):
        return _("The check digit of this VIN should be %(expected)s. Check it, or save it as it is.") % {
            "expected": _vin_check_digit(vin)
        }
    return ""


def _vin_check_digit(vin: str) -> str:
    total = sum(
        weight * (int(letter) if letter.isdigit() else VIN_VALUES[letter])
        for weight, letter in zip(VIN_WEIGHTS, vin, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)  # noqa: PLR2004 - ten is written X


def vehicle(text: str) -> Vehicle | None:
    """What a VIN of the right form says of its car."""
    vin = tidy_vin(text)
    if not VIN_FORM.match(vin):
        return None
    try:
        read = Vin(vin)
        years = read.years if vin[0] in NORTH_AMERICA else []
    except VininfoException:
        return None
    return Vehicle(str(read.manufacturer or ""), str(read.country or ""), _model_year(vin, years))


def _model_year(vin: str, years: list[int]) -> int | None:
    """Position 10 says the year within thirty; which thirty, position 7 says of cars and light trucks: a digit up to 2009, a
    letter from 2010 on (49 CFR 565.15). Of what is heavier it does not; no year lies further ahead than the next.
    """
    latest = LAST_OF_DIGITS if vin[6].isdigit() else clock.now().year + 1
    return max((year for year in years if year <= latest), default=None)
