from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import heads
from documents.models import Document, DocumentFile
from tests.archive.test_verify import archive
from tests.factories import staff

pytestmark = pytest.mark.django_db
COMPARE = "/documents/check/compare/"
NUMBER = "IR-2026-000003"


@pytest.fixture
def manager() -> Client:
    archive()
    client = Client()
    client.force_login(staff("manager"))
    return client


def compared(client: Client, **typed: object) -> str:
    response = client.post(COMPARE, typed)
    assert response.status_code == 200
    return response.content.decode()


def kept(rows: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("heads.json", json.dumps({"format": 1, "at": "", "heads": rows}).encode())


def test_heads_that_stand_and_heads_that_were_rewritten(manager: Client) -> None:
    standing = heads.current()
    page = compared(manager, kept=kept(standing))
    assert (page.count(">as kept<"), page.count("rewritten at or before it")) == (len(standing), 0)
    page = compared(manager, kept=kept([standing[0], {**standing[1], "own_hash": "0" * 64}]))
    assert (page.count(">as kept<"), page.count("rewritten at or before it")) == (1, 1)


def test_every_fingerprint_of_a_document_fits_as_it_is_printed(manager: Client) -> None:
    document, file = Document.objects.get(number=NUMBER), DocumentFile.objects.get(number=NUMBER)
    for value, what in (
        (document.own_hash, "its fingerprint in the chain"),
        (document.content_hash, "the fingerprint of its content"),
        (file.own_hash, "the fingerprint of its file in the chain of files"),
        (file.sha256, "the fingerprint of its PDF"),
    ):
        printed = " ".join(value[start : start + 8] for start in range(0, 64, 8)).upper()
        assert f"It fits {NUMBER}: {what}." in compared(manager, number=NUMBER.lower(), fingerprint=printed)
    page = manager.get(f"/documents/{NUMBER}/").content.decode()
    for value in (document.own_hash, document.previous_hash, file.own_hash, file.previous_hash):
        assert value in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose a file, or write a number."),
        ({"number": NUMBER}, "Write the fingerprint."),
        ({"number": NUMBER, "fingerprint": "12"}, "Write all 64 signs"),
        ({"number": NUMBER, "fingerprint": "0" * 64}, "It does not fit"),
        ({"number": "IR-2026-999999", "fingerprint": "0" * 64}, "There is no document of this number."),
        ({"kept": SimpleUploadedFile("x.json", b"\xff\xfe")}, "This file holds no heads of an archive."),
        ({"kept": SimpleUploadedFile("x.json", b"[]")}, "This file holds no heads of an archive."),
        ({"kept": SimpleUploadedFile("x.json", b"[" * 100_000)}, "This file holds no heads of an archive."),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(manager: Client, typed: dict[str, object], said: str) -> None:
    for value in typed.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    page = compared(manager, **typed)
    assert said in page
    assert 'aria-invalid="true"' in page
    for value in typed.values():
        if isinstance(value, str):
            assert f'value="{value}"' in page


def test_who_may_not(manager: Client) -> None:
    assert manager.put(COMPARE).status_code == 405
    manager.force_login(staff("front_desk"))
    assert manager.get(COMPARE).status_code == 403
