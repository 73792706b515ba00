"""What was typed, as it is looked for: folded by the same rule that filled the search columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from core import folding

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_QUERY = 200
MOST_WORDS = 8
SHORT = 3  # below so many letters a word has no trigram of its own and is taken as a word's beginning
PHONE_LIKE = re.compile(r"^\+?[\d\s()./-]+$")
PIECES_OF_A_PHONE = re.compile(
    r"^\d{1,3}([\s-]\d{1,3})+$"
)  # 56 78, the last of a French number; not 2026-000045, of an order's
NUMBER_OF_A_YEAR = re.compile(r"^\d{4}-\d{1,9}$")
TRUNK_ZERO = re.compile(r"^(\+\d+\s*)\(0\)")
DIGITS_OF_A_PHONE = 7
DIGITS_OF_A_PART, DIGITS_OF_A_NUMBER = 4, 5
# А 123 ВС 77: Cyrillic letters that Latin ones look like, and no others; Latin pieces may be a model's, Mi 11 Pro.
PIECES_OF_A_PLATE = re.compile(
    r"^[a-zавекмнорстухі]{1,3}[\s-]*\d{2,4}[\s-]*[a-zавекмнорстухі]{1,3}([\s-]*\d{2,3})?$", re.IGNORECASE
)
PLATE_LIKE = re.compile(r"^(?=.*\d)(?=.*[^\W\d_])\w{3,}$")


@dataclass(frozen=True)
class Word:
    text: str  # folded
    plate: str  # as a family of look-alikes, "" when the word cannot be a part of a plate

    def is_short(self, *, indexed: bool) -> bool:
        """Whether it is looked for as a word's beginning only; `indexed` where only a trigram index makes it fast.

        A single letter is a word's beginning everywhere: inside words it would find nearly all.
        """
        return len(self.text) < (SHORT if indexed else SHORT - 1)

    @property
    def is_rare(self) -> bool:
        """A good part of a phone number, IMEI or VIN: nothing that many records share, so that the index alone finds it best."""
        return len(self.text) >= DIGITS_OF_A_PHONE and any(letter.isdigit() for letter in self.text)

    @property
    def is_number(self) -> bool:
        """As 000137 of a customer's number: not many records share it."""
        return self.text.isdigit() and len(self.text) >= DIGITS_OF_A_NUMBER

    def patterns(self) -> list[str]:
        """What the search column must be LIKE, one of them."""
        if self.is_short(indexed=True):
            return [f"% {self.text}%"]
        return [f"%{self.text}%", *([f"%{self.plate}%"] if self.plate else [])]


def words(query: str) -> list[Word]:
    """The query as it is looked for: folded by the same function that filled the search columns."""
    typed = _one_plate(_one_phone(query.replace("\0", "")[:LONGEST_QUERY].strip())).split()[:MOST_WORDS]
    found = [Word(part, _plate(word)) for word, folded in zip(typed, _folded(typed), strict=True) for part in folded]
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _one_phone(query: str) -> str:
    """The digits of a phone number, or of a part of one, together: however it is written, it stands so in the search column."""
    if not PHONE_LIKE.match(query) or NUMBER_OF_A_YEAR.match(query):
        return query
    digits = "".join(character for character in TRUNK_ZERO.sub(r"\1", query) if character.isdigit())
    if len(digits) >= DIGITS_OF_A_PHONE:
        return digits.removeprefix("00") if query.startswith("00") else digits
    return digits if PIECES_OF_A_PHONE.match(query) and len(digits) >= DIGITS_OF_A_PART else query


def _one_plate(query: str) -> str:
    """The pieces of a plate in Cyrillic together, as the family of look-alikes stands in the search column."""
    is_plate = not query.isascii() and PIECES_OF_A_PLATE.match(query)
    return re.sub(r"[\s-]", "", query) if is_plate else query


def _folded(typed: list[str]) -> list[list[str]]:
    if all(map(folding.is_plain, typed)):
        return [folding.plain_words(word) for word in typed]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shop_words(word) FROM unnest(%s::text[]) WITH ORDINALITY AS each (word) ORDER BY ordinality",
            [typed],
        )
        return [text.split() for (text,) in cursor.fetchall()]


def _plate(word: str) -> str:
    return folding.plate_family(word) if PLATE_LIKE.match(word) else ""


def condition(looked_for: Iterable[Word], column: str = "search") -> Q:
    """Every word must occur; which column it stands in and in which order does not matter."""
    every = Q()
    for word in looked_for:
        any_form = Q()
        for pattern in word.patterns():
            any_form |= Q(**{f"{column}__like": pattern})
        every &= any_form
    return every
