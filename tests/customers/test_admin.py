from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from core.models import Event
from customers.models import Contact, Customer
from tests.factories import company, person, shop, staff

pytestmark = pytest.mark.django_db
LIST = "/admin/customers/customer/"


@pytest.fixture
def administrator() -> Client:
    shop()
    client = Client()
    client.force_login(staff("administrator", is_staff=True))
    return client


def typed(**fields: str) -> dict[str, str]:
    return {
        "form": "person", "first_name": "Andrei", "last_name": "Popescu", "language": "ro", "country": "RO",
        "phones-TOTAL_FORMS": "1", "phones-INITIAL_FORMS": "0", "phones-0-kind": "mobile", "phones-0-raw": "0722 418 905",
        "contact_links-TOTAL_FORMS": "1", "contact_links-INITIAL_FORMS": "0", "contact_links-0-first_name": "Elena",
        **fields,
    }  # fmt: skip


def test_a_customer_is_made_by_the_same_deed(administrator: Client) -> None:
    assert administrator.get(LIST + "add/").status_code == 200
    response = administrator.post(LIST + "add/", typed())
    assert response.headers["Location"] == LIST
    customer = Customer.objects.get()
    assert (customer.number, str(customer.main_phone)) == ("CLT-000001", "+40 722 418 905")
    assert [str(link) for link in customer.contact_links.all()] == ["Elena"]
    assert Event.objects.get(verb="customer_created").actor == staff("administrator")


def test_a_customer_is_changed_by_the_same_deed(administrator: Client) -> None:
    customer = company()
    url = f"{LIST}{customer.pk}/change/"
    phone, link = customer.phones.get(), customer.contact_links.get()
    data = {
        **typed(form="company", legal_name="Nord SRL", seen=str(customer.version), city="Iași"),
        "phones-INITIAL_FORMS": "1", "phones-0-id": str(phone.pk), "phones-0-customer": str(customer.pk),
        "contact_links-INITIAL_FORMS": "1", "contact_links-0-id": str(link.pk),
        "contact_links-0-customer": str(customer.pk), "contact_links-0-role": "boss",
    }  # fmt: skip
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, data).headers["Location"] == LIST
    customer.refresh_from_db()
    assert (customer.name, customer.city, customer.version) == ("Nord SRL", "Iași", 2)
    assert (str(customer.main_phone), str(customer.contact_links.get()), customer.contact_links.get().role) == (
        "+40 722 418 905",
        "Elena",
        "boss",
    )
    assert Event.objects.filter(verb="customer_changed").count() == 1
    stale = administrator.post(url, {**data, "city": "Cluj"})
    assert "A colleague saved this customer meanwhile." in stale.content.decode()
    assert 'value="Cluj"' in stale.content.decode()
    assert Customer.objects.get().city == "Iași"


def test_the_primary_contact_is_chosen_there_too(administrator: Client) -> None:
    customer = company()
    customer.contact_links.create(contact=Contact.objects.create(first_name="Ilze"))
    first, second = customer.contact_links.order_by("pk")
    sent = typed(**{
        "form": "company", "legal_name": customer.legal_name, "seen": str(customer.version),
        "contact_links-TOTAL_FORMS": "2", "contact_links-INITIAL_FORMS": "2",
        "contact_links-0-id": str(first.pk), "contact_links-0-customer": str(customer.pk), "contact_links-0-first_name": "Andris",
        "contact_links-1-id": str(second.pk), "contact_links-1-customer": str(customer.pk), "contact_links-1-first_name": "Ilze",
        "contact_links-1-primary": "on",
    })  # fmt: skip
    url = f"/admin/customers/customer/{customer.pk}/change/"
    assert administrator.post(url, sent).status_code == 302
    assert [(str(link), link.is_primary) for link in customer.contact_links.order_by("pk")] == [
        ("Andris", False),
        ("Ilze", True),
    ]
    twice = {**sent, "contact_links-0-primary": "on", "seen": str(customer.version + 1)}
    assert "tick one" in administrator.post(url, twice).content.decode()


def test_it_is_searched_as_everywhere_and_nobody_is_deleted(administrator: Client) -> None:
    person("Ștefan", "Ionescu", "0722 418 905")
    person("Ana", "Pop", "0733 000 000")
    found = administrator.get(LIST, {"q": "stefan 8905"})
    assert [customer.name for customer in found.context["cl"].result_list] == ["Ștefan Ionescu"]
    assert administrator.get(LIST, {"q": "%"}).status_code == 200
    assert administrator.get(f"{LIST}1/delete/").status_code in {302, 403}
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    "path", ["core/event/", "core/shop/", "core/binentry/", "customers/contact/", "accounts/user/"]
)
def test_administrators_see_the_rest(administrator: Client, path: str) -> None:
    company()
    assert administrator.get(f"/admin/{path}").status_code == 200
    assert administrator.get(f"/admin/{path}add/").status_code == (200 if path == "accounts/user/" else 403)


def test_an_event_is_read_and_never_changed(administrator: Client) -> None:
    person()
    event = Event.objects.get()
    url = f"/admin/core/event/{event.pk}/change/"
    assert "Customer CLT-000001 made" in administrator.get(url).content.decode()
    assert administrator.post(url, {"verb": "x"}).status_code == 403


def test_a_staff_account_is_made_with_its_role(administrator: Client) -> None:
    role = staff("manager").groups.get()
    data = {
        "username": "dana", "usable_password": "true", "password1": "long-enough-73", "password2": "long-enough-73",
        "first_name": "Dana", "last_name": "Ilie", "email": "dana@shop.ro", "language": "ro", "groups": str(role.pk),
        "is_superuser": "on", "is_staff": "on",
    }  # fmt: skip
    assert administrator.post("/admin/accounts/user/add/", data).status_code == 302
    dana = User.objects.get(username="dana")
    assert (dana.is_superuser, dana.is_staff, str(dana.role_name)) == (False, False, "Manager")


def test_an_administrator_does_not_take_over_who_may_everything(administrator: Client) -> None:
    root = User.objects.create_superuser("root", "", "long-enough-73")
    administrator.post(f"/admin/accounts/user/{root.pk}/change/", {"username": "root", "is_active": ""})
    assert administrator.get(f"/admin/accounts/user/{root.pk}/password/").status_code == 403
    assert administrator.get(f"/admin/accounts/user/{root.pk}/delete/").status_code == 403
    root.refresh_from_db()
    assert root.is_active


@pytest.mark.parametrize("role", ["front_desk", "technician", "manager"])
def test_other_roles_do_not_enter(role: str) -> None:
    shop()
    client = Client()
    client.force_login(staff(role))
    assert client.get(LIST).status_code == 302
    assert client.get("/admin/accounts/user/").status_code == 302
