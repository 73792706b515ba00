"""The PDFs of many documents as one zip, sent on while it is written: never more than one file in memory."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from documents import files
from documents.rendering import RenderingFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from documents.models import DocumentFile

MOST = 500  # documents
CHUNK = 256 * 1024


class _Outbox(io.RawIOBase):
    """Takes what is written until somebody fetches it."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.waiting += piece
        return len(piece)

    def fetch(self) -> bytes:
        sent = bytes(self.waiting)
        self.waiting.clear()
        return sent


def stream(numbers: Sequence[str]) -> Iterator[bytes]:
    """The zip in pieces. PDFs are compressed in themselves, so they are stored as they are; what has none is named in a text."""
    outbox, missing, language = _Outbox(), list[str](), get_language()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as made:
        for number in numbers:
            file = _file(number)
            if file is None:
                missing.append(number)
                continue
            stored_at = file.stored_at.timetuple()[:6]
            made.writestr(zipfile.ZipInfo(f"{number}.pdf", date_time=stored_at), bytes(file.data))
            if len(outbox.waiting) >= CHUNK:
                yield outbox.fetch()
        if missing:
            with override(language):  # it is written when the request is long over
                title = _("These documents have no file: destroyed, damaged, or not drawn yet.")
            made.writestr("missing.txt", "\r\n".join(["\ufeff" + title, *missing, ""]))
    yield outbox.fetch()


def _file(number: str) -> DocumentFile | None:
    try:
        return files.ensure_file(number)
    except (files.Destroyed, RenderingFailed):
        return None
