"""A document sent to a mail server over the wire: taken, refused, gone; and sent again."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from documents import mailing
from documents.actions import store_file
from documents.models import Document, OutgoingMessage
from tests import factories
from tests.documents.mail_server import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.documents.mail_server import Post

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n.\n..\nwhat was archived"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with listening() as post:
        options = {"host": "127.0.0.1", "port": post.port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
        yield post


@pytest.fixture
def message() -> OutgoingMessage:
    factories.shop()
    factories.order(factories.person(language="ro", email="andrei@example.com"))
    number = Document.objects.get().number
    store_file(number=number, data=PDF)
    desk = factories.staff("front_desk")
    return mailing.send_document(number=number, to="andrei@example.com", subject="Fișa", text="Bună ziua", by=desk)


def state(message: OutgoingMessage) -> tuple[bool, str, int]:
    """Whether it has left, why not, and how often that was tried."""
    message.refresh_from_db()
    return message.sent_at is not None, message.error, message.attempts


def test_it_is_taken_whole(post: Post, message: OutgoingMessage) -> None:
    mailing.deliver(message.pk)
    mailing.deliver(message.pk)
    assert state(message) == (True, "", 1)
    assert post.recipients == ["<andrei@example.com>"]
    (raw,) = post.letters
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert (letter["To"], letter["Subject"]) == ("andrei@example.com", "Fișa")
    (attached,) = letter.iter_attachments()
    assert attached.get_payload(decode=True) == PDF
    body = letter.get_body()
    assert body is not None
    assert body.get_content().strip() == "Bună ziua"


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("RCPT", "550 no such person: andrei@example.com", "SMTPRecipientsRefused"),
        ("DATA", "451 come back later", "SMTPDataError 451"),
        ("MAIL", "530 who are you", "SMTPSenderRefused 530"),
    ],
)
def test_refused_it_says_so_and_is_sent_again(
    post: Post, message: OutgoingMessage, command: str, answer: str, error: str
) -> None:
    post.answers[command] = answer
    mailing.deliver(message.pk)
    assert state(message) == (False, error, 1)
    client = Client()
    client.force_login(factories.staff("front_desk"))
    page = client.get(f"/documents/{message.number}/").content.decode()
    assert error in page
    assert "Send again" in page
    assert mailing.due() == []
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert mailing.due() == [message.pk]
        post.answers.clear()
        mailing.deliver(message.pk)
    assert state(message) == (True, "", 2)
    assert len(post.letters) == 1


def test_a_server_that_is_gone_is_tried_again_four_times(settings: Any, message: OutgoingMessage) -> None:
    with listening() as post:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": post.port},
            }
        }
    now = timezone.now()
    for attempt in range(1, 5):
        with time_machine.travel(now + timedelta(hours=attempt), tick=False):
            mailing.deliver(message.pk)
        assert state(message) == (False, "ConnectionRefusedError", attempt)
    with time_machine.travel(now + timedelta(hours=9), tick=False):
        assert mailing.due() == []
