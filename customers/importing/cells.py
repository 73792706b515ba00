"""What one cell says: phones and contacts in lines, a name in one piece, a country by any of its names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from django.conf import settings

from core.reading import plain
from customers.exporting import BETWEEN
from customers.models import PhoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND_SAID = re.compile(rf"(.*?) \(({'|'.join(PhoneKind.values)})\)\Z")
LEAST_DIGITS = 6  # of what another program put beside a comma, to be a number of its own
COUNTRIES_ALSO_CALLED = {"uk": "GB", "great britain": "GB", "usa": "US", "holland": "NL", "czech republic": "CZ"}
PARTICLES = frozenset({"da", "de", "del", "der", "di", "do", "dos", "la", "le", "van", "von", "zu"})
PARTS_OF_A_CONTACT = 6
LONGEST_NOTE = 4000


@lru_cache(maxsize=1000)
def country_code(name: str) -> str:
    """The two letters of a country by its code or its name in one of the shop's languages, else ""."""
    return name if len(name) == 2 and name in Locale("en").territories else _countries().get(name.casefold(), "")  # noqa: PLR2004


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for language, _name in reversed(settings.LANGUAGES):
        territories = Locale(language).territories
        names.update({called.casefold(): code for code, called in territories.items() if code.isalpha()})
    return names | COUNTRIES_ALSO_CALLED


def split_name(name: str) -> tuple[str, str]:
    """First and last names; particles belong to the last name: Isabel | de Castro."""
    words_of = name.split()
    start = len(words_of) - 1
    while start > 1 and words_of[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words_of[:start]), " ".join(words_of[start:])


def numbers(cell: str) -> Iterator[tuple[str, str]]:
    """The phones of one cell, each with the kind that is said behind it: a line each, or by comma where all are whole numbers."""
    for line in cell.splitlines():
        said = KIND_SAID.match(line)
        if said:
            yield plain(said[1]), said[2]
            continue
        parts = [part for part in re.split(r"[,;]\s+", line) if part.strip()]
        whole = all(sum(map(str.isdigit, part)) >= LEAST_DIGITS for part in parts)
        for part in parts if whole else [line]:
            if number := plain(part):
                yield number, ""


def contact(line: str) -> list[str]:
    """Names, role, phone, e-mail and whether they may collect, as our own export writes them; else a name."""
    parts = [part.strip() for part in line.split(BETWEEN.strip())]
    if len(parts) == PARTS_OF_A_CONTACT:
        return parts
    return [*split_name(line), "", "", "", ""]


def in_pieces(text: str) -> Iterator[str]:
    """Notes as long as a note may be, parted between lines; together again they are the same text."""
    piece = ""
    for line in text.split("\n"):
        longer = f"{piece}\n{line}" if piece else line
        if piece and len(longer) > LONGEST_NOTE:
            yield piece
            longer = line
        piece = longer
    if piece:
        yield piece
