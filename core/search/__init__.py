"""One box: whatever part of whatever identifier, name, phone, mail or address somebody remembers.

Each app registers a Group: a table with a `search` column (filled by triggers) and how a hit is shown, and an exact resolver.
"""

from core.search.groups import GROUPS, Group, Hit, exact, live, register, resolver
from core.search.marking import mark
from core.search.matching import find
from core.search.words import LONGEST_QUERY, PHONE_LIKE, SHORT, Word, condition, words

__all__ = [
    "GROUPS", "LONGEST_QUERY", "PHONE_LIKE", "SHORT", "Group", "Hit", "Word", "condition", "exact", "find", "live", "mark", "register", "resolver", "words",
]  # fmt: skip
