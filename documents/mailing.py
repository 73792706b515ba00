"""A document leaves by e-mail: written down in the deed, sent by the worker after the commit, with the archived bytes.

A message is claimed before it is sent, so two workers never send it twice. One that was claimed by a worker who died is taken up
again after a while under the same Message-ID, by which mail programs know the two for one.
"""

from __future__ import annotations

from datetime import timedelta
from email.headerregistry import Address
from smtplib import SMTPException, SMTPResponseException
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import F, Q
from django.utils.translation import gettext, override

from core import clock, history, nonces
from core.locks import deed
from core.shop import current_shop
from documents import files
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, OutgoingMessage
from documents.rendering import RenderingFailed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

CLAIM = timedelta(minutes=5)  # longer than any mail server is waited for
PAUSE = timedelta(minutes=10)
MOST_ATTEMPTS = 4
MOST_AT_ONCE = 200
CONSOLE = "django.core.mail.backends.console.EmailBackend"


class AlreadySent(Exception):
    """The message has left: it is not sent again by itself."""


@deed
def send_document(  # noqa: PLR0913 - a letter has that many sides, and every call names them
    *, number: str, to: str, subject: str, text: str, by: User, nonce: UUID | None = None
) -> OutgoingMessage:
    """Have a document sent; `to` is one address. Raises Document.DoesNotExist, ValidationError and nonces.UsedOtherwise."""
    validate_email(to)
    document = Document.objects.get(number=number)
    about = DocumentContent.objects.defer("content").get(number=number)
    letter = {"to": to, "subject": one_line(subject), "text": text}

    def make() -> str:
        event = history.record(
            "document_sent",
            by=by,
            kind="document",
            number=number,
            customer=about.customer_number,
            device=about.device_number,
            order=about.order_number,
            facts={"kind": document.kind},
            detail=letter,
        )
        message = OutgoingMessage.objects.create(number=number, event=event, asked_at=clock.now())
        _send_soon(message.pk)
        return str(message.pk)

    return OutgoingMessage.objects.get(pk=nonces.once(nonce, {"number": number, **letter}, make, by=by))


@deed
def send_again(*, pk: int, by: User) -> OutgoingMessage:
    """Try a message once more that has not left. Raises OutgoingMessage.DoesNotExist and AlreadySent."""
    message = OutgoingMessage.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
    if message.sent_at:
        raise AlreadySent
    OutgoingMessage.objects.filter(pk=pk).update(failed_at=None, error="", attempts=0)
    first = message.event
    history.record(
        "document_sent_again",
        by=by,
        kind="document",
        number=message.number,
        customer=first.customer_number,
        device=first.device_number,
        order=first.order_number,
        facts=first.facts,
    )
    _send_soon(pk)
    return message


def _send_soon(pk: int) -> None:
    from documents.tasks import send  # noqa: PLC0415 - tasks calls back into this module

    send.defer(pk=pk)


def due() -> list[int]:
    """Messages that wait though their job is gone, and those that failed and are to be tried again, oldest first."""
    now = clock.now()
    lost = Q(failed_at=None, asked_at__lt=now - CLAIM) & (Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM))
    failed = Q(failed_at__lt=now - PAUSE, attempts__lt=MOST_ATTEMPTS)
    waiting = OutgoingMessage.objects.filter(lost | failed, sent_at=None).order_by("asked_at")
    return list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])


def deliver(pk: int) -> None:
    """Send the message unless it has left, or another worker is at it."""
    now = clock.now()
    free = OutgoingMessage.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM), pk=pk, sent_at=None)
    if not free.update(claimed_at=now, attempts=F("attempts") + 1, failed_at=None, error=""):
        return
    message = OutgoingMessage.objects.select_related("event__detail").get(pk=pk)
    try:
        letter(message).send()
    except (SMTPException, OSError, ValueError, RenderingFailed, Erased, NoMailServer) as error:
        _note_failure(message, error=code_of(error), by=None)
    else:
        _note_sent(message, by=None)


@deed
def _note_sent(message: OutgoingMessage, *, by: User | None) -> None:
    OutgoingMessage.objects.filter(pk=message.pk).update(sent_at=clock.now(), claimed_at=None)
    _record_end("document_left", message, {}, by=by)


@deed
def _note_failure(message: OutgoingMessage, *, error: str, by: User | None) -> None:
    """The timeline tells of it when it is not tried again by itself."""
    OutgoingMessage.objects.filter(pk=message.pk).update(failed_at=clock.now(), error=error, claimed_at=None)
    if message.attempts >= MOST_ATTEMPTS:
        _record_end("document_not_left", message, {"error": error}, by=by)


def _record_end(verb: str, message: OutgoingMessage, facts: dict[str, Any], *, by: User | None) -> None:
    first = message.event
    history.record(
        verb,
        by=by,
        kind="document",
        number=message.number,
        customer=first.customer_number,
        device=first.device_number,
        order=first.order_number,
        facts={**first.facts, **facts},
    )


def may_send() -> bool:
    """Without a mail server letters are printed to the log: that is no sending, except where everything is invented or being built."""
    return settings.MAILERS["default"]["BACKEND"] != CONSOLE or settings.DEBUG or current_shop().is_demo


class NoMailServer(Exception):
    """No mail server is set up (EMAIL_HOST)."""


class Erased(Exception):
    """What was to be sent, or to whom, has been erased since."""


def letter(message: OutgoingMessage) -> EmailMessage:
    """Raises Erased and NoMailServer."""
    if not may_send():
        raise NoMailServer
    written: dict[str, Any] = getattr(getattr(message.event, "detail", None), "data", {})
    try:
        file = files.ensure_file(message.number)
    except files.Destroyed:
        raise Erased from None
    if not written.get("to"):
        raise Erased
    shop = current_shop()
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    email = EmailMessage(
        subject=one_line(written["subject"]),
        body=written["text"],
        from_email=sender(shop.name),
        to=[written["to"]],
        reply_to=[shop.email] if shop.email else None,
        headers={"Message-ID": f"<document-{message.pk}.{message.event.at:%Y%m%d%H%M%S%f}@{host}>"},
    )
    email.attach(f"{message.number}.pdf", bytes(file.data), "application/pdf")
    return email


def sender(name: str) -> str:
    """The shop's name before the address the shop sends from."""
    address = settings.DEFAULT_FROM_EMAIL
    return address if "<" in address or "@" not in address else str(Address(one_line(name), addr_spec=address))


def one_line(text: str) -> str:
    """A header ends with its line: what is written into one has only one."""
    return " ".join(text.split())


def code_of(error: Exception) -> str:
    """Why it failed, without what the mail server said: that would name the customer."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"


def is_set_up() -> bool:
    return bool(settings.SMTP["OPTIONS"]["host"])


def suggestion(document: Document, about: DocumentContent) -> dict[str, str]:
    """Subject and text in the document's language, to be read over before they leave."""
    shop = current_shop()
    with override(document.language):
        words = {
            "kind": str(DocumentKind(document.kind).label),
            "number": document.number,
            "name": about.customer_name,
            "shop": shop.name,
        }
        return {
            "subject": gettext("%(kind)s %(number)s, %(shop)s") % words,
            "text": gettext("Hello %(name)s,\n\nthe document is attached: %(kind)s %(number)s.\n\n%(shop)s") % words,
        }
