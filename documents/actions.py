"""Issuing documents and storing their files. A document knows nothing of work orders: it is numbered, frozen and chained."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from core import clock, history, money, numbering
from core.inserting import insert_together
from core.locks import deed
from core.remembering import remembering_here
from core.shop import current_shop
from documents import chain, terms
from documents.kinds import TEMPLATE_VERSIONS, DocumentKind
from documents.models import Document, DocumentAsset, DocumentContent, DocumentFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import Model

    from accounts.models import User
    from core.models import Shop

LONGEST_TEXT = 4000  # characters
CLOCK_AHEAD = timedelta(days=1)  # what was further ahead is no small error: the archive check tells of it
MOST_LINES = 400  # ten thousand lines took 5.5 seconds to draw


@dataclass(frozen=True, kw_only=True)
class Findable:
    """The plain columns a document is found by, for ever, whatever becomes of the records it was made from."""

    customer_number: str = ""
    customer_name: str = ""
    phones: str = ""
    device_number: str = ""
    device: str = ""
    identifiers: str = ""
    plate: str = ""
    order_number: str = ""
    slip_code: str = ""
    amount: Decimal | None = None
    currency: str = ""


class TooLong(Exception):
    """A text of the content is longer than paper should carry."""


@deed
def issue(  # noqa: PLR0913 - a document has that many sides, and every call names them
    *,
    kind: DocumentKind,
    content: dict[str, Any],
    language: str,
    find_by: Findable,
    by: User | None,
    corrects: str = "",
) -> Document:
    """Number, freeze and chain a document in the deed's transaction; its PDF is drawn after the commit.

    `content` is plain JSON data (documents/shapes.py); a text in it has at most 4,000 characters and 400 lines, else TooLong.
    `corrects` is the number of the document that this one stands in for: see documents/correcting.py.
    """
    _check_length(content)
    with remembering_here():
        document = _numbered_and_frozen(
            kind, completed(kind, content, language), language, find_by, by=by, corrects=corrects
        )
    _draw_soon(document.number)
    return document


def _numbered_and_frozen(  # noqa: PLR0913 - as above
    kind: DocumentKind, content: dict[str, Any], language: str, find_by: Findable, *, by: User | None, corrects: str
) -> Document:
    frozen, country = chain.canonical(content), current_shop().country
    content_hash, plain = chain.sha256(frozen), _plain_columns(find_by)
    taken = numbering.take(kind)  # the counter's row stays locked to the commit: so the one before is the last
    last_hash, last_at = _last(taken.series)
    now = _after(last_at)
    row = DocumentContent(
        number=taken.number,
        content=frozen,
        template_version=TEMPLATE_VERSIONS[kind],
        issued_at=now,
        **plain,
    )
    document = Document(
        kind=kind,
        number=taken.number,
        series=taken.series,
        position=taken.value,
        issued_at=now,
        issued_by=str(by or ""),
        language=language,
        country=country,
        corrects=corrects,
        content_hash=content_hash,
        previous_hash=last_hash,
    )
    document.own_hash = chain.own_hash(document, row)
    insert_together(document, row, *_event(document, find_by, by=by))
    return document


def _plain_columns(find_by: Findable) -> dict[str, Any]:
    return {**asdict(find_by), "amount": None if find_by.amount is None else money.rounded(find_by.amount)}


def completed(kind: str, content: dict[str, Any], language: str, *, shop: Shop | None = None) -> dict[str, Any]:
    """The content with what the shop's settings say of such a document now: its terms, the size and the colour of its paper."""
    shop = shop or current_shop()
    size = shop.paper_sizes.get(kind, "a4")
    settled = {"terms": terms.clauses(shop, kind, language, content), "paper": {"size": size, "accent": shop.accent}}
    return {**settled, **content}


@deed
def store_file(*, number: str, data: bytes) -> DocumentFile:
    """Keep the PDF of a document; the first one stored stays, whoever comes second gets that one back."""
    standing = DocumentFile.objects.filter(number=number).first()
    if standing:
        return standing
    numbering.hold("document_file")
    standing = DocumentFile.objects.filter(number=number).first()  # stored while we waited for the counter
    if standing:
        return standing
    taken = numbering.take("document_file")
    last = DocumentFile.objects.order_by("-position").values_list("own_hash", flat=True).first()
    file = DocumentFile(
        number=number,
        position=taken.value,
        stored_at=clock.now(),
        data=data,
        sha256=chain.sha256(data),
        previous_hash=last or "",
    )
    file.own_hash = chain.file_hash(file)
    file.save(force_insert=True)
    return file


@deed
def note_taken(*, count: int, by: User) -> None:
    """Write down that somebody took so many documents along at once."""
    history.record("documents_taken", by=by, kind="archive", number="ARCHIVE", facts={"documents": count})


def keep_asset(data: bytes, media_type: str) -> str:
    """Keep a picture that documents name; returns its SHA-256."""
    key = chain.sha256(data)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO documents_documentasset (sha256, media_type, data) VALUES (%s, %s, %s)
               ON CONFLICT (sha256) DO NOTHING""",
            [key, media_type, data],
        )
    return key


def assets_of(content: dict[str, Any]) -> dict[str, bytes]:
    """The pictures a content names, by their SHA-256."""
    named = [content.get("shop", {}).get("logo"), *(content.get("signatures") or {}).values()]
    wanted = DocumentAsset.objects.filter(sha256__in=[key for key in named if key])
    return {asset.sha256: bytes(asset.data) for asset in wanted}


def _after(last_at: datetime | None) -> datetime:
    """Now, but not before the last of the series: a clock that ran ahead and was put right leaves no document dated before its neighbour."""
    now = clock.now()
    return last_at if last_at and now < last_at <= now + CLOCK_AHEAD else now


def _last(series: str) -> tuple[str, datetime | None]:
    """Own hash and date of the last of the series."""
    with connection.cursor() as cursor:  # bare: everybody who issues waits until this is answered
        cursor.execute(
            "SELECT own_hash, issued_at FROM documents_document WHERE series = %s ORDER BY position DESC LIMIT 1",
            [series],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else ("", None)


def _event(document: Document, find_by: Findable, *, by: User | None) -> Iterable[Model]:
    return history.unwritten(
        "document_issued",
        by=by,
        kind="document",
        number=document.number,
        customer=find_by.customer_number,
        device=find_by.device_number,
        order=find_by.order_number,
        facts={"kind": document.kind},
    )


def _draw_soon(number: str) -> None:
    from documents.tasks import draw  # noqa: PLC0415 - tasks calls back into this app

    draw.defer(number=number)


def _check_length(value: Any) -> None:
    for text in _texts(value):
        if len(text) > LONGEST_TEXT or text.count("\n") >= MOST_LINES:
            raise TooLong(text[:80])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
