from __future__ import annotations

import pytest
from django.test import Client

from core.models import Event
from customers.actions import CustomerDraft, TypedPhone, delete_customer, update_customer
from customers.merging import merge_customers
from customers.models import Contact, Customer
from tests.customers.typing import typed
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db
EDIT = "/customers/CLT-000001/edit/"


@pytest.fixture
def desk() -> Client:
    shop()
    person("Andrei", "Popescu", "0722 418 905", city="Cluj-Napoca")
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def as_it_is(**changed: str) -> dict[str, str]:
    return typed(
        "0722 418 905",
        **{"first_name": "Andrei", "last_name": "Popescu", "city": "Cluj-Napoca", "version": "1", **changed},
    )


def test_what_changed_is_saved_and_written_down(desk: Client) -> None:
    assert 'value="Cluj-Napoca"' in desk.get(EDIT).content.decode()
    assert desk.post(EDIT, as_it_is(city="Iași")).headers["Location"] == "/customers/CLT-000001/"
    customer = Customer.objects.get()
    assert (customer.city, customer.version) == ("Iași", 2)
    event = Event.objects.get(verb="customer_changed")
    assert "city" in event.facts["fields"]
    assert event.detail.data["before"]["city"] == "Cluj-Napoca"


def test_who_comes_second_is_shown_what_the_first_saved(desk: Client) -> None:
    fields = {"form": "person", "first_name": "Andrei", "last_name": "Popescu-Rus"}
    draft = CustomerDraft(fields, [TypedPhone("0722 418 905"), TypedPhone("0264 590 117")])
    update_customer(number="CLT-000001", draft=draft, version=1, by=staff("manager"))
    response = desk.post(EDIT, as_it_is(city="Iași"))
    assert {each.label: each.now for each in response.context["saved_meanwhile"]} == {
        "Last name": "Popescu-Rus",
        "City": "Cluj-Napoca",
        "Country": "—",
        "Language of documents": "English",
        "Phones": "0722 418 905; 0264 590 117",
    }
    body = response.content.decode()
    assert "A colleague saved this customer meanwhile." in body
    assert 'value="Iași"' in body
    assert Customer.objects.get().last_name == "Popescu-Rus"
    version = response.context["form"]["version"].value()
    assert desk.post(EDIT, as_it_is(city="Iași", version=version)).status_code == 302
    assert (Customer.objects.get().last_name, Customer.objects.get().city) == ("Popescu", "Iași")


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_an_unreadable_version_is_an_old_one(desk: Client, version: str) -> None:
    assert "A colleague saved" in desk.post(EDIT, as_it_is(version=version)).content.decode()


def test_who_may_collect_and_what_kind_a_phone_is_are_no_silent_changes(desk: Client) -> None:
    customer = Customer.objects.get()
    link = customer.contact_links.create(contact=Contact.objects.create(first_name="Elena"), is_primary=True)
    elena = {"key": str(link.contact_id), "first_name": "Elena"}
    names = {"first_name": "Andrei", "last_name": "Popescu", "city": "Cluj-Napoca", "version": "1"}
    changed = typed("0722 418 905", contacts=[{**elena, "may_collect": "on"}], **names) | {"phones-0-kind": "work"}
    assert desk.post(EDIT, changed).status_code == 302
    event = Event.objects.get(verb="customer_changed")
    assert {"phones", "contact_links"} <= set(event.facts["fields"])
    assert event.detail.data["after"]["phones"] == ["0722 418 905 (work)"]
    assert event.detail.data["after"]["contact_links"] == ["Elena, may collect *"]
    late = typed("0722 418 905", contacts=[elena], **names)
    now = {each.label: each.now for each in desk.post(EDIT, late).context["saved_meanwhile"]}
    assert (now["Phones"], now["Contacts"]) == ("0722 418 905 (work)", "Elena, may collect")


def test_saving_what_is_there_already_is_no_deed(desk: Client) -> None:
    desk.post(EDIT, as_it_is())
    before = Customer.objects.get().version
    events = Event.objects.count()
    desk.post(EDIT, as_it_is(version=str(before)))
    assert (Customer.objects.get().version, Event.objects.count()) == (before, events)


def test_what_was_typed_while_a_colleague_merged_is_shown_against_the_kept(desk: Client) -> None:
    kept = person("Ana", "Pop", "0733 000 000")
    merge_customers(kept=kept.number, other="CLT-000001", taken=[], by=staff("manager"))
    answer = desk.post(EDIT, as_it_is(city="Iași"))
    assert answer.status_code == 200
    assert {each.label: each.now for each in answer.context["saved_meanwhile"]}["First name"] == "Ana"
    assert "<h1>Ana Pop</h1>" in answer.content.decode()
    assert 'value="Iași"' in answer.content.decode()
    version = answer.context["form"]["version"].value()
    assert desk.post(EDIT, as_it_is(city="Iași", version=version)).headers["Location"] == kept.get_absolute_url()


def test_what_was_typed_while_a_colleague_deleted_can_be_saved_anew(desk: Client) -> None:
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    answer = desk.post(EDIT, as_it_is(city="Iași"))
    body = answer.content.decode()
    assert 'action="/customers/new/"' in body
    assert 'value="Iași"' in body
    again = as_it_is(city="Iași", nonce=answer.context["form"]["nonce"].value())
    assert desk.post("/customers/new/", again).headers["Location"] == "/customers/CLT-000002/"


def test_who_was_deleted_meanwhile_is_gone_in_words(desk: Client) -> None:
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    for response in (desk.post(EDIT, as_it_is()), desk.get(EDIT), desk.get("/customers/CLT-000001/")):
        assert response.status_code == 404
        assert "This customer was deleted." in response.content.decode()


def test_who_came_without_a_phone_may_be_edited_without_one(desk: Client) -> None:
    customer = Customer.objects.get()
    customer.phones.all().delete()
    Customer.objects.update(first_name="")
    data = typed(last_name="Popescu", version="1", note="Imported")
    assert desk.post(EDIT, data).status_code == 302
    assert "Write the last name." in desk.post(EDIT, {**data, "last_name": "", "version": "2"}).content.decode()


def test_one_external_number_is_one_customer(desk: Client) -> None:
    person("Ana", "Pop", "0733 000 000", external_number="A-17")
    said = desk.post(EDIT, as_it_is(external_number="A-17")).content.decode()
    assert "Ana Pop, CLT-000002 has this number already. Write another, or none." in said


def test_a_technician_may_not(desk: Client) -> None:
    desk.force_login(staff("technician"))
    assert desk.get(EDIT).status_code == 403
    assert desk.post(EDIT, as_it_is(city="Iași")).status_code == 403
    assert Customer.objects.get().city == "Cluj-Napoca"


def test_only_get_and_post(desk: Client) -> None:
    assert desk.put(EDIT).status_code == 405
