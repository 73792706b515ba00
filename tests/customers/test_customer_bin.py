from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core import dossier
from core.models import BinEntry, Event
from customers.actions import delete_customer, empty_bin
from customers.models import Customer, CustomerType, Label
from devices.models import Device
from repairs.models import StatusMove, WorkOrder
from tests.factories import device, handed_over, person, shop, staff

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
RESTORE = "/customers/deleted/CLT-000001/restore/"


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


def deleted(**fields: Any) -> Customer:
    """A customer with one finished order, deleted."""
    customer = person("Andrei", "Popescu")
    handed_over(customer, thing=device(customer, **fields))
    delete_customer(number=customer.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    return customer


def entry_from(name: str) -> BinEntry:
    now = timezone.now()
    standing = json.loads((FIXTURES / name).read_text())
    return BinEntry.objects.create(deleted_at=now, expires_at=now + timedelta(days=30), **standing)


def test_an_entry_of_every_format_is_kept() -> None:
    formats = {json.loads(path.read_text())["format"] for path in FIXTURES.glob("bin_v*.json")}
    assert formats == set(range(1, dossier.FORMAT + 1))


@pytest.mark.parametrize(("name", "aliases"), [("bin_v1.json", []), ("bin_v2.json", ["CLT-000900"])])
def test_every_format_that_ever_was_is_restored(manager: Client, name: str, aliases: list[str]) -> None:
    entry_from(name)
    assert manager.post("/customers/deleted/CLT-000014/restore/").headers["Location"] == "/customers/CLT-000014/"
    customer = Customer.objects.get()
    assert (customer.name, customer.numbers[1:]) == ("Société de Maintenance et Dépannage du Sud", aliases)
    assert [str(link) for link in customer.contact_links.all()] == ["Didier Roche"]
    assert [note.text for note in customer.notes.all()] == ["Rings twice."]
    assert (Device.objects.count(), WorkOrder.objects.count(), StatusMove.objects.count()) == (2, 3, 14)
    assert manager.get("/customers/CLT-000014/").status_code == 200
    assert manager.get("/search/", {"q": "didier"}).status_code == 200


def test_restored_to_the_microsecond(manager: Client) -> None:
    customer = person("Andrei", "Popescu")
    handed_over(customer)
    before = dossier.dump(customer)
    delete_customer(number=customer.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    manager.post(RESTORE)
    assert dossier.dump(Customer.objects.get()) == before


def test_what_was_removed_from_the_lists_meanwhile_is_left_out(manager: Client) -> None:
    kind, label = CustomerType.objects.create(name="School", form="person"), Label.objects.create(name="Loyal")
    colleague = User.objects.create(username="leaver")
    customer = person("Andrei", "Popescu", type=kind, responsible=colleague)
    customer.labels.add(label)
    delete_customer(number=customer.number, typed_name="Andrei Popescu", ticked=[], by=staff("manager"))
    for row in (kind, label, colleague):
        row.delete()
    manager.post(RESTORE)
    back = Customer.objects.get()
    assert (back.type, back.responsible, back.labels.count()) == (None, None, 0)


@pytest.mark.parametrize(
    "living", [{"imei": "351044630482738"}, {"imei": "", "imei2": "351044630482738"}, {"vin": "VF1"}]
)
def test_an_identifier_that_another_has_now_is_asked_about(manager: Client, living: dict[str, str]) -> None:
    deleted(imei="351044630482738", vin="VF1")
    new_owner = person("Ana", "Ionescu", "0733 222 111")
    device(new_owner, **{"imei": "", **living})
    page = manager.post(RESTORE)
    assert page.status_code == 200
    assert "is now another customer&#x27;s." in page.content.decode()
    assert "Ana Ionescu CLT-000002" in page.content.decode()
    assert Customer.objects.count() == 1
    assert "One box is not ticked." in manager.post(RESTORE, {"asked": "1"}).content.decode()
    ticks = [clash.key for clash in page.context["clashes"]]
    assert ticks == ["DVC-000001-DVC-000002"]
    assert manager.post(RESTORE, {"asked": "1", "tick": ticks}).headers["Location"] == "/customers/CLT-000001/"
    assert Device.objects.count() == 2


def test_what_has_lain_its_time_is_really_removed(manager: Client) -> None:
    deleted()
    assert empty_bin() == 0
    BinEntry.objects.update(expires_at=timezone.now())
    assert "is not in the bin any more" in manager.post(RESTORE, follow=True).content.decode()
    assert empty_bin() == 1
    assert not BinEntry.objects.exists()
    event = Event.objects.get(verb="bin_emptied")
    assert (event.actor, event.facts) == (None, {"customers": 1})


def test_the_task_of_every_day_empties_it(manager: Client) -> None:
    from customers.tasks import empty_bin as task  # noqa: PLC0415 - as the worker imports it

    deleted()
    BinEntry.objects.update(expires_at=timezone.now())
    task(0)
    assert not BinEntry.objects.exists()
