"""One box: whatever part of whatever identifier, name, phone, mail or address somebody remembers.

Each app registers a Group: a table with a `search` column (filled by triggers) and how a hit is shown, and an exact resolver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.html import format_html_join

from core import folding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.utils.functional import Promise
    from django.utils.safestring import SafeString

    from accounts.models import User

LONGEST_QUERY = 200
MOST_WORDS = 8
RECENT = 4000  # rows looked through in order of activity before the trigram index is asked
SHORT = 3  # below so many letters a word has no trigram of its own and is taken as a word's beginning
PHONE_LIKE = re.compile(r"^\+?[\d\s()./-]+$")
DIGITS_OF_A_PHONE = 7
PLATE_LIKE = re.compile(r"^(?=.*\d)(?=.*[^\W\d_])\w{3,}$")


@dataclass(frozen=True)
class Word:
    text: str  # folded
    plate: str  # as a family of look-alikes, "" when the word cannot be a part of a plate

    def patterns(self, *, indexed: bool = True) -> list[str]:
        """What the search column must be LIKE, one of them; `indexed` where only a trigram index makes it fast.

        A single letter is a word's beginning everywhere: inside words it would find nearly all.
        """
        if len(self.text) < (SHORT if indexed else SHORT - 1):
            return [f"% {self.text}%"]
        return [f"%{self.text}%", *([f"%{self.plate}%"] if self.plate else [])]


@dataclass(frozen=True)
class Hit:
    url: str
    icon: str
    title: str
    detail: str
    status_code: str = ""
    status_label: str | Promise = ""
    note: str = ""
    muted: bool = False
    intake_url: str = ""


class Describe(Protocol):
    def __call__(self, rows: list[Any], /) -> list[Hit]: ...


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    title: str | Promise
    icon: str
    position: int
    permission: str
    rows: Callable[[User], QuerySet[Any]]
    order: tuple[str, ...]  # most recently active first; an index has this order
    describe: Describe
    list_url: str


GROUPS: dict[str, Group] = {}
RESOLVERS: list[tuple[int, Callable[[str, User], str | None]]] = []


def register(group: Group) -> None:
    GROUPS[group.key] = group


def resolver(position: int, resolve: Callable[[str, User], str | None]) -> None:
    """Add a function that turns an exact number, code or identifier into the address of its page."""
    RESOLVERS.append((position, resolve))
    RESOLVERS.sort(key=lambda entry: entry[0])


def exact(query: str, user: User) -> str | None:
    """The address of the one page that the query names exactly, or None."""
    query = query.replace("\0", "").strip()
    if not query or len(query) > LONGEST_QUERY:
        return None
    return next((url for _, resolve in RESOLVERS if (url := resolve(query, user))), None)


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


def find(rows: QuerySet[Any], looked_for: list[Word], order: tuple[str, ...], limit: int) -> list[Any]:
    """The first `limit` rows in `order` that have all words.

    Two steps: common words are met among the most recently active rows; only when these do not fill the page is the trigram
    index asked, and its hits sorted.
    """
    if not looked_for:
        return []
    recent = rows.order_by(*order)[:RECENT].values("pk", "search", *(name.lstrip("-") for name in order))
    keys = _matching_recent(recent, looked_for, limit)
    if len(keys) < limit:
        keys = list(dict.fromkeys(keys + _matching_all(rows, looked_for, order, limit)))[:limit]
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _matching_recent(recent: QuerySet[Any, Any], looked_for: list[Word], limit: int) -> list[int]:
    inner, parameters = recent.query.sql_with_params()
    tests, patterns = _sql_condition(looked_for)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pk FROM ({inner}) recent WHERE {tests} LIMIT %s", [*parameters, *patterns, limit])  # noqa: S608 - our own SQL, values as parameters
        return [key for (key,) in cursor.fetchall()]


def _matching_all(rows: QuerySet[Any], looked_for: list[Word], order: tuple[str, ...], limit: int) -> list[int]:
    matching = rows.filter(condition(looked_for)).order_by().values("pk", *(name.lstrip("-") for name in order))
    inner, parameters = matching.query.sql_with_params()
    sort = ", ".join(f'"{name.lstrip("-")}" DESC' if name.startswith("-") else f'"{name}"' for name in order)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH matching AS MATERIALIZED ({inner}) SELECT pk FROM matching ORDER BY {sort} LIMIT %s",  # noqa: S608 - as above
            [*parameters, limit],
        )
        return [key for (key,) in cursor.fetchall()]


def _sql_condition(looked_for: list[Word]) -> tuple[str, list[str]]:
    """As SQL, for a handful of rows: there a short word is looked for inside words too."""
    patterns = [word.patterns(indexed=False) for word in looked_for]
    tests = [" OR ".join(["search LIKE %s"] * len(forms)) for forms in patterns]
    return " AND ".join(f"({test})" for test in tests), [pattern for forms in patterns for pattern in forms]


def live(query: str, user: User, *, limit: int = 4) -> Iterator[tuple[Group, list[Hit], bool]]:
    """Group by group what the query finds: the hits (at most `limit`), marked, and whether there are more."""
    looked_for = words(query)
    for group in sorted(GROUPS.values(), key=lambda each: each.position):
        if looked_for and user.has_perm(group.permission):
            rows = find(group.rows(user), looked_for, group.order, limit + 1)
            hits = [_marked(hit, looked_for) for hit in group.describe(rows[:limit])]
            yield group, hits, len(rows) > limit


def _marked(hit: Hit, looked_for: list[Word]) -> Hit:
    return Hit(**{**hit.__dict__, "title": mark(hit.title, looked_for), "detail": mark(hit.detail, looked_for)})


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


__all__ = [
    "GROUPS", "Group", "Hit", "Word", "condition", "exact", "find", "live", "mark", "register", "resolver", "words",
]  # fmt: skip
