"""How values read on screen, in the reader's language: times near now, ages, amounts, initials."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from core.shop import current_shop

# Babel's skeletons choose the American order for plain "en" and add commas: the shop writes "Fri 20 Nov".
DAY = {"lv": "EEE d. MMM"}
DAY_DEFAULT = "EEE d MMM"
LONG_DAY = {"lv": "EEEE, d. MMMM", "ru": "EEEE, d MMMM"}
LONG_DAY_DEFAULT = "EEEE d MMMM"
DAYS_A_MONTH = 31


def language() -> str:
    return (get_language() or "en").split("-")[0]


def local_day(moment: dt.date) -> dt.date:
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def clock(moment: dt.datetime) -> str:
    return format_time(timezone.localtime(moment).time(), "HH:mm", locale=language())


def written_day(day: dt.date, *, weekday: bool = True) -> str:
    """Like "Fri 20 Nov", with the year when it is another one; cut short as the reader's language does."""
    pattern = DAY.get(language(), DAY_DEFAULT)
    other_year = day.year != timezone.localdate().year
    if not weekday or other_year:
        pattern = pattern.removeprefix("EEE ")
    return _as_written(day, pattern + (" y" if other_year else ""), language())


@lru_cache(maxsize=4096)
def _as_written(day: dt.date, pattern: str, locale: str) -> str:
    """Kept: a board has hundreds of days, of which few are different, and babel needs a tenth of a millisecond for each."""
    text: str = format_date(day, pattern, locale=locale)
    return text


def long_day(day: dt.date) -> str:
    """ "Thursday 19 November", as the head of a page."""
    text: str = format_date(day, LONG_DAY.get(language(), LONG_DAY_DEFAULT), locale=language())
    return text[:1].upper() + text[1:]


def near_day(day: dt.date, *, weekday: bool = False) -> str:
    distance = (timezone.localdate() - day).days
    if distance == 0:
        return gettext("Today")
    if distance == 1:
        return gettext("Yesterday")
    return written_day(day, weekday=weekday)


def near(moment: dt.date) -> str:
    """One of "Today 17:00", "Yesterday", "Fri 20 Nov": as exact as somebody at the desk needs it."""
    day = local_day(moment)
    text = near_day(day, weekday=True)
    if isinstance(moment, dt.datetime) and day == timezone.localdate():
        return f"{text} {clock(moment)}"
    return text


def near_time(moment: dt.datetime) -> str:
    """One of "Today 09:12", "Yesterday 15:40", "Tue 17 Nov, 15:40": for lines that say when something was done."""
    day = local_day(moment)
    comma = "," if (timezone.localdate() - day).days not in {0, 1} else ""
    return f"{near_day(day, weekday=True)}{comma} {clock(moment)}"


def age(moment: dt.date) -> str:
    """Whole days since then in the shop's zone: "today", "1 day", "34 days"."""
    days = (timezone.localdate() - local_day(moment)).days
    if days <= 0:
        return pgettext("age", "today")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def spent(time: dt.timedelta) -> str:
    """Hours and minutes: "0:50 h"."""
    minutes = int(time.total_seconds() // 60)
    return pgettext("time worked", "%(hours)d:%(minutes)02d h") % {"hours": minutes // 60, "minutes": minutes % 60}


def money(amount: Decimal | float | str) -> str:
    """Grouped as the language does, always two places, a real minus sign; the currency stands in the head."""
    text: str = format_decimal(Decimal(amount), "#,##0.00", locale=language())
    return text.replace("-", "\N{MINUS SIGN}")


def price(amount: Decimal | float | str) -> str:
    """With the shop's currency, for sentences: "950.00 RON"."""
    return f"{money(amount)}\N{NO-BREAK SPACE}{current_shop().currency}"


def quantity(number: Decimal) -> str:
    """Without trailing zeros, in the reader's form: "1.5", "1,5"."""
    return format_decimal(number.normalize(), format="#,##0.###", locale=language())


def initials(name: str) -> str:
    """Of the first and the last word: "Ana-Maria Pop" is AP."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
