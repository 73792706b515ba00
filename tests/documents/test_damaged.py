"""What somebody with every right did to a row of the archive is shown as damage, never as a page that breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from tests.archive.test_verify import archive, as_superuser, run, swap_files
from tests.documents.test_document_zip import ZIP, inside
from tests.factories import staff

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = "IR-2026-000003"
PAGE = f"/documents/{NUMBER}/"


def content(value: str) -> Callable[[], None]:
    return lambda: run("UPDATE documents_documentcontent SET content = %s WHERE number = %s", value, NUMBER)


def removed(table: str) -> Callable[[], None]:
    return lambda: run(f"DELETE FROM documents_{table} WHERE number = %s", NUMBER)


DAMAGES: dict[str, tuple[Callable[[], None], int]] = {
    "no JSON": (content("{broken"), 200),
    "another JSON": (content("[1]"), 200),
    "another customer": (content('{"customer": 7, "corrects": []}'), 200),
    "no content": (removed("documentcontent"), 200),
    "no document": (removed("document"), 404),
}


def test_it_is_said(own_database: str) -> None:
    archive()
    client = Client()
    client.force_login(staff("manager"))
    for name, (damage, status) in DAMAGES.items():
        with as_superuser():
            damage()
            run("DELETE FROM documents_documentfile WHERE number = %s", NUMBER)
            page = client.get(PAGE)
            assert page.status_code == status, name
            assert ("This document is damaged" in page.content.decode()) == (status == 200), name
            for address in ("/documents/", "/documents/check/", "/search/?q=Ana"):
                assert client.get(address).status_code == 200, f"{name} {address}"
            assert NUMBER in b"".join(client.get("/documents/export/")).decode() or status == 404, name
            for address in (f"{PAGE}correct/", f"/documents/{NUMBER}.pdf", f"{PAGE}send/"):
                assert client.get(address).status_code in {200, 302, 404, 503}, f"{name} {address}"
    assert "This document is damaged" not in client.get(PAGE).content.decode()


def flip_a_byte() -> None:
    run("UPDATE documents_documentfile SET data = set_byte(data, 3, 7) WHERE number = %s", NUMBER)


def test_a_file_that_is_not_the_one_drawn_is_given_to_nobody(own_database: str) -> None:
    archive()
    client = Client()
    client.force_login(staff("manager"))
    whole = client.get(f"/documents/{NUMBER}.pdf")
    assert whole.status_code == 200
    for damage in (flip_a_byte, swap_files):
        with as_superuser():
            damage()
            page = client.get(f"/documents/{NUMBER}.pdf")
            assert page.status_code == 410
            assert "The file of this document is damaged" in page.content.decode()
            taken = inside(client.post(ZIP, {"row": [NUMBER, "IR-2026-000001"]}))
            assert set(taken) == {"IR-2026-000001.pdf", "missing.txt"}
            assert NUMBER in taken["missing.txt"].decode()
    assert client.get(f"/documents/{NUMBER}.pdf").content == whole.content
