from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import PriceType
from repairs.models import CatalogueItem, TaxRate
from repairs.rates import default_rate
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db
TYPED = {"kind": "part", "text": "Display", "code": "D1", "unit_price": "620", "is_active": "on"}


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def save(client: Client, key: int | None = None, /, **typed: str) -> Any:
    url = reverse("catalogue_item", args=[key]) if key else reverse("catalogue_new")
    return client.post(url, {**TYPED, **typed}, follow=True)


def test_added_found_and_edited(client: Client) -> None:
    dealer = PriceType.objects.create(name="Dealer")
    save(client, None, **{f"price_{dealer.pk}": "500"})
    item = CatalogueItem.objects.get()
    assert [str(each.unit_price) for each in item.prices.all()] == ["500.00"]
    assert "Display" in client.get(reverse("catalogue"), {"q": "displ"}).content.decode()
    assert "Nothing in the catalogue fits" in client.get(reverse("catalogue"), {"q": "zzz"}).content.decode()
    save(client, item.pk, version="1", unit_price="640")
    item.refresh_from_db()
    assert (str(item.unit_price), item.prices.count()) == ("640.00", 0)


def test_the_second_sees_the_first(client: Client) -> None:
    save(client)
    item = CatalogueItem.objects.get()
    save(client, item.pk, version="1", unit_price="640")
    page = save(client, item.pk, version="1", unit_price="650")
    assert "A colleague saved this meanwhile." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Write what it is."),
        ({"unit_price": "10^12"}, "Write an amount like 950.00."),
        ({"tax_rate": "120"}, "Write a percentage from 0 to 100."),
        ({"code": "TAKEN"}, "Another item has this code already."),
    ],
)
def test_bad_input(client: Client, typed: dict[str, str], sentence: str) -> None:
    CatalogueItem.objects.create(text="Other", code="TAKEN", unit_price=Decimal(1))
    assert sentence in save(client, None, **typed).content.decode()
    assert CatalogueItem.objects.count() == 1


def rate(client: Client, **typed: str) -> Any:
    return client.post(reverse("tax_rates"), {"is_active": "on", **typed}, follow=True)


def test_one_rate_is_the_usual_one(client: Client) -> None:
    rate(client, name="VAT", rate="21")
    rate(client, name="Reduced", rate="11,5", is_default="on")
    assert [str(each) for each in TaxRate.objects.filter(is_default=True)] == ["Reduced"]
    assert default_rate() == Decimal("11.5")


def test_bad_rates(client: Client) -> None:
    rate(client, name="VAT", rate="21")
    assert "The list has this rate already." in rate(client, name="Same", rate="21,0").content.decode()
    assert "Write a percentage from 0 to 100." in rate(client, name="Odd", rate="120").content.decode()
    assert "Write a name." in rate(client, name="", rate="9").content.decode()
    assert "not in the list any more" in rate(client, key_of="999999", name="Gone", rate="3").content.decode()
    assert TaxRate.objects.count() == 1


def test_the_second_sees_the_first_of_a_rate(client: Client) -> None:
    rate(client, name="VAT", rate="21")
    key = str(TaxRate.objects.get().pk)
    rate(client, key_of=key, name="VAT", rate="20", version="1")
    assert (
        "A colleague saved this meanwhile."
        in rate(client, key_of=key, name="V", rate="19", version="1").content.decode()
    )


def test_who_may_not(client: Client) -> None:
    client.force_login(staff("front_desk"))
    names = ["catalogue", "catalogue_new", "tax_rates"]
    assert [client.get(reverse(name)).status_code for name in names] == [403, 403, 403]
    client.force_login(staff("manager"))
    assert client.post(reverse("catalogue")).status_code == 405
