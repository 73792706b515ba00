from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.locks import Gone
from core.models import Event
from customers.bulk import make_responsible
from customers.models import Customer, Label
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
BULK = "/customers/bulk/"


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


@pytest.fixture
def desk() -> Client:
    shop()
    return signed_in("front_desk")


def sent(client: Client, **typed: Any) -> list[str]:
    """What the page says after the deed."""
    response = client.post(BULK, typed, follow=True)
    assert response.status_code == 200
    return [str(message) for message in response.context["messages"]]


def verbs() -> list[tuple[str, str]]:
    events = Event.objects.filter(verb__startswith="customer_").exclude(verb="customer_created")
    return list(events.order_by("pk").values_list("verb", "customer_number"))


def test_a_label_is_added_and_taken_off(desk: Client) -> None:
    one, two = person("Ana", "Pop", "0722 000 001"), person("Ion", "Rus", "0722 000 002")
    label = Label.objects.create(name="Regular")
    two.labels.add(label)
    rows = [one.number, two.number, "CLT-000099"]
    said = ["1 customer changed, 1 were so already", "1 was not found: CLT-000099"]
    assert sent(desk, row=rows, add_label=label.pk) == said
    assert list(label.customers.order_by("pk")) == [one, two]
    assert sent(desk, row=rows[:2], remove_label=label.pk) == ["2 customers changed"]
    assert list(label.customers.all()) == []
    assert verbs() == [
        ("customer_labelled", one.number),
        ("customer_unlabelled", one.number),
        ("customer_unlabelled", two.number),
    ]
    assert Event.objects.filter(verb="customer_labelled").get().facts == {}
    assert Customer.objects.get(pk=one.pk).version == 3


def test_responsible_is_set_and_taken_away(desk: Client) -> None:
    one = person()
    technician = staff("technician")
    assert sent(desk, row=one.number, give_to=technician.pk) == ["1 customer changed"]
    assert Customer.objects.get().responsible == technician
    assert sent(desk, row=one.number, give_to="nobody") == ["1 customer changed"]
    assert Customer.objects.get().responsible is None


def test_activity_is_switched_by_hand_and_back(desk: Client) -> None:
    one = person()
    order(one)
    assert sent(desk, row=one.number, activity="inactive") == ["1 customer changed"]
    found = Customer.objects.get()
    assert (found.is_active, found.active_mode) == (False, "manual")
    assert sent(desk, row=one.number, activity="automatic") == ["1 customer changed"]
    found = Customer.objects.get()
    assert (found.is_active, found.active_mode) == (True, "automatic")
    assert sent(desk, row=one.number, activity="automatic") == ["0 customers changed, 1 were so already"]


def test_the_ticked_ones_are_exported(desk: Client) -> None:
    one, two = person("Ana", "Pop", "0722 000 001"), person("Ion", "Rus", "0722 000 002")
    person("Not", "Ticked", "0722 000 003")
    assert desk.post(BULK, {"row": [one.number], "export": "1"}).status_code == 403
    response = signed_in("manager").post(BULK, {"row": [one.number, two.number], "export": "1", "query": "sort=name"})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert [line[:10] for line in text.splitlines()[1:]] == [one.number, two.number]


def test_the_way_back_keeps_the_filters(desk: Client) -> None:
    response = desk.post(BULK, {"row": person().number, "activity": "active", "query": "status=active&page=x"})
    assert response.headers["Location"] == "/customers/?status=active"
    assert desk.post(BULK, {"activity": "active"}).headers["Location"] == "/customers/?all=1"


def test_nothing_ticked_is_said(desk: Client) -> None:
    assert sent(desk, activity="active") == ["Tick the customers first."]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"add_label": "9" * 30},
        {"add_label": "77"},
        {"remove_label": "x"},
        {"give_to": "-1"},
        {"give_to": "99999"},
        {"activity": "sleeping"},
    ],
)
def test_what_is_not_on_the_list_changes_nothing(desk: Client, typed: dict[str, str]) -> None:
    customer = person()
    assert sent(desk, row=customer.number, **typed) == ["That is not on the list any more. Nothing was changed."]
    assert verbs() == []


def test_a_filter_that_is_not_understood_changes_nothing(desk: Client) -> None:
    customer = person()
    query = "status=nonsense"
    response = desk.post(BULK, {"row": customer.number, "activity": "active", "query": query}, follow=True)
    assert "Nothing is listed." in response.content.decode()
    assert verbs() == []


def test_odd_numbers_are_only_not_found(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.bulk.MOST", 200)
    assert sent(desk, row=["\0", "x" * 300], activity="active")[0] == "0 customers changed"
    assert sent(desk, row=[f"CLT-{n}" for n in range(201)], activity="active") == [
        "At most 200 customers can be changed at once: narrow the filter."
    ]


def test_who_may_not_change_customers_changes_none() -> None:
    shop()
    customer = person()
    assert signed_in("technician").post(BULK, {"row": customer.number, "activity": "active"}).status_code == 403
    assert verbs() == []


def test_nobody_gets_it(desk: Client) -> None:
    assert desk.get(BULK).status_code == 405


def of_filter(client: Client, **typed: str) -> Any:
    return client.post(BULK, {"everything": "1", "query": "city=Cluj", "add_label": "", **typed})


def test_all_of_the_filter_is_asked_first_and_then_changed(desk: Client) -> None:
    for position in range(3):
        person("Ana", f"Pop {position}", f"0722 000 00{position}", city="Cluj")
    person("Ion", "Rus", "0722 000 009", city="Iași")
    label = Label.objects.create(name="Regular")
    page = of_filter(desk, add_label=str(label.pk))
    assert (page.context["count"], page.context["what"]) == (3, "Add the label “Regular”")
    assert not label.customers.exists()
    person("Late", "Comer", "0722 000 010", city="Cluj")
    again = of_filter(desk, add_label=str(label.pk), confirmed="3")
    assert (again.context["count"], again.context["changed_meanwhile"]) == (4, True)
    assert of_filter(desk, add_label=str(label.pk), confirmed="4").headers["Location"] == "/customers/?city=Cluj"
    assert label.customers.count() == 4


@pytest.mark.parametrize("query", ["status=asleep", "city=Cluj&since=yesterday", "label=77"])
def test_of_a_filter_that_is_not_understood_nothing_is_changed_or_taken_along(desk: Client, query: str) -> None:
    customer = person(city="Cluj")
    for typed in ({"everything": "1", "confirmed": "1"}, {"row": customer.number}):
        answer = desk.post(BULK, {**typed, "activity": "active", "query": query}, follow=True)
        assert "Nothing is listed." in answer.content.decode()
    manager = signed_in("manager")
    assert manager.post(BULK, {"row": customer.number, "export": "1", "query": query}).status_code == 302
    assert manager.get(f"/customers/export/?{query}").status_code == 302
    assert verbs() == []


def test_all_of_the_filter_is_bounded(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.bulk.MOST", 1)
    person(city="Cluj"), person("Ana", "Pop", "0722 000 001", city="Cluj")
    answer = desk.post(
        BULK, {"everything": "1", "query": "city=Cluj", "activity": "active", "confirmed": "2"}, follow=True
    )
    assert "narrow the filter" in answer.content.decode()
    assert verbs() == []


def test_all_of_the_filter_with_a_thing_that_is_on_no_list(desk: Client) -> None:
    person(city="Cluj")
    for typed in ({"add_label": "77"}, {"give_to": "99999"}, {"activity": "sleeping"}, {}):
        answer = desk.post(BULK, {"everything": "1", "query": "city=Cluj", **typed}, follow=True)
        assert "Nothing was changed." in answer.content.decode()


def test_nobody_is_given_to_who_works_here_no_more(desk: Client) -> None:
    customer, left = person(), staff("technician", first_name="Radu", last_name="Toma", is_active=False)
    page = desk.get("/customers/?inactive=1").content.decode()
    assert f'name="give_to" value="{left.pk}"' not in page
    assert f'<option value="{left.pk}">Radu Toma</option>' in page, "what the left one has is still found"
    assert sent(desk, row=customer.number, give_to=str(left.pk)) == [
        "That is not on the list any more. Nothing was changed."
    ]
    with pytest.raises(Gone):
        make_responsible(numbers=[customer.number], responsible=left, by=staff("manager"))
    assert Customer.objects.get().responsible is None
