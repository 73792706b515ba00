from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core import dossier
from core.models import BinEntry, Event, EventDetail
from customers.actions import delete_customer, empty_bin, restore_customer
from customers.anonymising import anonymise_customer
from customers.merging import merge_customers
from customers.models import Contact, Customer, CustomerType, Label, Merge
from devices.actions import DeviceDraft, update_device
from devices.models import Device
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status
from tests.factories import company, device, handed_over, order, person, shop, staff

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


@pytest.mark.parametrize(
    ("name", "aliases"),
    [
        ("bin_v1.json", []),
        ("bin_v2.json", ["CLT-000900"]),
        ("bin_v3.json", ["CLT-000900"]),
        ("bin_v4.json", ["CLT-000900"]),
    ],
)
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


def handed_on() -> tuple[Customer, Customer, Device]:
    """A device with an order of its first owner, then taken in for a second one, whose it is now."""
    first, second = person("Andrei", "Popescu"), person("Ana", "Ionescu", "0733 222 111")
    thing = device(first)
    for customer in (first, second):
        made = order(customer, thing)
        WorkOrder.objects.filter(pk=made.pk).update(status=Status.HANDED_OVER, closed_at=timezone.now())
    return first, second, Device.objects.get()


def delete(customer: Customer) -> None:
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=staff("manager"))


def restore(customer: Customer) -> Customer:
    return restore_customer(number=customer.number, by=staff("manager"))


def test_an_order_comes_back_with_its_device_although_that_went_with_another(manager: Client) -> None:
    first, second, thing = handed_on()
    orders = dossier.rows_of(WorkOrder.objects.all())
    delete(first)
    draft = DeviceDraft({"model": "iPhone 13 mini", "note": "Rattles."})
    update_device(number=thing.number, draft=draft, version=thing.version, by=staff("front_desk"))
    delete(second)
    assert not Device.objects.exists()
    back = restore(first)
    assert [made.device for made in back.work_orders.all()] == [thing]
    assert Device.objects.get().owner is None
    assert manager.get("/customers/CLT-000001/").status_code == 200
    restore(second)
    after = Device.objects.get()
    assert (after.owner, after.model, after.note) == (second, "iPhone 13 mini", "Rattles.")
    assert dossier.rows_of(WorkOrder.objects.all()) == orders


def test_both_come_back_the_other_way_round(manager: Client) -> None:
    first, second, thing = handed_on()
    before = dossier.rows_of(Device.objects.all())
    delete(first)
    delete(second)
    restore(second)
    restore(first)
    assert dossier.rows_of(Device.objects.all()) == before
    assert WorkOrder.objects.filter(device=thing).count() == 2


def test_anonymising_reaches_a_device_that_lies_in_the_bin_with_another(manager: Client) -> None:
    first, second, thing = handed_on()
    delete(first)
    anonymise_customer(number=second.number, typed_name=second.name, by=staff("manager"))
    assert not BinEntry.objects.get().parts()["devices"]["devices"]
    assert thing.imei not in json.dumps(BinEntry.objects.get().content)
    assert restore(first).work_orders.get().device == thing


def test_an_entry_from_before_finds_the_device_of_its_order_in_the_bin(manager: Client) -> None:
    first, second, thing = handed_on()
    delete(first)
    delete(second)
    entry = BinEntry.objects.get(customer_number=first.number)
    del entry.content["repairs"]["devices"]
    entry.format = 2
    entry.save()
    assert restore(first).work_orders.get().device == thing
    assert restore(second).devices.get() == thing
    assert WorkOrder.objects.count() == 2


def test_a_device_that_stands_stays_whose_it_is(manager: Client) -> None:
    first = deleted()
    entry = BinEntry.objects.get()
    third = person("Ana", "Ionescu", "0733 222 111")
    dossier.bring_back(Device, [{**entry.parts()["devices"]["devices"][0], "owner_id": third.pk}])
    assert manager.post(RESTORE).headers["Location"] == "/customers/CLT-000001/"
    assert Device.objects.get().owner == third
    assert WorkOrder.objects.get().customer_id == first.pk


def logged(row: Customer | Contact) -> LogEntry:
    return LogEntry.objects.create(
        user=staff("manager"),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row),
        change_message="Changed.",
        action_flag=CHANGE,
    )


def told_of(*numbers: str) -> bool:
    return EventDetail.objects.filter(event__customer_number__in=numbers).exclude(data={}).exists()


def test_whoever_is_really_removed_is_named_nowhere_but_in_the_archive(manager: Client) -> None:
    gone, other, back = company(), company("SIA Otrs", "+371 29 184 308"), company("SIA Atpakaļ", "+371 29 184 309")
    for customer in (gone, other, back):
        handed_over(customer, thing=device(customer, imei=""))
    logs = [logged(gone), logged(Contact.objects.get(customer_links__customer=gone)), logged(back)]
    merge_customers(kept=gone.number, other=other.number, taken=[], by=staff("manager"))
    delete(gone)
    delete(back)
    restore(back)
    assert told_of(gone.number)
    assert told_of(other.number)
    assert empty_bin() == 0
    assert Merge.objects.get().undo
    BinEntry.objects.update(expires_at=timezone.now())
    assert empty_bin() == 1
    assert Merge.objects.get().undo == {}
    assert not told_of(gone.number, other.number)
    assert told_of(back.number)
    for log in logs:
        log.refresh_from_db()
    assert [log.object_repr for log in logs] == ["—", "—", str(back)]


def test_what_undoing_a_merge_needs_goes_when_it_cannot_be_undone_any_more(manager: Client) -> None:
    kept, late, soon = (person("Ana", f"Pop {position}", f"0733 222 11{position}") for position in range(3))
    for other in (late, soon):
        merge_customers(kept=kept.number, other=other.number, taken=[], by=staff("manager"))
    Merge.objects.filter(merged_number=late.number).update(undo_until=timezone.now())
    assert empty_bin() == 0
    assert Merge.objects.get(merged_number=late.number).undo == {}
    assert Merge.objects.get(merged_number=soon.number).undo
