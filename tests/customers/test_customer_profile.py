from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Event
from customers.models import Customer
from repairs.payments import Paying, take_payment
from repairs.talking import note_order
from tests.factories import company, device, handed_over, order, person, ready_order, shop, staff

pytestmark = pytest.mark.django_db
PROFILE = "/customers/CLT-000001/"


def signed_in(role: str) -> Client:
    shop()
    client = Client()
    client.force_login(staff(role))
    return client


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_everything_about_a_customer_is_on_one_page() -> None:
    client = signed_in("front_desk")
    customer = person("Andrei", "Popescu", "0722 418 905", email="a@b.ro", note="Call after 16:00.", city="Cluj-Napoca")
    phone = device(customer)
    handed_over(customer, thing=phone)
    order(customer, phone, reported_fault="Does not charge", estimated_cost=None)
    text = words(client.get(PROFILE).content.decode())
    for part in (
        "Andrei Popescu Active",
        "CLT-000001 · customer since",
        "+40 722 418 905",
        "a@b.ro",
        "Call after 16:00.",
        "Documents 3",
        "Repairs 2 Open 1 Turnover 0.00 Debt 0.00 Last visit Today",
        "Devices 1",
        "Apple iPhone 13 IMEI 35 104463 048273 8 Received",
        "Does not charge",
    ):
        assert part in text


def test_what_a_role_may_not_do_is_not_shown() -> None:
    client = signed_in("technician")
    person()
    body = client.get(PROFILE).content.decode()
    for way in ("/edit/", "/delete/", "/intake/?customer", "/activity/"):
        assert way not in body
    assert "/delete/" in signed_in("manager").get(PROFILE).content.decode()


def test_nobody_knows_a_number_that_was_never_given() -> None:
    response = signed_in("front_desk").get("/customers/CLT-999999/")
    assert response.status_code == 404
    assert "There is no customer with this number." in response.content.decode()


def test_activity_is_switched_by_hand_and_back() -> None:
    client = signed_in("front_desk")
    customer = person()
    ready_order(customer)
    change = PROFILE + "activity/"

    def now() -> tuple[bool, str]:
        customer.refresh_from_db()
        return customer.is_active, customer.active_mode

    client.post(change, {"active": "0"})
    assert now() == (False, "manual")
    order(customer)
    assert now() == (False, "manual")
    client.post(change, {"mode": "automatic"})
    assert now() == (True, "automatic")
    client.post(change, {"mode": "nonsense", "active": "nonsense"})
    assert now() == (False, "manual")
    assert Event.objects.filter(verb="customer_automatic").count() == 1
    assert client.get(change).status_code == 405
    assert client.post("/customers/CLT-999999/activity/").status_code == 404
    assert signed_in("technician").post(change).status_code == 403


def test_the_timeline_has_pages() -> None:
    client = signed_in("front_desk")
    person()
    for _turn in range(16):
        client.post(PROFILE + "activity/", {"active": "1"})
        client.post(PROFILE + "activity/", {"active": "0"})
    body = client.get(PROFILE).content.decode()
    assert body.count("set to") == 6
    page = client.get(PROFILE + "timeline/", {"per_page": "25"})
    assert len(page.context["lines"]) == 25
    assert len(client.get(PROFILE + "timeline/" + page.context["older_url"]).context["lines"]) == 8


def test_it_costs_the_same_with_one_order_and_with_three(django_assert_num_queries: Any) -> None:
    client = signed_in("manager")
    customer = company()
    order(customer)
    client.get(PROFILE)
    with django_assert_num_queries(16):
        client.get(PROFILE)
    for position in range(2):
        order(customer, device(customer, imei="", serial=f"S{position}"))
    with django_assert_num_queries(16):
        client.get(PROFILE)
    assert Customer.objects.count() == 1


def test_the_address_is_whole_and_names_a_country_abroad(client: Client) -> None:
    shop(country="RO")
    client.force_login(staff("front_desk"))
    home = person(street="Str. Observatorului 34", postal_code="400500", city="Cluj-Napoca", country="RO")
    abroad = person("Ernst", "Handel", "+43 7675 3425", street="Kirchgasse 6", city="Graz", country="AT")
    assert client.get(home.get_absolute_url()).context["address"] == ["Str. Observatorului 34", "400500 Cluj-Napoca"]
    assert client.get(abroad.get_absolute_url()).context["address"] == ["Kirchgasse 6", "Graz", "Austria"]


def test_who_noted_a_consent_stands_beside_it() -> None:
    client = signed_in("front_desk")
    customer = person()
    now = timezone.now()
    customer.consents.create(channel="sms", is_given=True, noted_at=now, noted_by=staff("front_desk"))
    customer.consents.create(channel="email", is_given=True, noted_at=now)
    text = words(client.get(PROFILE).content.decode())
    assert "given SMS Today" in text
    assert ", Ioana Pop" in text.split("given SMS", 1)[1][:40]


def test_the_timeline_is_narrowed_down_to_messages_and_money() -> None:
    client = signed_in("front_desk")
    customer = person()
    made = order(customer)
    take_payment(number=made.number, paying=Paying(Decimal("50.00"), "cash"), by=staff("front_desk"))
    note_order(number=made.number, text="It is ready", is_public=True, by=staff("technician"))
    verbs = {
        show: [line.event.verb for line in client.get(PROFILE, {"show": show}).context["lines"]]
        for show in ("money", "messages")
    }
    assert verbs == {"money": ["payment_taken"], "messages": ["customer_told"]}


def test_more_devices_and_orders_than_the_page_holds_have_a_way_to_all() -> None:
    client = signed_in("front_desk")
    customer = person()
    for position in range(13):
        device(customer, imei="", serial=f"S{position}")
    assert 'href="/devices/?owner=CLT-000001"' in client.get(PROFILE).content.decode()
    assert len(client.get("/devices/?owner=CLT-000001").context["page"].rows) == 13
    assert not client.get("/devices/?owner=CLT-000002").context["page"].rows
    assert "Nothing is listed." in client.get("/devices/?owner=x y").content.decode()
