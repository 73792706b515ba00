"""Where in a text the letters stand that matched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from core import folding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.search.words import Word

NATIONAL, TRUNKS = 9, "08"  # digits of a phone as it is dialled at home, and what it begins with there


def mark(text: str, looked_for: Iterable[Word]) -> SafeString:
    """The text, escaped, with the letters that matched in <mark>, whatever alphabet or accents they are written with."""
    marked = [False] * len(text)
    letters = [folding.fold_letter(letter) for letter in text]
    folded = "".join(letters)
    for word in looked_for:
        if word.text in folded:
            _mark_word(letters, folded, word.text, marked)
        if word.text.isdigit():  # 0722418905 stands as 0722 418 905, or without the nought behind +40
            _mark_in(letters, _skipping, word.text, marked)
            if len(word.text) >= NATIONAL and word.text[0] in TRUNKS:
                _mark_in(letters, _skipping, word.text[1:], marked)
        if word.plate:
            _mark_in(text, folding.plate_family, word.plate, marked)
    if True not in marked:
        return SafeString(escape(text))
    return SafeString("".join(_pieces(text, marked)))


def _skipping(letter: str) -> str:
    return letter if letter.isalnum() else ""


def _mark_in(letters: Iterable[str], become: Callable[[str], str], word: str, marked: list[bool]) -> None:
    changed = [become(letter) for letter in letters]
    _mark_word(changed, "".join(changed), word, marked)


def _mark_word(letters: list[str], folded: str, word: str, marked: list[bool]) -> None:
    start = folded.find(word)
    if start < 0:
        return
    owner = [index for index, part in enumerate(letters) for _ in part]
    while start >= 0:
        if len(word) > 1 or start == 0 or not folded[start - 1].isalnum():
            first, last = owner[start], owner[start + len(word) - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
        start = folded.find(word, start + 1)


def _pieces(text: str, marked: list[bool]) -> Iterator[str]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marked[end] != marked[start]:
            piece = escape(text[start:end])
            yield f"<mark>{piece}</mark>" if marked[start] else piece
            start = end
