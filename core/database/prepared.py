"""Statements that PostgreSQL reads and plans once for each connection, not each time they are asked.

The one of the search box takes as long to plan as to run. Its plan is made for all values alike: what is looked for is a parameter, how
many rows and how far stands in the text, so that the planner sees it.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan; "
MOST = 30  # statements a connection keeps: each has some hundred kilobytes
_NAMED = re.compile(r"%\((\w+)\)s|%%")
KNOWN: WeakKeyDictionary[Any, set[str] | None] = WeakKeyDictionary()  # of each connection; None where it does not hold


def prepared(statement: str, parameters: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
    """What asks the prepared statement, and its values in order; None where this connection prepares no more."""
    places: dict[str, int] = {}
    text = _NAMED.sub(lambda found: f"${places.setdefault(found[1], len(places) + 1)}" if found[1] else "%", statement)
    name = f"shop_{sha256(text.encode()).hexdigest()[:20]}"
    connection.ensure_connection()
    known = KNOWN.setdefault(connection.connection, set())
    if known is None or (name not in known and len(known) >= MOST):
        return None
    if name not in known:
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {text}")
        known.add(name)
    return f"{ONE_PLAN}EXECUTE {name} ({', '.join(['%s'] * len(places))})", [parameters[each] for each in places]


def give_up() -> None:
    """Something stands between that hands out other connections than the one that prepared."""
    KNOWN[connection.connection] = None
