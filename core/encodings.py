"""Which encoding a text file has: told by its mark, by being UTF-8, else by which language's letters it makes sense in."""

from __future__ import annotations

import codecs
from collections import Counter
from typing import TYPE_CHECKING

import cchardet

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1250": "Windows-1250 (Română, Polski, Čeština)",
    "cp1251": "Windows-1251 (Русский, Українська)",
    "cp1252": "Windows-1252 (Français, Deutsch)",
    "cp1257": "Windows-1257 (Latviešu, Lietuvių)",
    "koi8-r": "KOI8-R (Русский)",
    "cp866": "DOS-866 (Русский)",
    "cp852": "DOS-852 (Română)",
    "cp775": "DOS-775 (Latviešu)",
}
# A code page and the letters beyond ASCII of a language written in it.
LANGUAGES = (
    ("cp1252", "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ"),
    ("cp1252", "äöüßÄÖÜé"),
    ("cp1252", "áéíóúñüÁÉÍÓÚÑÜãõâêôàçÃÕÂÊÔÀÇ"),
    ("cp1252", "åäöæøÅÄÖÆØé"),
    ("cp1250", "ăâîşţĂÂÎŞŢ"),
    ("cp1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    ("cp1250", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĺôäĽĹÔÄ"),
    ("cp1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),
    ("cp1257", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ"),
    ("cp1257", "ąčęėįšųūžĄČĘĖĮŠŲŪŽ"),
    ("cp1257", "äöüõšžÄÖÜÕŠŽ"),
    ("cp1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"),
    ("cp1251", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяўАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯЎ"),
)
ALSO = frozenset("„“”‘’–—«»€№…°§ ®\N{NO-BREAK SPACE}")
SURE = 0.7  # share of the letters that fit; below it the general detector is asked
ALIKE = 0.02
OF_LANGUAGE = {"ro": "cp1250", "lv": "cp1257", "ru": "cp1251", "fr": "cp1252", "en": "cp1252"}
CHUNK = 1 << 20
SAMPLE = 256 * 1024
OTHER_NAMES = {"windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1257": "cp1257"}


def recognised(path: Path, *, language: str = "") -> str:
    """The name of the encoding as Python calls it; "" for what is no text at all.

    `language` is the shop's: it decides where the letters fit several.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start:
        return _wide(start)
    is_utf8, foreign = _scan(path)
    if is_utf8:
        return "utf-8"
    return _by_letters(foreign, OF_LANGUAGE.get(language, "")) if foreign else ""


def lines(path: Path) -> int:
    """How many there are, whatever is in them."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def codec(encoding: str) -> str:
    """What to open the file with: a byte order mark before UTF-8 is no part of the first head."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: the NULs of its ASCII signs stand all on one side."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if even and odd:
        return ""
    encoding = "utf-16-le" if odd else "utf-16-be"
    text = start[: len(start) // 2 * 2].decode(encoding, errors="replace")
    familiar = sum(letter < "\N{ARMENIAN CAPITAL LETTER AYB}" for letter in text)
    return encoding if familiar > SURE * len(text) else ""


def _scan(path: Path) -> tuple[bool, bytes]:
    """Whether all of the file is UTF-8, and those of its lines that hold more than ASCII. A NUL is neither."""
    decoder, is_utf8, foreign = codecs.getincrementaldecoder("utf-8")(), True, bytearray()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                return False, b""
            if is_utf8:
                is_utf8 = _is_decoded(decoder, chunk)
            if len(foreign) < SAMPLE:
                foreign += b"\n".join(line[:2000] for line in chunk.splitlines() if not line.isascii())[:SAMPLE]
    return is_utf8 and _is_decoded(decoder, b"", is_last=True), bytes(foreign)


def _is_decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, *, is_last: bool = False) -> bool:
    try:
        decoder.decode(chunk, is_last)
    except UnicodeDecodeError:
        return False
    return True


def _by_letters(sample: bytes, likely: str) -> str:
    """The code page in which most signs are letters of one language; of several that fit, the likely one of this shop."""
    shares: dict[str, float] = {}
    for encoding, letters in LANGUAGES:
        shares[encoding] = max(shares.get(encoding, 0), _share(sample, encoding, letters))
    best = max(shares.values())
    found = (cchardet.detect(sample)["encoding"] or "").lower()
    guess = OTHER_NAMES.get(found, found)
    if best < SURE and guess:
        return guess
    fitting = [encoding for encoding, share in shares.items() if share >= best - ALIKE]
    return next((encoding for encoding in (likely, guess) if encoding in fitting), fitting[0])


def _share(sample: bytes, encoding: str, letters: str) -> float:
    """Of the signs beyond ASCII, how many are letters of the language (or signs of every language)."""
    text = sample.decode(encoding, errors="replace")
    signs = Counter(sign for sign in text if not sign.isascii())
    fitting = sum(count for sign, count in signs.items() if sign in letters or sign in ALSO)
    return fitting / max(1, signs.total())
