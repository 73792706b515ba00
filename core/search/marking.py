"""Where in a text the letters stand that matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html_join

from core import folding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.safestring import SafeString

    from core.search.words import Word


def mark(text: str, looked_for: Iterable[Word]) -> SafeString:
    """The text, escaped, with the letters that matched in <mark>, whatever alphabet or accents they are written with."""
    letters = [folding.fold_letter(letter) for letter in text]
    skipping = [part if part.isalnum() else "" for part in letters]
    marked = [False] * len(text)
    for word in looked_for:
        _mark_word(letters, word.text, marked)
        if word.text.isdigit():  # 0722418905 stands as 0722 418 905
            _mark_word(skipping, word.text, marked)
        if word.plate:
            _mark_word([folding.plate_family(letter) for letter in text], word.plate, marked)
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, marked)))


def _mark_word(letters: list[str], word: str, marked: list[bool]) -> None:
    folded = "".join(letters)
    owner = [index for index, part in enumerate(letters) for _ in part]
    start = folded.find(word)
    while start >= 0:
        if len(word) > 1 or start == 0 or not folded[start - 1].isalnum():
            first, last = owner[start], owner[start + len(word) - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
        start = folded.find(word, start + 1)


def _pieces(text: str, marked: list[bool]) -> Iterator[str]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marked[end] != marked[start]:
            piece = text[start:end]
            yield format_html_join("", "<mark>{}</mark>", [(piece,)]) if marked[start] else piece
            start = end
