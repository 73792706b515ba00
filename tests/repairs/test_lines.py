from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from repairs.actions import NotAllowed
from repairs.models import CatalogueItem, OrderLine, TaxRate, WorkOrder
from repairs.pricing import supply_line
from tests.factories import handed_over, order, person, shop, staff
from tests.repairs.money import line

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
TYPED = {"kind": "part", "text": "Display", "quantity": "1", "unit_price": "620,00", "tax_rate": "0"}


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person())


def add(client: Client, made: WorkOrder, **typed: str) -> Any:
    return client.post(reverse("line_new", args=[made.number]), {**TYPED, **typed}, follow=True)


def total(made: WorkOrder) -> str:
    made.refresh_from_db()
    return str(made.total)


def test_it_works(client: Client, made: WorkOrder) -> None:
    page = add(client, made, quantity="1.5", discount="10 %")
    standing = made.lines.get()
    assert (str(standing.quantity), str(standing.discount_percent), total(made)) == ("1.500", "10.00", "837.00")
    assert "837.00" in page.content.decode()
    event = Event.objects.get(verb="line_added")
    assert (event.order_number, event.facts["amount"]) == (made.number, "837.00")


def test_an_amount_as_discount_and_a_second_line(client: Client, made: WorkOrder) -> None:
    page = add(client, made, discount="20").content.decode()
    assert '<td class="num">20.00</td>' in page
    page = client.post(reverse("line_new", args=[made.number]), {**TYPED, "another": "1"})
    assert page.headers["Location"] == reverse("line_new", args=[made.number])
    assert total(made) == "1220.00"


def test_twice_adds_once(client: Client, made: WorkOrder) -> None:
    nonce = "6f1ed002-ab5f-4b5d-9d4c-1b5b7e6a0a11"
    add(client, made, nonce=nonce)
    add(client, made, nonce=nonce)
    assert made.lines.count() == 1
    page = add(client, made, nonce=nonce, unit_price="700")
    assert "already sent with another line" in page.content.decode()


def test_sent_again_after_it_was_taken_off_it_asks(client: Client, made: WorkOrder) -> None:
    nonce = "6f1ed002-ab5f-4b5d-9d4c-1b5b7e6a0a11"
    add(client, made, nonce=nonce)
    made.lines.all().delete()
    assert "already sent with another line" in add(client, made, nonce=nonce).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"quantity": "0"}, "Write a number above 0"),
        ({"quantity": "-1"}, "Write a number above 0"),
        ({"quantity": "1.0000001"}, "at most three decimals"),
        ({"quantity": "1000000000000"}, "below 100,000"),
        ({"unit_price": "1000000000000"}, "Write an amount below 10,000,000,000."),
        ({"unit_price": "1.1234567"}, "Write an amount with at most two decimals, like 950.00."),
        ({"unit_price": "-5"}, "Write an amount like 950.00."),
        ({"unit_price": ""}, "Write the price."),
        ({"quantity": "99999", "unit_price": "9999999999"}, "more than a line can"),
        ({"discount": "101 %"}, "Write a discount like 10 % or 25.00."),
        ({"discount": "700"}, "The line comes to 620.00"),
        ({"tax_rate": "77"}, "77 is not one of the available choices"),
        ({"text": ""}, "Write what it is."),
        ({"kind": "gift"}, "gift is not one of the available choices"),
    ],
)
def test_bad_input(client: Client, made: WorkOrder, typed: dict[str, str], sentence: str) -> None:
    page = add(client, made, **{"code": "KEPT-1", **typed})
    assert sentence in page.content.decode()
    assert "KEPT-1" in page.content.decode()
    assert not OrderLine.objects.exists()


def test_edited_and_the_second_sees_the_first(client: Client, made: WorkOrder) -> None:
    standing = line(made)
    url = reverse("line_edit", args=[made.number, standing.pk])
    client.post(url, {**TYPED, "unit_price": "600", "version": "1"})
    page = client.post(url, {**TYPED, "unit_price": "550", "version": "1"})
    assert "A colleague saved this meanwhile." in page.content.decode()
    assert 'value="550"' in page.content.decode()
    assert total(made) == "600.00"
    client.post(url, {**TYPED, "unit_price": "550", "version": "2"})
    assert total(made) == "550.00"


def test_taken_off_and_put_in_order(client: Client, made: WorkOrder) -> None:
    first, second = line(made, "Display"), line(made, "Labour", "100", kind="labour")
    client.post(reverse("line_shift", args=[made.number, second.pk]), {"up": "1"})
    assert [each.text for each in made.lines.all()] == ["Labour", "Display"]
    client.post(reverse("line_remove", args=[made.number, first.pk]), {"version": "7"})
    assert made.lines.count() == 2
    client.post(reverse("line_remove", args=[made.number, first.pk]), {"version": "1"})
    assert total(made) == "100.00"


def test_gone_meanwhile(client: Client, made: WorkOrder) -> None:
    standing = line(made)
    url = reverse("line_remove", args=[made.number, standing.pk])
    client.post(url, {"version": "1"})
    assert "took this line off" in client.post(url, {"version": "1"}, follow=True).content.decode()


def supply(client: Client, standing: OrderLine, made: WorkOrder, **typed: str) -> HttpResponse:
    url = reverse("line_supply", args=[made.number, standing.pk])
    return client.post(url, typed, follow=True)  # type: ignore[return-value]


def test_when_the_last_part_has_come_waiting_is_over(client: Client, made: WorkOrder) -> None:
    first, second = line(made, "Display"), line(made, "Battery", "240")
    for each in (first, second):
        supply(client, each, made, supply="ordered", expected_on="2026-11-24")
    first.refresh_from_db()
    assert first.ordered_at is not None
    WorkOrder.objects.filter(pk=made.pk).update(status="awaiting_parts")
    assert "All parts are here." not in supply(client, first, made, supply="arrived").content.decode()
    assert "All parts are here." in supply(client, second, made, supply="arrived").content.decode()


def test_supply_that_is_none(client: Client, made: WorkOrder) -> None:
    page = supply(client, line(made), made, supply="stolen", expected_on="yesterday")
    assert "stolen is not one of the available choices" in page.content.decode()
    assert "yesterday" in page.content.decode()


def test_from_the_catalogue(client: Client, made: WorkOrder) -> None:
    TaxRate.objects.create(name="VAT", rate=Decimal(21), is_default=True)
    item = CatalogueItem.objects.create(text="Înlocuire ecran", code="SCR", kind="labour", unit_price=Decimal(160))
    hits = client.get(reverse("catalogue_hits", args=[made.number]), {"text": "inloc ecr"}).content.decode()
    assert f"?item={item.pk}" in hits
    page = client.get(reverse("line_new", args=[made.number]), {"item": item.pk}).content.decode()
    assert 'value="Înlocuire ecran"' in page
    assert 'value="160.00"' in page
    assert '<option value="21" selected>' in page
    assert client.get(reverse("line_new", args=[made.number]), {"item": "x" * 30}).status_code == 200


def test_a_closed_order_stays_as_it_is(client: Client) -> None:
    handed_over(person("Ana", "Pop", "+40 722 111 222"))
    closed = WorkOrder.objects.get()
    page = client.get(reverse("line_new", args=[closed.number]), follow=True)
    assert page.redirect_chain == [(closed.get_absolute_url(), 302)]
    with pytest.raises(NotAllowed):
        line(closed)


def test_who_may_not(made: WorkOrder) -> None:
    standing = line(made)
    client = Client()
    addresses = [reverse("line_new", args=[made.number]), reverse("line_edit", args=[made.number, standing.pk])]
    assert [client.get(url).status_code for url in addresses] == [302, 302]
    nobody = staff("technician", username="nobody")
    nobody.groups.clear()
    client.force_login(nobody)
    assert [client.get(url).status_code for url in addresses] == [403, 403]


def test_wrong_method_and_not_there(client: Client, made: WorkOrder) -> None:
    standing = line(made)
    other = order(person("Ana", "Pop", "+40 722 111 222"))
    assert client.get(reverse("line_remove", args=[made.number, standing.pk])).status_code == 405
    assert client.get(reverse("line_edit", args=[other.number, standing.pk])).status_code == 404


def test_supplied_by_the_deed_alone(made: WorkOrder) -> None:
    told = supply_line(number=made.number, key=line(made).pk, supply="in_stock", by=staff("technician"))  # type: ignore[arg-type]
    assert (told.line.supply, told.all_here) == ("in_stock", False)
