from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.models import Event, ListChoice, SavedFilter
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
FILTERS = "/lists/customer_list/filters/"
COLUMNS = "/lists/customer_list/columns/"
LIST = "/customers/"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


@pytest.fixture
def desk() -> Client:
    shop()
    return signed_in("front_desk")


@pytest.fixture
def manager() -> Client:
    shop()
    return signed_in("manager")


def said(response: Any) -> list[str]:
    """The last word; those before were said to deeds whose answer nobody looked at."""
    return [str(message) for message in response.context["messages"]][-1:]


def one(pk: int) -> str:
    return f"{FILTERS}{pk}/"


def shown(client: Client, **query: str) -> list[str]:
    return [column.key for column in client.get(LIST, query).context["columns"]]


def test_a_filter_is_saved_and_stands_beside_the_list(desk: Client) -> None:
    response = desk.post(FILTERS, {"name": "Cluj", "query": "city=Cluj&status=&page=x&sort=name"}, follow=True)
    assert response.redirect_chain == [("/customers/?city=Cluj&sort=name", 302)]
    assert said(response) == ["Filter “Cluj” saved"]
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.is_shared, kept.owner.username) == ("city=Cluj&sort=name", False, "front_desk")
    assert [each["current"] for each in response.context["pinned"]] == [True]
    assert desk.get(FILTERS).status_code == 200
    assert Event.objects.get(verb="filter_saved").facts == {}


def test_the_same_name_again_replaces_it(desk: Client) -> None:
    desk.post(FILTERS, {"name": "Mine", "query": "mine=1"})
    desk.post(FILTERS, {"name": "Mine", "query": "status=active"})
    assert list(SavedFilter.objects.values_list("query", flat=True)) == ["status=active"]


def test_a_list_opens_with_the_filter_one_chose(desk: Client) -> None:
    person("Ana", "Inactive", "0722 000 001")
    order(person("Ion", "Active", "0722 000 002"))
    desk.post(FILTERS, {"name": "Active", "query": "status=active"})
    kept = SavedFilter.objects.get()
    assert said(desk.post(one(kept.pk), {"open": "1"}, follow=True)) == ["The list opens with this filter now"]
    assert desk.get(LIST).headers["Location"] == "/customers/?status=active"
    assert desk.get(LIST, {"all": "1"}).status_code == 200
    assert said(desk.post(one(kept.pk), {"usual": "1"}, follow=True)) == ["The list opens as usual now"]
    assert desk.get(LIST).status_code == 200


def test_a_filter_that_went_opens_nothing(desk: Client) -> None:
    desk.post(FILTERS, {"name": "Active", "query": "status=active"})
    kept = SavedFilter.objects.get()
    desk.post(one(kept.pk), {"open": "1"})
    assert said(desk.post(one(kept.pk), {"delete": "1"}, follow=True)) == ["Filter deleted"]
    assert desk.get(LIST).status_code == 200
    assert said(desk.post(one(kept.pk), {"open": "1"}, follow=True)) == ["This filter was deleted meanwhile."]


def test_shared_ones_are_everybodys_to_use_and_a_managers_to_change(manager: Client) -> None:
    manager.post(FILTERS, {"name": "All active", "query": "status=active", "is_shared": "on"})
    kept = SavedFilter.objects.get()
    desk = signed_in("front_desk")
    assert [each["filter"] for each in desk.get(LIST).context["saved_filters"]] == [kept]
    refused = ["Only a manager changes or shares what everybody sees."]
    assert said(desk.post(one(kept.pk), {"delete": "1"}, follow=True)) == refused
    assert said(desk.post(one(kept.pk), {"name": "Mine"}, follow=True)) == refused
    desk.post(one(kept.pk), {"open": "1"})
    assert desk.get(LIST).status_code == 302
    manager.post(one(kept.pk), {"name": "Mine now"})  # shared no more
    assert desk.get(LIST).status_code == 200
    assert desk.get(LIST).context["saved_filters"] == []


def test_the_desk_shares_nothing(desk: Client) -> None:
    response = desk.post(FILTERS, {"name": "Mine", "query": "mine=1", "is_shared": "on"})
    assert "Only a manager changes or shares what everybody sees." in response.content.decode()
    assert not SavedFilter.objects.exists()


def test_two_of_one_name_are_refused(desk: Client) -> None:
    desk.post(FILTERS, {"name": "One", "query": "mine=1"})
    desk.post(FILTERS, {"name": "Two", "query": "status=active"})
    two = SavedFilter.objects.get(name="Two")
    for name in ("One", "", "x" * 61, "a\0b"):
        answer = desk.post(one(two.pk), {"name": name}).content.decode()
        assert "Write a name that no other filter of yours has, of at most 60 letters." in answer
        assert f'name="name" value="{name}"' in answer, "nothing typed is lost"
    assert said(desk.post(one(two.pk), {"name": "Three"}, follow=True)) == ["Filter saved"]


@pytest.mark.parametrize(
    "typed", [{"name": ""}, {"name": "x" * 61}, {"name": "a\0"}, {"name": "a", "query": "a=" + "x" * 5000}]
)
def test_what_cannot_be_kept_is_said_and_nothing_lost(desk: Client, typed: dict[str, str]) -> None:
    response = desk.post(FILTERS, {"query": "city=Cluj", **typed})
    assert (response.status_code, SavedFilter.objects.count()) == (200, 0)
    assert response.context["form"].errors


def test_columns_are_ones_own_and_in_ones_order(desk: Client) -> None:
    person()
    usual = ["customer", "number", "status", "phone", "orders", "debt", "activity", "responsible"]
    assert shown(desk) == usual
    response = desk.post(COLUMNS, {"column": ["email", "phone", "nonsense", "phone"], "query": "sort=name"})
    assert response.headers["Location"] == "/customers/?sort=name"
    assert shown(desk) == ["customer", "email", "phone"]
    assert shown(signed_in("technician")) == usual
    desk.post(COLUMNS, {"column": ["email", "phone"], "down": "email"})
    assert shown(desk) == ["customer", "phone", "email"]
    desk.post(COLUMNS, {"column": ["email", "phone"], "up": "email"})
    assert shown(desk) == ["customer", "email", "phone"]
    desk.post(COLUMNS, {"column": ["email"], "reset": "1"})
    assert shown(desk) == usual
    assert ListChoice.objects.get().columns == []


def test_every_column_can_be_shown(desk: Client) -> None:
    order(person())
    every = [each["column"].key for each in desk.get(LIST).context["column_menu"]]
    desk.post(COLUMNS, {"column": every})
    response = desk.get(LIST)
    assert response.content.decode().count("<td") >= len(every)


def test_only_lists_that_take_part_and_only_who_may_see_them(desk: Client) -> None:
    assert desk.get("/lists/start/filters/").status_code == 404
    assert desk.post("/lists/nonsense/columns/").status_code == 404
    assert desk.post(f"{FILTERS}{'9' * 30}/", {"delete": "1"}, follow=True).status_code == 200
    user = staff("front_desk", username="nobody")
    user.groups.clear()
    desk.force_login(user)
    assert (desk.get(FILTERS).status_code, desk.post(COLUMNS).status_code) == (403, 403)


def test_wrong_methods(desk: Client) -> None:
    assert (desk.get(COLUMNS).status_code, desk.get(one(1)).status_code, desk.put(FILTERS).status_code) == (405,) * 3
