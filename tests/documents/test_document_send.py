"""A document leaves by e-mail: once, with the archived bytes, written in every timeline, and again when it failed."""

import json
from datetime import timedelta
from email.message import EmailMessage as Letter
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core import history
from core.models import Event, Shop
from documents import mailing
from documents.actions import store_file
from documents.files import ensure_file
from documents.models import Document, OutgoingMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    factories.shop(email="shop@example.com")
    factories.order(factories.person(language="ro", email="andrei@example.com"))
    made = Document.objects.get()
    store_file(number=made.number, data=b"%PDF archived")
    return made


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(factories.staff("front_desk"))
    return client


def fields(**changes: str) -> dict[str, str]:
    return {"to": "andrei@example.com", "subject": "Receipt", "text": "Hello", "nonce": str(uuid4()), **changes}


def sent_letter() -> Letter:
    (letter,) = mail.outbox
    return letter.message()


def test_form_suggests_address_and_text(desk: Client, document: Document) -> None:
    page = desk.get(f"/documents/{document.number}/send/").content.decode()
    assert 'value="andrei@example.com"' in page
    assert document.number in page


def test_letter_carries_the_archived_bytes(desk: Client, document: Document) -> None:
    answer = desk.post(f"/documents/{document.number}/send/", fields())
    assert answer["Location"] == f"/documents/{document.number}/"
    assert mail.outbox == []  # it leaves after the commit, by the worker
    message = OutgoingMessage.objects.get()
    mailing.deliver(message.pk)
    letter = sent_letter()
    assert letter["To"] == "andrei@example.com"
    assert letter["From"] == "Atelier Nord <repairshop@localhost>"
    assert letter["Reply-To"] == "shop@example.com"
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == f"{document.number}.pdf"
    assert attached.get_payload(decode=True) == bytes(ensure_file(document.number).data)
    message.refresh_from_db()
    assert message.sent_at is not None
    assert "sent" in desk.get(f"/documents/{document.number}/").content.decode()


def test_it_stands_in_the_timelines_of_customer_and_order(desk: Client, document: Document) -> None:
    desk.post(f"/documents/{document.number}/send/", fields())
    event = Event.objects.get(verb="document_sent")
    for events in (history.of_customer([event.customer_number]), history.of_order(event.order_number)):
        assert f"Intake receipt {document.number}: sending to andrei@example.com asked for" in [
            line.text for line in history.lines(events)
        ]
    assert "andrei" not in json.dumps(event.facts)


def test_double_click_and_second_worker_send_once(desk: Client, document: Document) -> None:
    twice = fields()
    for _ in range(2):
        desk.post(f"/documents/{document.number}/send/", twice)
    message = OutgoingMessage.objects.get()
    for _ in range(2):
        mailing.deliver(message.pk)
    assert len(mail.outbox) == 1
    assert mailing.due() == []


def test_worker_that_died_is_followed_by_another_under_the_same_id(document: Document) -> None:
    message = mailing.send_document(
        number=document.number, to="a@example.com", subject="s", text="t", by=factories.staff("front_desk")
    )
    OutgoingMessage.objects.update(claimed_at=timezone.now())
    mailing.deliver(message.pk)
    assert mail.outbox == []
    long_ago = timezone.now() - timedelta(minutes=6)
    OutgoingMessage.objects.update(claimed_at=long_ago, asked_at=long_ago)
    assert mailing.due() == [message.pk]
    identity = mailing.letter(message).extra_headers["Message-ID"]
    mailing.deliver(message.pk)
    assert sent_letter()["Message-ID"] == identity


def test_failure_is_shown_and_repeated(desk: Client, document: Document, settings: Any) -> None:
    desk.post(f"/documents/{document.number}/send/", fields())
    message = OutgoingMessage.objects.get()
    locmem = settings.MAILERS
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": 1}}
    settings.MAILERS = {"default": smtp}
    mailing.deliver(message.pk)
    page = desk.get(f"/documents/{document.number}/").content.decode()
    assert "ConnectionRefusedError" in page
    assert "Send again" in page
    assert mailing.due() == []
    OutgoingMessage.objects.update(failed_at=timezone.now() - timedelta(minutes=11))
    assert mailing.due() == [message.pk]
    settings.MAILERS = locmem
    desk.post(f"/documents/{document.number}/send/{message.pk}/again/")
    mailing.deliver(message.pk)
    assert len(mail.outbox) == 1
    with pytest.raises(mailing.AlreadySent):
        mailing.send_again(pk=message.pk, by=factories.staff("front_desk"))


def timeline(document: Document) -> list[str]:
    return [
        line.text
        for line in history.lines(Event.objects.filter(verb__startswith="document_", subject_number=document.number))
    ]


def test_the_timeline_tells_of_the_end(document: Document, settings: Any) -> None:
    by, number = factories.staff("front_desk"), document.number
    message = mailing.send_document(number=number, to="a@example.com", subject="s", text="t", by=by)
    locmem = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    for _attempt in range(mailing.MOST_ATTEMPTS):
        assert not Event.objects.filter(verb="document_not_left").exists()
        mailing.deliver(message.pk)
    assert f"Intake receipt {number} could not be sent by e-mail (ConnectionRefusedError)" in timeline(document)
    settings.MAILERS = locmem
    mailing.send_again(pk=message.pk, by=by)
    mailing.deliver(message.pk)
    assert f"Intake receipt {number} has left by e-mail" in timeline(document)


@pytest.mark.parametrize(("is_demo", "left"), [(False, False), (True, True)])
def test_without_a_mail_server_nothing_is_said_to_be_sent(
    desk: Client, document: Document, settings: Any, *, is_demo: bool, left: bool
) -> None:
    settings.MAILERS = {"default": {"BACKEND": mailing.CONSOLE}}
    Shop.objects.update(is_demo=is_demo)
    page = desk.get(f"/documents/{document.number}/send/").content.decode()
    assert ("only be printed to the log" in page, "the letter waits" in page) == (left, not left)
    desk.post(f"/documents/{document.number}/send/", fields())
    message = OutgoingMessage.objects.get()
    mailing.deliver(message.pk)
    message.refresh_from_db()
    assert (message.sent_at is not None, message.error) == (left, "" if left else "NoMailServer")
    page = desk.get(f"/documents/{document.number}/").content.decode()
    assert ("not sent: no mail server is set up" in page) != left


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("to", "nobody"),
        ("to", "a@example.com\nBcc: b@example.com"),
        ("to", "a@example.com, b@example.com"),
        ("subject", ""),
        ("text", ""),
        ("text", "x" * 4001),
    ],
)
def test_bad_input_is_told_at_the_field(desk: Client, document: Document, name: str, value: str) -> None:
    answer = desk.post(f"/documents/{document.number}/send/", fields(**{name: value}))
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not OutgoingMessage.objects.exists()


def test_headers_cannot_be_injected(document: Document) -> None:
    factories.shop(name="Atelier\nBcc: c@example.com", email="shop@example.com")
    message = mailing.send_document(
        number=document.number,
        to="a@example.com",
        subject="Hello\r\nBcc: b@example.com",
        text="\r\nBcc: d@example.com",
        by=factories.staff("front_desk"),
    )
    mailing.deliver(message.pk)
    letter = sent_letter()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: b@example.com"
    assert mail.outbox[0].recipients() == ["a@example.com"]


def test_erased_address_is_not_written_to(document: Document) -> None:
    by = factories.staff("front_desk")
    message = mailing.send_document(number=document.number, to="a@example.com", subject="s", text="t", by=by)
    from customers import forgetting  # noqa: PLC0415 - only here

    forgetting.in_events([message.event.customer_number])
    mailing.deliver(message.pk)
    message.refresh_from_db()
    assert message.error == "Erased"
    assert mail.outbox == []


def test_who_may_not_and_what_is_not_there(document: Document) -> None:
    client = Client()
    client.force_login(factories.staff("technician"))
    assert client.get(f"/documents/{document.number}/send/").status_code == 403
    client.force_login(factories.staff("front_desk"))
    assert client.get("/documents/IR-2026-999999/send/").status_code == 404
    assert client.get(f"/documents/{document.number}/send/1/again/").status_code == 405
    assert client.post(f"/documents/{document.number}/send/1/again/").status_code == 404
