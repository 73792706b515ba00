"""What a form was about may be gone when it is sent; what was typed into it is still on the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


@pytest.mark.parametrize(
    ("name", "number"),
    [("customer_contact_new", "CLT-000999"), ("order_note", "WO-2026-000999"), ("device_alert", "DVC-000999")],
)
def test_it_is_shown_without_what_the_form_carried(manager: Client, name: str, number: str) -> None:
    body = {"text": "He calls back <b>at five</b>", "nonce": "carried-along", "password": "secret", "note": " "}
    answer = manager.post(reverse(name, args=[number]), body)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "He calls back &lt;b&gt;at five&lt;/b&gt;" in page
    assert ["carried-along" in page, "secret" in page] == [False, False]


def test_a_page_that_was_only_asked_for_speaks_of_nothing_typed(manager: Client) -> None:
    assert "What you typed" not in manager.get(reverse("order_page", args=["WO-2026-000999"])).content.decode()


def test_of_an_address_that_leads_nowhere_nothing_is_read(manager: Client) -> None:
    answer = manager.post("/nowhere/", b"--x\r\nnothing", content_type="multipart/form-data")
    assert answer.status_code == 404
