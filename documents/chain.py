"""How a document is fingerprinted and chained to the one before it.

Content is canonical JSON (sorted keys, no spaces, UTF-8), so that the same content always has the same SHA-256. A document's own hash
covers every column of its row and of its content's row except `search`, which a function of the database derives from them.
A column that came later counts only where it is not empty: so what was hashed before it came still hashes to the same.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

    from documents.models import Document, DocumentContent, DocumentFile


LATER = frozenset({"country", "corrects"})
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(content: Any) -> str:
    return CANONICAL.encode(content)


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def own_hash(document: Document, content: DocumentContent) -> str:
    return sha256(hashed(document, content))


def hashed(document: Document, content: DocumentContent) -> str:
    return canonical({**_columns(document, "id", "own_hash"), "content": _columns(content, "content", "search")})


def row_hash(document: Document) -> str:
    """Of everything that stands in the document's own row: what the minutes keep of one that is destroyed."""
    return sha256(canonical(_columns(document, "id")))


def file_hash(file: DocumentFile) -> str:
    return sha256(canonical(_columns(file, "data", "own_hash")))


def _columns(row: Any, *left_out: str) -> dict[str, Any]:
    names = _names(row._meta.model, left_out)
    return {name: _plain(value) for name in names if (value := getattr(row, name)) or name not in LATER}


@cache
def _names(model: type[Model], left_out: tuple[str, ...]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields if column.attname not in left_out]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)
