"""What a request takes to be so is so now, however much of it is kept from one request to the next."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client

from accounts.models import User
from core.models import Shop
from devices.models import DeviceKind
from tests.factories import device, person, shop, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_as_in_a_shop")]
LIST = "/customers/"


@pytest.fixture
def user() -> User:
    shop()
    return staff("manager")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    return client


def test_a_role_taken_away_counts_at_the_next_request_and_so_does_a_given_one(client: Client, user: User) -> None:
    user.groups.clear()
    assert client.get(LIST).status_code == 403
    user.groups.add(Group.objects.get(name="technician"))
    assert client.get(LIST).status_code == 200
    assert client.get("/settings/").status_code == 403


def test_a_right_taken_from_the_role_counts_at_the_next_request(client: Client) -> None:
    Group.objects.get(name="manager").permissions.remove(Permission.objects.get(codename="view_customer"))
    assert client.get(LIST).status_code == 403


def test_who_is_switched_off_is_out_at_the_next_request(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(LIST).headers["Location"] == f"/accounts/login/?next={LIST}"


def test_another_password_ends_the_other_sessions(client: Client, user: User) -> None:
    user.set_password("another-long-password")
    user.save()
    assert client.get(LIST).status_code == 302


def test_who_has_every_right_needs_no_role(client: Client, user: User) -> None:
    user.groups.clear()
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("name", ["Nord Service", "Sud Service"])
def test_the_shop_is_as_it_stands_whoever_changed_it(client: Client, name: str) -> None:
    Shop.objects.update(name="Before")
    assert client.get(LIST).context["shop"].name == "Before"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_shop SET name = %s", [name])
    assert client.get(LIST).context["shop"].name == name


def test_a_kind_of_device_too(client: Client) -> None:
    page = device(person()).get_absolute_url()
    client.get(page)
    DeviceKind.objects.filter(code="phone").update(name="Handset")
    assert "Handset" in client.get(page).content.decode()


def test_the_questions_of_an_empty_page_are_two(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/help/")
    with django_assert_num_queries(2):
        client.get("/help/")
