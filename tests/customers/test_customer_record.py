"""Everything a customer's record holds beside names and phones: typed, shown, noted, and kept from those it is not for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.models import Event, EventDetail
from customers.actions import CustomerDraft, TypedContact, TypedPhone, create_customer, update_customer
from customers.models import Consent, Contact, Customer, CustomerContact, CustomerType, Label, PriceType
from tests.customers.typing import typed
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"
EDIT = "/customers/CLT-000001/edit/"
ANDREI = {"first_name": "Andrei", "last_name": "Popescu"}


def signed_in(role: str = "front_desk") -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def test_type_card_prices_labels_and_consents_are_kept_and_shown() -> None:
    desk = signed_in()
    kind, prices = CustomerType.objects.create(name="Regular", form="person"), PriceType.objects.create(name="List B")
    Label.objects.create(name="VIP")
    data: dict[str, Any] = typed("0722 418 905", **ANDREI, type=str(kind.pk), price_type=str(prices.pk))
    data |= {"discount_card": "4099 1", "label_names": ["VIP"], "new_labels": "Pays late, vip"}
    data |= {"consent_sms": "yes", "consent_email": "no", "note": "Call after 16:00."}
    desk.post(NEW, data)
    customer = Customer.objects.get()
    assert (customer.type, customer.price_type, customer.discount_card) == (kind, prices, "4099 1")
    assert [label.name for label in customer.labels.all()] == ["Pays late", "VIP"]
    consents = [(each.channel, each.is_given, each.noted_by) for each in customer.consents.all()]
    assert consents == [("email", False, staff("front_desk")), ("sms", True, staff("front_desk"))]
    assert [(note.text, note.by) for note in customer.notes.all()] == [("Call after 16:00.", staff("front_desk"))]
    body = desk.get("/customers/CLT-000001/").content.decode()
    for part in ("Regular", "List B", "4099 1", "Pays late", "VIP", "Call after 16:00."):
        assert part in body


def test_a_consent_that_did_not_change_keeps_its_day_and_its_name() -> None:
    desk = signed_in()
    desk.post(NEW, typed("0722 418 905", **ANDREI, consent_sms="yes", consent_email="yes"))
    Consent.objects.update(noted_by=staff("manager"))
    data = typed("0722 418 905", **ANDREI, version="1", consent_sms="yes", consent_email="no", consent_phone="")
    desk.post(EDIT, data)
    noted = {each.channel: (each.is_given, each.noted_by) for each in Consent.objects.all()}
    assert noted == {"sms": (True, staff("manager")), "email": (False, staff("front_desk"))}


def test_what_is_offered_no_more_stays_with_who_has_it() -> None:
    desk = signed_in()
    kind = CustomerType.objects.create(name="Regular", form="person")
    person("Andrei", "Popescu", type=kind)
    CustomerType.objects.update(is_offered=False)
    assert "Regular" in desk.get(EDIT).content.decode()
    assert "Regular" not in desk.get(NEW).content.decode()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("type", "999999999999999999999", "Select a valid choice"),
        ("price_type", "x", "Select a valid choice"),
        ("label_names", "nobody", "Select a valid choice"),
        ("new_labels", "x" * 41, "at most 40 characters"),
        ("new_labels", "a\0b", "Null characters"),
        ("consent_sms", "perhaps", "Select a valid choice"),
        ("discount_card", "x" * 61, "at most 60 characters"),
    ],
)
def test_bad_values_are_refused_in_words(name: str, value: str, words: str) -> None:
    response = signed_in().post(NEW, typed("0722 418 905", **{**ANDREI, name: value}))
    assert words in response.content.decode()
    assert not Customer.objects.exists()


def test_a_type_is_for_one_form() -> None:
    kind = CustomerType.objects.create(name="School", form="company")
    response = signed_in().post(NEW, typed("0722 418 905", **ANDREI, type=str(kind.pk)))
    assert "This type is not for the form chosen above." in response.content.decode()


def test_identity_cards_are_for_those_with_the_right_and_for_no_history() -> None:
    manager = signed_in("manager")
    manager.post(NEW, typed("0722 418 905", **ANDREI, id_card_series="CJ", id_card_number="987654"))
    manager.post(EDIT, typed("0722 418 905", **ANDREI, version="1", id_card_series="CJ", id_card_number="123456"))
    assert "123456" in manager.get("/customers/CLT-000001/").content.decode()
    assert Event.objects.get(verb="customer_changed").facts["fields"] == ["id_card_number"]
    assert not any("123456" in str(detail.data) or "987654" in str(detail.data) for detail in EventDetail.objects.all())
    desk = signed_in("front_desk")
    for url in ("/customers/CLT-000001/", EDIT):
        assert "123456" not in desk.get(url).content.decode()
    desk.post(EDIT, typed("0722 418 905", **ANDREI, version="2", id_card_number="666"))
    assert Customer.objects.get().id_card_number == "123456"


def elena() -> Contact:
    shop()
    draft = CustomerDraft(
        {"form": "company", "legal_name": "Nord SRL"},
        [TypedPhone("0722 000 001")],
        [TypedContact(first_name="Elena", last_name="Pop", phone="0741 006 223")],
    )
    create_customer(draft=draft, by=staff("front_desk"))
    return Contact.objects.get()


def test_a_person_of_the_book_is_found_and_picked() -> None:
    desk, known = signed_in(), elena()
    line = [{"first_name": "ele"}]
    found = desk.post(NEW, typed("0722 418 905", **ANDREI, contacts=line, find="0")).content.decode()
    assert "Elena Pop" in found
    assert f'value="0:{known.pk}"' in found
    picked = desk.post(NEW, typed("0722 418 905", **ANDREI, contacts=line, pick=f"0:{known.pk}")).content.decode()
    assert 'value="0741 006 223"' in picked
    assert "Speaks for Nord SRL too" in picked
    picked_line = {"key": str(known.pk), "first_name": "Elena", "last_name": "Pop", "phone": "0741 006 223"}
    desk.post(NEW, typed("0722 418 905", contacts=[picked_line], **ANDREI))
    assert Contact.objects.count() == 1
    assert CustomerContact.objects.filter(contact=known).count() == 2


def test_changing_a_shared_person_is_told_to_the_others_and_to_their_open_forms() -> None:
    desk, known = signed_in(), elena()
    line = {"key": str(known.pk), "first_name": "Elena", "last_name": "Popescu", "phone": "0741 006 223"}
    desk.post(NEW, typed("0722 418 905", contacts=[line], **ANDREI))
    event = Event.objects.get(verb="contact_changed")
    assert (event.customer_number, event.facts) == ("CLT-000001", {"fields": ["last_name"], "through": "CLT-000002"})
    assert Customer.objects.get(number="CLT-000001").version == 2


def test_contacts_are_known_by_their_key_and_one_is_primary() -> None:
    desk = signed_in()
    names = [{"first_name": "Ana"}, {"first_name": "Bogdan"}, {"first_name": "Carmen"}]
    desk.post(NEW, typed("0722 418 905", contacts=names, **ANDREI, **{"contacts-primary": "1"}))
    links = list(Customer.objects.get().contact_links.select_related("contact"))
    assert [(str(link), link.is_primary) for link in links] == [("Bogdan", True), ("Ana", False), ("Carmen", False)]
    keys = {str(link): str(link.contact_id) for link in links}
    kept = [{"key": keys["Carmen"], "first_name": "Carmen"}, {"key": keys["Bogdan"], "first_name": "Bogdan"}]
    data = typed("0722 418 905", contacts=kept, **ANDREI, version="1", **{"contacts-primary": "0"})
    desk.post(EDIT, data)
    after = {str(link): (str(link.contact_id), link.is_primary) for link in Customer.objects.get().contact_links.all()}
    assert after == {"Carmen": (keys["Carmen"], True), "Bogdan": (keys["Bogdan"], False)}
    assert not Contact.objects.filter(first_name="Ana").exists()


@pytest.mark.parametrize("key", ["999999", "99999999999999999999", "x", "-1"])
def test_a_key_of_nobody_breaks_nothing(key: str) -> None:
    desk = signed_in()
    response = desk.post(NEW, typed("0722 418 905", contacts=[{"key": key, "first_name": "Ana"}], **ANDREI))
    assert response.status_code in {200, 302}
    for way in ({"pick": f"0:{key}"}, {"pick": key}, {"find": key}, {"find": "7"}):
        assert (
            desk.post(NEW, typed("0722 418 905", contacts=[{"first_name": "Ana"}], **ANDREI, **way)).status_code == 200
        )


def test_labels_consents_and_contacts_are_part_of_what_the_second_sees() -> None:
    desk = signed_in()
    person("Andrei", "Popescu", "0722 418 905")
    draft = CustomerDraft(
        {"form": "person", **ANDREI},
        [TypedPhone("0722 418 905")],
        [TypedContact(first_name="Elena", role="wife")],
        labels=["VIP"],
        consents={"sms": True},
    )
    update_customer(number="CLT-000001", draft=draft, version=1, by=staff("manager"))
    response = desk.post(EDIT, typed("0722 418 905", **ANDREI, version="1", new_labels="Pays late", consent_sms="no"))
    seen = {each.label: each.now for each in response.context["saved_meanwhile"]}
    assert (seen["Contacts"], seen["Labels"], seen["Consent"]) == ("Elena, wife", "VIP", "SMS: yes")
    assert 'value="Pays late"' in response.content.decode()
