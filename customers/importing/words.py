"""Words that stand in cells, in the shop's five languages."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime

from core.folding import fold
from customers.models import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

YES = "yes y true 1 x da jā oui vrai да д ✓ activ"
NO = "no n false 0 nu nē non faux нет н inactiv"
PERSONS = "person p pf individual persoană persoană_fizică fizică persona fiziska_persona personne particulier лицо физлицо физическое_лицо частное_лицо"
COMPANIES = (
    "company c pj organisation business firmă companie persoană_juridică juridică uzņēmums juridiska_persona société entreprise"
    " personne_morale компания организация юрлицо юридическое_лицо"
)
LANGUAGE_NAMES = {
    "en": "en english engleză angļu anglais английский",
    "ro": "ro romanian română romana rumāņu roumain румынский",
    "lv": "lv latvian letonă latviešu letton латышский",
    "fr": "fr french franceză franču français французский",
    "ru": "ru russian rusă krievu russe русский",
}
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::\d{2})?)?\Z")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
NOON = 12  # of a day without an hour: it is the same day in every zone of Europe
YEARS = range(1900, 2101)


def key(word: str) -> str:
    """Letters and digits only, small, without accents and in Latin letters."""
    return "".join(letter for letter in fold(word) if letter.isalnum() or letter == "✓")


def moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A day or a moment as spreadsheets and programs write them, the day before the month; in `zone` where none is said."""
    try:
        found = _day(text) or _day_first(text, zone) or parse_datetime(text)
    except ValueError:
        return None
    if found is None or found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _day(text: str) -> dt.datetime | None:
    if not (match := DAY.match(text)):
        return None
    year, month, day = map(int, match.groups())
    return dt.datetime(year, month, day, NOON, tzinfo=dt.UTC)


def _day_first(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    if not (match := DAY_FIRST.match(text)):
        return None
    day, month, year = (int(part) for part in match.groups()[:3])
    if match[4] is None:
        return dt.datetime(year, month, day, NOON, tzinfo=dt.UTC)
    return dt.datetime(year, month, day, int(match[4]), int(match[5]), tzinfo=zone)


def _each(listed: str) -> Iterator[str]:
    return (key(word) for word in listed.split())


ANSWERS = {**dict.fromkeys(_each(NO), False), **dict.fromkeys(_each(YES), True)}
FORMS = {**dict.fromkeys(_each(PERSONS), Form.PERSON.value), **dict.fromkeys(_each(COMPANIES), Form.COMPANY.value)}
LANGUAGES = {word: code for code, names in LANGUAGE_NAMES.items() for word in _each(names)}
