"""The file of a document: drawn once from the frozen content, then served from storage for ever."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import clock
from documents import chain, rendering
from documents.actions import assets_of, store_file
from documents.models import Damaged, DestroyedDocument, Document, DocumentContent, DocumentFile


class Destroyed(Exception):
    """Nothing is left of the document that could be drawn."""


class Altered(rendering.RenderingFailed):
    """What is stored is not the file that was drawn; nobody is given it."""


PATIENCE = 1.5  # seconds the web process leaves to the worker before it draws itself
PAUSE = 0.05
LATE = timedelta(minutes=2)  # by then the job left by the deed has been done, or is lost


def without_file(*, older_than: timedelta = timedelta(0), most: int | None = None) -> list[str]:
    """Numbers of documents issued at least so long ago whose file is not stored yet, oldest first."""
    this = OuterRef("number")
    undrawn = ~Exists(DocumentFile.objects.filter(number=this)) & ~Exists(DestroyedDocument.objects.filter(number=this))
    documents = Document.objects.filter(undrawn, issued_at__lte=timezone.now() - older_than)
    return list(documents.order_by("pk").values_list("number", flat=True)[:most])


def ensure_file(number: str) -> DocumentFile:
    """The stored file, drawn now if there is none. Raises Document.DoesNotExist, Destroyed, Altered and rendering.RenderingFailed."""
    if standing := _stored(number):
        return standing
    if DestroyedDocument.objects.filter(number=number).exists():
        raise Destroyed(number)
    try:
        drawn = paper(number)
    except (Damaged, DocumentContent.DoesNotExist) as error:  # nothing could be drawn that was ever issued
        raise rendering.RenderingFailed from error
    return store_file(number=number, data=rendering.render(drawn))


def _stored(number: str) -> DocumentFile | None:
    file = DocumentFile.objects.filter(number=number).first()
    if file is None or not file.data:
        return None
    if chain.sha256(bytes(file.data)) != file.sha256 or chain.file_hash(file) != file.own_hash:
        raise Altered(number)
    return file


def await_file(number: str) -> DocumentFile:
    """The stored file of a document that may just have been issued: the worker is already drawing it."""
    issued_at = Document.objects.values_list("issued_at", flat=True).get(number=number)
    deadline = time.monotonic() + PATIENCE - (timezone.now() - issued_at).total_seconds()
    while time.monotonic() < deadline:
        if standing := _stored(number):
            return standing
        time.sleep(PAUSE)
    return ensure_file(number)


def paper(number: str) -> rendering.Paper:
    document = Document.objects.get(number=number)
    row = DocumentContent.objects.get(number=number)
    content = row.says
    return rendering.Paper(
        kind=document.kind,
        number=number,
        issued_at=clock.frozen(document.issued_at),
        language=document.language,
        fingerprint=document.content_hash,
        template_version=row.template_version,
        content=content,
        assets=assets_of(content),
    )
