from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core.models import Event
from customers.actions import delete_customer
from customers.merging import merge_customers
from customers.models import Customer
from tests.customers.typing import typed
from tests.factories import company, person, shop, staff

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"


@pytest.fixture
def desk() -> Client:
    shop(language="ro")
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def errors(client: Client, data: dict[str, str]) -> list[tuple[str, str]]:
    response = client.post(NEW, data)
    assert response.status_code == 200
    return [(label, str(error)) for _id, label, error in response.context["typed"].errors]


def test_a_person_is_made(desk: Client) -> None:
    elena = {"first_name": "Elena", "last_name": "Popescu", "role": "wife", "phone": "0741006223", "may_collect": "on"}
    data = typed("0722 418 905", "0264-590117", first_name="Andrei", last_name="Popescu", contacts=(elena,))
    response = desk.post(NEW, data)
    assert response.headers["Location"] == "/customers/CLT-000001/"
    customer = Customer.objects.get()
    assert (customer.name, customer.language, customer.country) == ("Andrei Popescu", "ro", "RO")
    assert [str(phone) for phone in customer.phones.all()] == ["+40 722 418 905", "+40 264 590 117"]
    link = customer.contact_links.get()
    assert (str(link), link.role, link.may_collect, link.is_primary) == ("Elena Popescu", "wife", True, True)
    assert Event.objects.get(verb="customer_created").actor == staff("front_desk")


def test_a_company_is_made_and_another_form_opened(desk: Client) -> None:
    data = typed("0722 418 905", form="company", legal_name="Nord SRL", another="1")
    assert desk.post(NEW, data).headers["Location"] == NEW
    assert Customer.objects.get().name == "Nord SRL"


def test_sent_twice_it_is_made_once(desk: Client) -> None:
    data = typed("0722 418 905", first_name="Andrei", last_name="Popescu")
    assert desk.post(NEW, data).headers["Location"] == desk.post(NEW, data).headers["Location"]
    assert Customer.objects.count() == 1


def test_sent_again_after_a_colleague_merged_or_deleted_it(desk: Client) -> None:
    kept = person("Ana", "Pop", "0733 000 000")
    data = typed("0722 418 905", first_name="Andrei", last_name="Popescu")
    desk.post(NEW, data)
    merge_customers(kept=kept.number, other="CLT-000002", taken=[], by=staff("manager"))
    assert desk.post(NEW, data).headers["Location"] == kept.get_absolute_url()
    delete_customer(number=kept.number, typed_name="Ana Pop", ticked=[], by=staff("manager"))
    for again in (data, {**data, "city": "Cluj"}):
        answer = desk.post(NEW, again)
        assert "already sent once and made CLT-000002, which was deleted since." in answer.content.decode()
        assert 'value="Popescu"' in answer.content.decode()
    nonce = answer.context["form"]["nonce"].value()
    assert desk.post(NEW, {**data, "nonce": nonce}).headers["Location"] == "/customers/CLT-000003/"


def test_sent_again_with_other_words_it_asks(desk: Client) -> None:
    data = typed("0722 418 905", first_name="Andrei", last_name="Popescu")
    desk.post(NEW, data)
    again = desk.post(NEW, {**data, "first_name": "Ana"})
    assert "This form was already sent once and made Andrei Popescu." in again.content.decode()
    assert Customer.objects.count() == 1
    nonce = again.context["form"]["nonce"].value()
    assert nonce != data["nonce"]
    desk.post(NEW, {**data, "first_name": "Ana", "nonce": nonce})
    assert Customer.objects.count() == 2


def test_sent_again_after_it_was_deleted_it_asks(desk: Client) -> None:
    data = typed("0722 418 905", first_name="Andrei", last_name="Popescu")
    desk.post(NEW, data)
    Customer.objects.all().delete()
    page = desk.post(NEW, data).content.decode()
    assert "This form was already sent once and made CLT-000001, which was deleted since." in page
    assert not Customer.objects.exists()


@pytest.mark.parametrize("nonce", ["", "nonsense"])
def test_an_unreadable_nonce_is_no_hindrance(desk: Client, nonce: str) -> None:
    data = typed("0722 418 905", first_name="Andrei", last_name="Popescu", nonce=nonce)
    assert desk.post(NEW, data).status_code == 302


def test_what_is_missing_is_named(desk: Client) -> None:
    assert errors(desk, typed()) == [("First name", "Write the first name."), ("Last name", "Write the last name.")]
    assert errors(desk, typed(form="company")) == [("Legal name", "Write the legal name.")]
    named = {"first_name": "Andrei", "last_name": "Popescu"}
    assert errors(desk, typed(**named)) == [("", "Write a phone number.")]
    assert errors(desk, typed("", **named)) == [("Phone", "Write a phone number.")]
    nameless = errors(desk, typed("0722", contacts=({"role": "boss"},), **named))
    assert nameless == [("First name", "Write a name, or empty the whole line.")]
    assert not Customer.objects.exists()


def test_the_shop_says_how_customers_are_reached(desk: Client) -> None:
    named = {"first_name": "Andrei", "last_name": "Popescu"}
    shop(reach_rule="phone_or_email")
    assert errors(desk, typed("", **named)) == [("Phone", "Write a phone number or an e-mail address.")]
    assert desk.post(NEW, typed("", email="a@b.ro", **named)).status_code == 302
    shop(reach_rule="none")
    assert desk.post(NEW, typed("", **named)).status_code == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_name", "x" * 100_000),
        ("first_name", "a\0b"),
        ("email", "nonsense"),
        ("country", "XX"),
        ("language", "xx"),
        ("responsible", "9" * 30),
        ("note", "x\n" * 401),
        ("note", "x" * 100_000),
        ("form", "animal"),
    ],
)
def test_bad_values_are_refused_in_words_and_kept(desk: Client, name: str, value: str) -> None:
    data = {**typed("0722 418 905", first_name="Andrei", last_name="Popescu"), name: value}
    assert errors(desk, data)
    assert 'value="Popescu"' in desk.post(NEW, data).content.decode()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"phones-TOTAL_FORMS": "x"}, {"phones-TOTAL_FORMS": "9" * 30}, {"contacts-TOTAL_FORMS": "-1"}]
)
def test_a_form_put_together_by_hand_breaks_nothing(desk: Client, broken: dict[str, str]) -> None:
    data = {**typed("0722 418 905", first_name="Andrei", last_name="Popescu"), **broken}
    assert desk.post(NEW, data).status_code in {200, 302}
    assert desk.post(NEW, {**data, "add": "phones"}).status_code == 200
    assert desk.post(NEW, {}).status_code == 200


@pytest.mark.parametrize("text", ["🦄", "שלום", "<script>alert(1)</script>", "=1+1", "O'Brien; DROP TABLE"])
def test_ordinary_text_is_kept_as_typed(desk: Client, text: str) -> None:
    desk.post(NEW, typed("0722 418 905", first_name=text, last_name="Popescu"))
    assert Customer.objects.get().first_name == text
    assert "<script>alert" not in desk.get("/customers/CLT-000001/").content.decode()


def test_odd_numbers_warn_and_are_saved(desk: Client) -> None:
    desk.post(NEW, typed("12", form="company", legal_name="Nord", tax_number="RO123"))
    page = desk.get("/customers/CLT-000001/").content.decode()
    assert "12 fits no country&#x27;s numbers. Check it, or save it as it is." in page
    assert "RO123 does not have the form of a CUI. Check it, or save it as it is." in page


def test_another_line_keeps_what_was_typed(desk: Client) -> None:
    data = typed("0722 418 905", first_name="Andrei", is_prospect="on", add="phones")
    page = desk.post(NEW, data)
    assert len(page.context["typed"].phones.forms) == 2
    assert 'value="Andrei"' in page.content.decode()
    assert page.context["form"]["is_prospect"].value() is True
    part = desk.post(NEW, {**data, "add": "contacts"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'name="contacts-0-first_name"' in part


def test_a_twin_is_named_while_typing(desk: Client) -> None:
    person("Ana", "Ștefănescu", "0722 418 905", email="ana@shop.ro")
    company("Nord SRL", tax_number="40003245752")
    check = "/customers/check/"
    assert "has the same phone" in desk.get(check, {"phones-0-raw": "+40 (722) 418-905"}).content.decode()
    assert "has the same e-mail address" in desk.get(check, {"email": "ANA@shop.ro"}).content.decode()
    assert "has the same tax number" in desk.get(check, {"tax_number": "LV 4000-3245752"}).content.decode()
    assert desk.get(check, {"phones-0-raw": "0722 418 905", "number": "CLT-000001"}).content.decode().strip() == ""
    assert desk.get(check, {"phones-0-raw": "\0" * 9, "email": "@" * 9000, "tax_number": "%"}).status_code == 200


def test_what_was_searched_is_filled_in(desk: Client) -> None:
    assert 'value="Popescu"' in desk.get(NEW, {"name": "Andrei Popescu"}).content.decode()
    assert 'value="0722418905"' in desk.get(NEW, {"name": "0722418905"}).content.decode()


def test_a_technician_may_not() -> None:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed("0722", first_name="A", last_name="B")).status_code == 403
    assert not Customer.objects.exists()


def test_only_get_and_post(desk: Client) -> None:
    response: Any = desk.delete(NEW)
    assert response.status_code == 405


def test_any_of_several_phones_is_the_main_one(desk: Client) -> None:
    data = typed("0722 418 905", "0264 590 117", first_name="Andrei", last_name="Popescu") | {"phones-main": "1"}
    desk.post(NEW, data)
    customer = Customer.objects.get()
    assert [(phone.raw, phone.is_main) for phone in customer.phones.all()] == [
        ("0264 590 117", True),
        ("0722 418 905", False),
    ]
    more = desk.post(NEW, {**data, "add": "phones"}).context["typed"]
    assert (more.main, len(more.phones)) == (1, 3)
