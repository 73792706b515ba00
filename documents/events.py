from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs
from documents.kinds import DocumentKind


def _kind(words: dict[str, Any]) -> dict[str, Any]:
    labels = dict(DocumentKind.choices)
    return {**words, "kind": labels.get(words.get("kind", ""), words.get("kind", ""))}


verbs(
    Verb(code="document_issued", icon="file-text", sentence=_("{kind} {number} issued"), words=_kind),
    Verb(
        code="archive_verified",
        icon="shield-check",
        sentence=_("Archive looked through: {documents} documents, {found} things wrong"),
    ),
)
