"""What every list that is drawn by core.listpage has, tried on those of devices and documents."""

from __future__ import annotations

import pytest
from django.test import Client

from core.listing import Column, Sort
from core.listpage import heads
from core.models import ListChoice, SavedFilter
from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    shop()
    andrei = person()
    order(andrei, device(andrei, plate="CJ 44 KRS"))
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.mark.parametrize(("page", "url"), [("device_list", "/devices/"), ("document_list", "/documents/")])
def test_columns_and_filters_are_kept_for_each(desk: Client, page: str, url: str) -> None:
    desk.post(f"/lists/{page}/columns/", {"column": ["number", "customer_number", "plate"]})
    keys = [head.column.key for head in desk.get(url).context["heads"]]
    assert keys in (["device", "number", "plate"], ["number", "customer_number"])
    desk.post(f"/lists/{page}/filters/", {"name": "Mine", "query": "text=popescu&kind="})
    kept = SavedFilter.objects.get(page=page)
    assert kept.query == "text=popescu"
    ListChoice.objects.filter(page=page).update(opens_with=kept)
    assert desk.get(url).headers["Location"] == f"{url}?text=popescu"
    assert len(desk.get(url, {"text": "popescu"}).context["page"].rows) == 1


def test_what_is_set_stands_as_a_chip_with_the_way_back(desk: Client) -> None:
    page = desk.get("/documents/?kind=intake_receipt&since=2019-01-31&text=pop")
    assert [(chip["label"], chip["value"]) for chip in page.context["chips"]] == [
        ("Kind", "Intake receipt"),
        ("From", "31 Jan 2019"),
    ]
    assert 'href="/documents/?since=2019-01-31&amp;text=pop"' in page.content.decode()


def test_live_filtering_gives_what_changes_and_a_clean_address(desk: Client) -> None:
    answer = desk.get("/devices/?text=cj44&kind=&page=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/devices/?text=cj44"
    assert "<html" not in answer.content.decode()


def test_a_head_chooses_its_sort_and_then_the_opposite() -> None:
    new = Sort(key="new", label="", columns=("at", "id"), descending=True, opposite="old")
    old = Sort(key="old", label="", columns=("at", "id"), opposite="new")
    name = Sort(key="name", label="", columns=("name", "id"))
    columns = [Column(key=key, label="", sort=sort) for key, sort in (("in", "new"), ("who", "name"), ("x", ""))]
    found = {
        each.key: [(head.shown, head.click) for head in heads(columns, each, (new, old, name))]
        for each in (new, old, name)
    }
    assert found == {
        "new": [(new, "old"), (None, "name"), (None, "")],
        "old": [(old, "new"), (None, "name"), (None, "")],
        "name": [(None, "new"), (name, "name"), (None, "")],
    }
