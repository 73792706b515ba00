from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from core.models import Event
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db
PROFILE = "/profile/"
TYPED = {"first_name": "Ioana", "last_name": "Pop", "email": "", "language": "en", "single_keys": "on"}


@pytest.fixture
def desk() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


def me() -> User:
    return User.objects.get(username="technician")


def test_what_is_one_s_own_is_saved(desk: Client) -> None:
    typed = {**TYPED, "email": "ioana@shop.example", "language": "ro"}
    del typed["single_keys"]
    assert desk.post(PROFILE, typed).headers["Location"] == PROFILE
    assert (me().email, me().language, me().single_keys) == ("ioana@shop.example", "ro", False)
    assert Event.objects.get(verb="profile_changed").facts == {"fields": ["email", "language", "single_keys"]}


def test_pages_are_then_in_that_language(desk: Client) -> None:
    desk.post(PROFILE, {**TYPED, "language": "ro"})
    assert desk.get(PROFILE).headers["Content-Language"] == "ro"


def test_rights_are_not_one_s_own(desk: Client) -> None:
    desk.post(PROFILE, {**TYPED, "is_superuser": "on", "is_staff": "on", "username": "boss", "groups": "1"})
    assert (me().is_superuser, me().is_staff) == (False, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nobody"), ("email", "MANAGER@shop.example"), ("language", "de"), ("first_name", "x" * 151)],
)
def test_an_error_says_what_to_do(desk: Client, field: str, value: str) -> None:
    staff("manager", email="manager@shop.example")
    response = desk.post(PROFILE, {**TYPED, "last_name": "Popescu", field: value})
    assert list(response.context["form"].errors) == [field]
    assert 'value="Popescu"' in response.content.decode()
    assert me().last_name == "Pop"


def test_other_methods_are_refused(desk: Client) -> None:
    assert desk.delete(PROFILE).status_code == 405
