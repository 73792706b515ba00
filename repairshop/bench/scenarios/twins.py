"""Who may be in the book already, asked while somebody types a new customer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from customers.models import Customer
from repairshop.bench.measuring import Budget, Figure, bare, figure, inside
from repairshop.bench.scenarios.base import LIVE, ROUNDS, Bench, Scenario, largest, most

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    ("Andrei", "Popescu"), ("Maria", "Ionescu"), ("Ana", "Pop"), ("Līga", "Kļaviņš"), ("Алексей", "Смирнов"), ("Andrei", "Popesku"),
    ("Claire", "Dubois"), ("Mihai", "Jonescu"), ("Zbigniew", "Kowalczykowski"), ("Olga", "Ivanova"),
)  # fmt: skip
STANDING = 10  # customers of the book who are typed again


def typed() -> list[dict[str, str]]:
    """A name, and then with it all that is known of somebody who is in the book."""
    new = [{"form": "person", "first_name": first, "last_name": last} for first, last in NAMES]
    step = max(1, Customer.objects.order_by("-pk").values_list("pk", flat=True)[0] // STANDING)
    rows = Customer.objects.filter(pk__in=range(1, step * STANDING + 1, step)).prefetch_related("phones")
    return [*new, *(_known(customer) for customer in rows.order_by("pk"))]


def _known(customer: Customer) -> dict[str, str]:
    names = ("form", "first_name", "last_name", "legal_name", "email", "tax_number", "country")
    phone = customer.main_phone
    return {"phones-0-raw": phone.raw if phone else "", **{name: getattr(customer, name) for name in names}}


def twins(bench: Bench) -> Iterator[Figure]:
    client, empty = bench.visitor.client(), bench.empty_page()
    times, floors, pages = [], [], []
    for each in typed():
        path = f"{reverse('customer_check')}?{urlencode(each)}"
        bench.visitor.get(path, **LIVE)
        times += [(f"{each['first_name']} {each['last_name']}", bench.time(path, **LIVE)) for _round in range(ROUNDS)]
        page = inside(client, path, **LIVE)
        pages.append(page)
        floors.append(empty + bare(page.data))
    yield figure("twins", bench.customers, Budget(p95=60), times, floors, queries=most(pages), size=largest(pages))


SCENARIOS = {"twins": Scenario("similar customers named while a new one is typed, twenty of them", twins)}
