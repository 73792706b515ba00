from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs
from documents.kinds import DocumentKind


def _kind(words: dict[str, Any]) -> dict[str, Any]:
    labels = dict(DocumentKind.choices)
    return {**words, "kind": labels.get(words.get("kind", ""), words.get("kind", ""))}


verbs(
    Verb(code="documents_exported", icon="download", sentence=_("{rows} documents exported")),
    Verb(code="document_issued", icon="file-text", sentence=_("{kind} {number} issued"), words=_kind),
    Verb(
        code="archive_verified",
        icon="shield-check",
        sentence=_("Archive looked through: {documents} documents, {found} things wrong"),
    ),
    Verb(
        code="document_sent",
        topic="messages",
        icon="mail",
        sentence=_("{kind} {number}: sending to {to} asked for"),
        words=_kind,
    ),
    Verb(
        code="document_left",
        topic="messages",
        icon="mail-check",
        sentence=_("{kind} {number} has left by e-mail"),
        words=_kind,
    ),
    Verb(
        code="document_not_left",
        topic="messages",
        icon="mail-x",
        sentence=_("{kind} {number} could not be sent by e-mail ({error})"),
        words=_kind,
    ),
    Verb(
        code="document_sent_again",
        topic="messages",
        icon="mail",
        sentence=_("{kind} {number}: sending tried again"),
        words=_kind,
    ),
    Verb(code="document_corrected", icon="file-pen-line", sentence=_("{number} corrected by {correction}")),
    Verb(code="document_cancelled", icon="file-x", sentence=_("{number} cancelled by {correction}")),
    Verb(
        code="retention_changed",
        icon="calendar-clock",
        sentence=_("Retention period: {country} {kind} {years}"),
        words=_kind,
    ),
    Verb(code="destruction_proposed", icon="trash-2", sentence=_("Destruction of {documents} documents proposed")),
    Verb(code="destruction_refused", icon="shield-x", sentence=_("Destruction of {documents} documents refused")),
    Verb(code="documents_destroyed", icon="trash-2", sentence=_("{documents} documents destroyed, minutes {minutes}")),
    Verb(code="documents_taken", icon="file-archive", sentence=_("{documents} documents taken along as a zip")),
)
