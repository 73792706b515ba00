"""The lists a shop edits itself: types of customer, price types, labels."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import Event
from customers.models import CustomerType, Label, PriceType
from tests.factories import company, person, shop, staff

pytestmark = pytest.mark.django_db
LISTS = "/settings/customers/"


def signed_in(role: str = "manager") -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def test_added_renamed_offered_no_more_and_again() -> None:
    manager = signed_in()
    manager.post(LISTS, {"of": "type", "name": " School ", "form": "company"})
    manager.post(LISTS, {"of": "price_type", "name": "List B"})
    manager.post(LISTS, {"of": "label", "name": "VIP"})
    kind = CustomerType.objects.get()
    assert (kind.name, kind.form, PriceType.objects.get().name, Label.objects.get().name) == (
        "School", "company", "List B", "VIP",
    )  # fmt: skip
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "save", "name": "Schools"})
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "stop", "name": ""})
    kind.refresh_from_db()
    assert (kind.name, kind.is_offered) == ("Schools", False)
    manager.post(LISTS, {"of": "type", "key": kind.pk, "do": "offer"})
    assert CustomerType.objects.get().is_offered
    assert Event.objects.filter(verb="list_changed").count() == 6
    assert "Schools" in manager.get(LISTS).content.decode()


def test_moved_up_and_down() -> None:
    manager = signed_in()
    for name in ("One", "Two", "Three"):
        manager.post(LISTS, {"of": "label", "name": name})
    two = Label.objects.get(name="Two")
    manager.post(LISTS, {"of": "label", "key": two.pk, "do": "up"})
    assert [label.name for label in Label.objects.all()] == ["Two", "One", "Three"]
    manager.post(LISTS, {"of": "label", "key": two.pk, "do": "up"})
    manager.post(LISTS, {"of": "label", "key": two.pk, "do": "down"})
    manager.post(LISTS, {"of": "label", "key": two.pk, "do": "down"})
    assert [label.name for label in Label.objects.all()] == ["One", "Three", "Two"]


def test_removed_unless_somebody_has_it() -> None:
    manager = signed_in()
    free, worn = Label.objects.create(name="Free"), Label.objects.create(name="Worn")
    kind = CustomerType.objects.create(name="School", form="company")
    school = company(type=kind)
    school.labels.add(worn)
    said = [
        str(message)
        for of, key in (("label", free.pk), ("label", worn.pk), ("type", kind.pk))
        for message in manager.post(LISTS, {"of": of, "key": key, "do": "remove"}, follow=True).context["messages"]
    ]
    stays = "Somebody has it: it stays there and is no longer offered"
    assert said == ["Removed from the list", stays, stays]
    assert [(label.name, label.is_offered) for label in Label.objects.all()] == [("Worn", False)]
    assert (CustomerType.objects.get().is_offered, Label.objects.get() in school.labels.all()) == (False, True)


def test_what_is_not_offered_is_given_to_nobody_new() -> None:
    manager = signed_in()
    worn = Label.objects.create(name="Worn", is_offered=False)
    has, has_not = company(), person()
    has.labels.add(worn)
    offered = [manager.get(f"/customers/{each.number}/edit/").context["form"] for each in (has, has_not)]
    assert [form.fields["label_names"].choices for form in offered] == [[("Worn", "Worn")], []]
    page = manager.get("/customers/", {"label": worn.pk})
    assert [str(row) for row in page.context["page"].rows] == [str(has)]
    assert page.context["chosen"].offered_labels == []
    manager.post("/customers/bulk/", {"row": has_not.number, "add_label": worn.pk})
    assert list(worn.customers.all()) == [has]


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not(role: str) -> None:
    assert signed_in(role).get(LISTS).status_code == 403
    assert signed_in(role).post(LISTS, {"of": "label", "name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"of": "label", "name": "vip"}, "The list has this name already."),
        ({"of": "label", "name": " "}, "Write a name."),
        ({"of": "label", "name": "x" * 41}, "at most 40 characters"),
        ({"of": "type", "name": "x" * 61}, "at most 60 characters"),
        ({"of": "label", "name": "a\0"}, "Null characters"),
        ({"of": "type", "name": "x", "form": "ghost"}, "Select a valid choice"),
        ({"of": "party", "name": "x"}, "Select a valid choice"),
        ({"of": "label", "key": "x", "name": "x"}, "Enter a whole number."),
        ({}, "This field is required."),
    ],
)
def test_bad_input_is_refused_in_words(sent: dict[str, str], words: str) -> None:
    manager = signed_in()
    Label.objects.create(name="VIP")
    response = manager.post(LISTS, sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert (Label.objects.count(), CustomerType.objects.count()) == (1, 0)


@pytest.mark.parametrize("do", ["save", "stop", "offer", "up", "down", "remove"])
def test_a_line_that_is_no_more(do: str) -> None:
    answer = signed_in().post(LISTS, {"of": "label", "key": "77", "name": "x", "do": do}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["This line is not in the list any more."]
