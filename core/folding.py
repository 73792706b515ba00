"""The search column's folding letter by letter, for marking what was found inside the text as it is written.

The same table as `shop_fold` in core/sql/search.sql (ICAO Doc 9303 part 3, section 6); a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BY_SOUND = {
    "щ": "shch", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ю": "iu", "я": "ia", "є": "ie", "ї": "i", "ѓ": "g",
    "ъ": "", "ь": "", "'": "", "’": "", "ʼ": "",
} | dict(zip("абвгґдеёзийіклмнопрстуўфыэ", "abvggdeeziiiklmnoprstuufye", strict=True))  # fmt: skip
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
NOT_IN_WORDS = re.compile("[^a-z0-9]+")
ACCENTED = (
    "ăâîșțşţāčēģīķļņšūžéèêëàçôùûïüÿœæßöä"  # of the languages the shop speaks; a test compares each with PostgreSQL
)
PLATE = str.maketrans("АВЕКМНОРСТУХІVNRSUO", "ABEKMH0PCTYXIBHPCY0")


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    lower = letter.lower()
    if lower in BY_SOUND:
        return BY_SOUND[lower]
    if lower in SPECIAL:
        return SPECIAL[lower]
    return "".join(part for part in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(part))


def fold(text: str) -> str:
    if text.isascii():
        return text.lower().replace("'", "")
    return "".join(fold_letter(letter) for letter in unicodedata.normalize("NFC", text))


def is_plain(text: str) -> bool:
    """Whether Python's folding surely says what PostgreSQL's says, so that PostgreSQL need not be asked."""
    return all(letter.isascii() or letter.lower() in BY_SOUND or letter.lower() in ACCENTED for letter in text)


def plain_words(text: str) -> list[str]:
    """What shop_words() makes of a plain text: folded, without punctuation."""
    return NOT_IN_WORDS.sub(" ", fold(text)).split()


def compact(text: str) -> str:
    """Letters and digits only, in capitals: how identifiers are kept and compared."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def plate_family(text: str) -> str:
    """The plate with every letter replaced by its family of look-alikes, Cyrillic or Latin."""
    return compact(text).translate(PLATE)
