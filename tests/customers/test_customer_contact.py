"""One contact of a customer, added, changed and removed on a page of its own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from core.models import Event
from customers.models import Contact, Customer
from tests.factories import company, person, shop, staff

pytestmark = pytest.mark.django_db
NEW = "/customers/CLT-000001/contacts/new/"
PROFILE = "/customers/CLT-000001/"


def signed_in(role: str = "front_desk") -> Client:
    client = Client()
    client.force_login(staff(role))
    return client


@pytest.fixture
def desk() -> Client:
    shop()
    company()
    return signed_in()


def address() -> str:
    return f"{PROFILE}contacts/{Contact.objects.order_by('pk')[0].pk}/"


def known() -> list[tuple[str, str, bool]]:
    links = Customer.objects.get(number="CLT-000001").contact_links.select_related("contact").order_by("pk")
    return [(str(link), link.role, link.is_primary) for link in links]


def test_one_is_added_and_made_the_primary_one(desk: Client) -> None:
    sent = {"first_name": "Ilze", "last_name": "Kalniņa", "role": "owner", "phone": "29 111 222", "nonce": str(uuid4())}
    assert desk.post(NEW, sent).headers["Location"] == PROFILE
    desk.post(NEW, sent)
    assert known() == [("Andris Ozoliņš", "driver", True), ("Ilze Kalniņa", "owner", False)]
    assert Contact.objects.get(first_name="Ilze").phone_e164 == "+37129111222"
    made = Contact.objects.get(first_name="Ilze")
    version = Customer.objects.get().version
    desk.post(f"{PROFILE}contacts/{made.pk}/", {"first_name": "Ilze", "is_primary": "on", "version": version})
    assert known() == [("Andris Ozoliņš", "driver", False), ("Ilze", "", True)]
    event = Event.objects.get(verb="contact_edited")
    assert (event.facts, event.detail.data["after"]) == ({}, "Ilze")
    assert Event.objects.filter(verb="contact_added").count() == 1
    assert "Primary" in desk.get(PROFILE).content.decode()


def test_one_sent_twice_with_another_body_is_asked(desk: Client) -> None:
    sent = {"first_name": "Ilze", "nonce": str(uuid4())}
    desk.post(NEW, sent)
    assert "already added once" in desk.post(NEW, {**sent, "first_name": "Ilona"}).content.decode()


def test_the_second_of_two_people_sees_what_the_first_saved(desk: Client) -> None:
    opened = desk.get(address()).context["form"].initial
    desk.post(address(), {**opened, "role": "boss"})
    answer = desk.post(address(), {**opened, "role": "chief"})
    assert "A colleague saved this meanwhile." in answer.content.decode()
    assert [each.now for each in answer.context["differences"]] == ["Andris Ozoliņš, boss"]
    assert 'value="chief"' in answer.content.decode()
    assert known()[0][1] == "boss"
    again = {**opened, "role": "chief", "version": answer.context["form"].data["version"]}
    assert desk.post(address(), again).status_code == 302
    assert known()[0][1] == "chief"


def test_who_may_collect_is_written_down_and_seen_by_the_second(desk: Client) -> None:
    opened = desk.get(address()).context["form"].initial
    desk.post(address(), {**opened, "may_collect": "on"})
    assert Event.objects.get(verb="contact_edited").detail.data == {
        "before": "Andris Ozoliņš, driver",
        "after": "Andris Ozoliņš, driver, may collect",
    }
    answer = desk.post(address(), {**opened, "may_collect": ""})
    assert [each.now for each in answer.context["differences"]] == ["Andris Ozoliņš, driver, may collect"]


def test_what_changes_of_a_person_is_told_to_others_it_speaks_for(desk: Client) -> None:
    other = person()
    other.contact_links.create(contact=Contact.objects.get())
    page = desk.get(address())
    assert "Andrei Popescu too" in page.content.decode()
    desk.post(address(), {**page.context["form"].initial, "last_name": "Ozols"})
    assert Event.objects.get(verb="contact_changed").customer_number == other.number
    desk.post(address(), {"do": "remove"})
    assert [str(link) for link in other.contact_links.all()] == ["Andris Ozols"]


def test_the_last_customer_s_contact_goes_and_the_next_is_primary(desk: Client) -> None:
    desk.post(NEW, {"first_name": "Ilze"})
    desk.post(address(), {"do": "remove"})
    assert known() == [("Ilze", "", True)]
    assert Contact.objects.count() == 1
    assert Event.objects.get(verb="contact_removed").detail.data == {"before": "Andris Ozoliņš, driver"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Write a name."),
        ({"first_name": "x" * 121}, "at most 120 characters"),
        ({"first_name": "a\0"}, "Null characters"),
        ({"first_name": "A", "email": "nowhere"}, "Enter a valid email address."),
    ],
)
def test_bad_input_is_refused_in_words(desk: Client, sent: dict[str, str], words: str) -> None:
    assert words in desk.post(NEW, sent).content.decode()
    assert words in desk.post(address(), sent).content.decode()
    assert known() == [("Andris Ozoliņš", "driver", True)]


def test_one_that_is_no_more(desk: Client) -> None:
    for key in ("77", str(10**30)):
        answer = desk.post(f"{PROFILE}contacts/{key}/", {"do": "remove"}, follow=True)
        assert "is not the customer&#x27;s any more." in answer.content.decode()
    assert desk.get("/customers/CLT-000077/contacts/new/").status_code == 404
    assert desk.put(NEW).status_code == 405


def test_who_may_not(desk: Client) -> None:
    technician = signed_in("technician")
    assert [technician.get(NEW).status_code, technician.post(address()).status_code] == [403, 403]
    assert "contacts/" not in technician.get(PROFILE).content.decode()


def test_somebody_in_the_book_already_speaks_for_another_customer_too(desk: Client) -> None:
    other = person()
    new = f"{other.get_absolute_url()}contacts/new/"
    assert new in desk.get(other.get_absolute_url()).content.decode(), "a private customer has contacts too"
    found = desk.post(new, {"first_name": "andr", "role": "brother", "find": "1"})
    known = Contact.objects.get()
    assert list(found.context["found"]) == [known]
    assert 'value="brother"' in found.content.decode()
    picked = desk.post(new, {"role": "brother", "pick": str(known.pk)})
    assert "Speaks for SIA Baltijas Kurjers too" in picked.content.decode()
    sent = {**picked.context["form"].initial, "nonce": str(uuid4())}
    for name in ("find", "pick", "may_collect", "is_primary", "csrfmiddlewaretoken"):
        sent.pop(name, None)
    assert desk.post(new, sent).headers["Location"] == other.get_absolute_url()
    assert Contact.objects.count() == 1
    assert [(str(link), link.role) for link in other.contact_links.all()] == [("Andris Ozoliņš", "brother")]
    again = desk.post(new, {**sent, "nonce": str(uuid4())})
    assert "This person speaks for the customer already." in again.content.decode()


def test_nobody_is_found_or_picked_who_is_not_there(desk: Client) -> None:
    assert "Nobody in the book is called so." in desk.post(NEW, {"first_name": "Zoe\0", "find": "1"}).content.decode()
    for key in ("77", "x", "9" * 40):
        assert desk.post(NEW, {"first_name": "Zoe", "pick": key}).status_code == 200
