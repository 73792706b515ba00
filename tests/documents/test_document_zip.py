from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from core.models import Event
from documents import zipping
from documents.actions import store_file
from documents.models import Document
from tests.factories import handed_over, person, shop, staff

pytestmark = pytest.mark.django_db
ZIP = "/documents/zip/"


@pytest.fixture
def desk() -> Client:
    shop()
    handed_over(person())
    handed_over(person("Ana", "Pop", "+40 722 555 111"))
    for number in Document.objects.values_list("number", flat=True):
        store_file(number=number, data=f"%PDF {number}".encode())
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def inside(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as sent:
        assert sent.testzip() is None
        return {name: sent.read(name) for name in sent.namelist()}


def numbers(kind: str) -> list[str]:
    return list(Document.objects.filter(kind=kind).values_list("number", flat=True))


def test_the_ticked_ones_byte_for_byte(desk: Client) -> None:
    one, other = numbers("handover_report")
    response = desk.post(ZIP, {"row": [one, other, "XX-2026-000001", "a\0b"]})
    assert response.headers["Content-Disposition"].startswith('attachment; filename="documents-')
    assert inside(response) == {f"{number}.pdf": f"%PDF {number}".encode() for number in (one, other)}
    assert Event.objects.get(verb="documents_taken").facts == {"documents": 2}


def test_everything_that_the_filter_lets_through(desk: Client) -> None:
    response = desk.post(ZIP, {"everything": "1", "query": "kind=intake_receipt"})
    assert set(inside(response)) == {f"{number}.pdf" for number in numbers("intake_receipt")}


@pytest.mark.parametrize("sent", [{}, {"row": ["XX-2026-000001"]}, {"everything": "1", "query": "kind=love_letter"}])
def test_nothing_chosen_sends_back_to_the_list(desk: Client, sent: dict[str, Any]) -> None:
    response = desk.post(ZIP, sent)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/documents/?")
    assert not Event.objects.filter(verb="documents_taken").exists()


def test_too_many_are_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipping, "MOST", 3)
    assert desk.post(ZIP, {"everything": "1"}).status_code == 302


def test_without_a_role_it_is_refused(desk: Client) -> None:
    user = staff("front_desk")
    user.groups.clear()
    desk.force_login(user)
    assert desk.post(ZIP, {"everything": "1"}).status_code == 403


def test_it_is_only_posted(desk: Client) -> None:
    assert desk.get(ZIP).status_code == 405
