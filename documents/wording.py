"""How values are spelled on paper: cleaned of what no printer can bear, dates and amounts as the language has them."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from babel import Locale, dates, numbers
from django.utils.translation import get_language

LOCALES = {"en": "en_GB"}  # a day before its month and 24 hours, as everywhere the shop prints
SPOKEN_CURRENCY = {("ro", "RON"): "lei"}
LONGEST_TEXT, MOST_LINES = 4000, 400
LONGEST_WORD = 60  # nothing a person writes is longer; what is, may break anywhere
# Marks that turn the direction of the text after them: they would let one field rewrite the look of its neighbours.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
# Romanian letters of the nineties: typed with a cedilla, printed with the comma they are written with.
COMMAS = str.maketrans("şŞţŢ", "șȘțȚ")
UNPRINTABLE = {"Cc", "Cs", "Cn", "Co"}
BREAKABLE = re.compile(rf"\S{{{LONGEST_WORD}}}")


# --- cleaning --------------------------------------------------------------------------------------------------------
def cleaned(value: Any) -> Any:
    """The same value with texts that any printer can bear: composed letters, no control marks, no endless words."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    return value


def _clean_text(text: str) -> str:
    text = "\n".join(text.splitlines()).translate(TURNING)
    kept = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in UNPRINTABLE)
    kept = kept.translate(COMMAS) if get_language() == "ro" else kept
    return BREAKABLE.sub(lambda match: match[0] + "\u200b", unicodedata.normalize("NFC", kept)).strip()


# --- words, dates, amounts -------------------------------------------------------------------------------------------
def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse(LOCALES.get(language, language))


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def long_date(value: str) -> str:
    moment = _moment(value)
    return dates.format_date(moment, "long", locale=_locale()) if moment else value or ""


def short_date(value: str) -> str:
    moment = _moment(value)
    return _day(moment) if moment else value or ""


def _day(day: date) -> str:
    return dates.format_skeleton("yMMdd", datetime.combine(day, datetime.min.time()), locale=_locale()).rstrip(".")


def short_moment(value: str) -> str:
    moment = _moment(value)
    return f"{_day(moment)}, {moment:%H:%M}" if moment else value or ""


def full_moment(value: str) -> str:
    """A promise: the day of the week avoids the commonest mistake at the counter."""
    moment = _moment(value)
    return f"{dates.format_date(moment, 'full', locale=_locale())}, {moment:%H:%M}" if moment else value or ""


def tag_moment(value: str) -> str:
    moment = _moment(value)
    return f"{dates.format_date(moment, 'EEE', locale=_locale())} {short_moment(value)}" if moment else value or ""


def money(amount: str, currency: str, *, bare: bool = False) -> str:
    """The amount with its currency; without it in columns, where the sum below names it. "" for none."""
    locale = _locale()
    if amount == "":
        return ""
    try:
        number = Decimal(amount)
        if bare:
            return numbers.format_decimal(number, "#,##0.00", locale=locale)
        spoken = SPOKEN_CURRENCY.get((locale.language, currency))
        if spoken:
            return f"{numbers.format_decimal(number, '#,##0.00', locale=locale)}\u00a0{spoken}"
        return numbers.format_currency(number, currency, locale=locale)
    except (InvalidOperation, TypeError, ValueError):
        return f"{amount} {currency}".strip()


def quantity(value: str) -> str:
    try:
        return numbers.format_decimal(Decimal(value), "#,##0.###", locale=_locale())
    except (InvalidOperation, TypeError, ValueError):
        return str(value or "")


def percent(value: str) -> str:
    number = quantity(value)
    space = "" if _locale().language == "en" else "\u00a0"
    return f"{number}{space}%" if number else ""


def phone(value: str) -> str:
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def imei(value: str) -> str:
    """The fifteen digits as they stand on a box: 35 104463 048273 8."""
    return f"{value[:2]} {value[2:8]} {value[8:14]} {value[14]}" if re.fullmatch(r"\d{15}", value) else value


def fingerprint(value: str) -> str:
    return " ".join(value[start : start + 4] for start in (0, 4, 8))


def shortened_lines(text: str) -> str:
    """The fallback prints what may stand in a document at all: 4,000 letters and 400 lines of each text."""
    lines = text[:LONGEST_TEXT].split("\n")[:MOST_LINES]
    return "\n".join(lines) if len("\n".join(lines)) == len(text) else "\n".join([*lines, "…"])


def shortened(text: str, longest: int) -> str:
    """One line of at most so many letters, for places that cannot grow."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip(' ,.;')}…"


def mileage(value: Any) -> str:
    if not str(value or "").isdecimal():
        return str(value or "")
    return f"{numbers.format_decimal(int(value), locale=_locale())}\u00a0km"


def joined(parts: list[str], between: str = ", ") -> str:
    return between.join(filter(None, parts))
