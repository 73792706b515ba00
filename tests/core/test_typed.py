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


HERE = "http://testserver"


def test_a_form_sent_when_the_session_is_over_shows_its_text_beside_the_way_in(manager: Client) -> None:
    manager.logout()
    body = {"text": "He calls back at five", "password": "secret"}
    form = f"{HERE}/customers/CLT-000001/?tab=notes"
    answer = manager.post(reverse("customer_contact_new", args=["CLT-000001"]), body, headers={"Referer": form})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "He calls back at five" in page
    assert "secret" not in page
    assert 'href="/accounts/login/?next=%2Fcustomers%2FCLT-000001%2F%3Ftab%3Dnotes"' in page


def test_without_a_word_typed_it_is_the_usual_way_in(manager: Client) -> None:
    manager.logout()
    answer = manager.post(reverse("order_note", args=["WO-2026-000001"]), {"nonce": "x", "text": " "})
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize(("sender", "is_shown"), [(f"{HERE}/customers/new/", True), ("https://evil.example/", False)])
def test_a_form_of_before_the_last_sign_in_shows_its_text_but_not_what_another_site_sent(
    manager: Client, sender: str, is_shown: bool
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = manager.cookies
    answer = strict.post(reverse("customer_new"), {"last_name": "Popescu"}, headers={"Referer": sender})
    assert answer.status_code == 403
    assert ("Popescu" in answer.content.decode()) == is_shown
