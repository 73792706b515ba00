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
DIGITS_OF_A_PHONE = 7
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

    def patterns(self) -> list[str]:
        """What the search column must be LIKE, one of them."""
        if self.is_short(indexed=True):
            return [f"% {self.text}%"]
        return [f"%{self.text}%", *([f"%{self.plate}%"] if self.plate else [])]


def words(query: str) -> list[Word]:
    """The query as it is looked for: folded by the same function that filled the search columns."""
    query = query.replace("\0", "")[:LONGEST_QUERY].strip()
    digits = "".join(character for character in query if character.isdigit())
    if PHONE_LIKE.match(query) and len(digits) >= DIGITS_OF_A_PHONE:
        query = digits.removeprefix("00") if query.startswith("00") else digits
    typed = query.split()[:MOST_WORDS]
    found = [Word(part, _plate(word)) for word, folded in zip(typed, _folded(typed), strict=True) for part in folded]
    return list(dict.fromkeys(found))[:MOST_WORDS]


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
