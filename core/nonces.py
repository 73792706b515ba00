"""A creating form carries a nonce: sent twice it makes one thing; sent again with another body it is asked about."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model

from core.models import Nonce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from accounts.models import User


class UsedOtherwise(Exception):
    """The nonce already made `result` from another body."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


def body_hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(dict(body), sort_keys=True, default=str).encode()).hexdigest()


def once(nonce: UUID | None, body: Mapping[str, Any], make: Callable[[], str], *, by: User) -> str:
    """Return what `make` made for this nonce, now or the first time. Must run inside the deed's transaction.

    A second request with the same nonce waits for the first one to commit, then gets its result.
    Raises UsedOtherwise when the same nonce was spent on another body.
    """
    if nonce is None:
        return make()
    fingerprint = body_hash(body)
    if not _claim(nonce, fingerprint, by=by):
        spent = Nonce.objects.get(user=by, key=nonce)
        if spent.body_hash != fingerprint:
            raise UsedOtherwise(spent.result)
        return spent.result
    result = make()
    Nonce.objects.filter(user=by, key=nonce).update(result=result)
    return result


def still_there[Row: Model](made: Row | None, result: str) -> Row:
    """What the nonce made, unless it was deleted since: then the page is asked about too. Raises UsedOtherwise."""
    if made is None:
        raise UsedOtherwise(result)
    return made


def _claim(nonce: UUID, fingerprint: str, *, by: User) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_nonce (user_id, key, body_hash, result, at) VALUES (%s, %s, %s, '', now())
               ON CONFLICT (user_id, key) DO NOTHING""",
            [by.pk, nonce, fingerprint],
        )
        return bool(cursor.rowcount)
