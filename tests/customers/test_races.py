"""Several people at the same customers at the same moment: words, never an error, and nothing left in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from core.locks import Gone, Stale
from customers.actions import (
    CustomerDraft,
    NotConfirmed,
    NumberTaken,
    TypedContact,
    create_customer,
    delete_customer,
    restore_customer,
    set_activity,
    update_customer,
)
from customers.anonymising import anonymise_customer
from customers.choices import NameTaken, add_choice
from customers.contacts import remove_contact
from customers.merging import Refused, merge_customers, undo_merge
from customers.models import Alias, Customer, Merge
from devices.actions import DeviceDraft, HeldByAnother, create_device
from devices.models import Device
from repairs.actions import Intake, receive_device, update_order
from repairs.models import WorkOrder
from tests.factories import company, device, handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accounts.models import User


REFUSALS = (Gone, Stale, Refused, HeldByAnother, NumberTaken, NameTaken, NotConfirmed)


def together(*deeds: Callable[[], object]) -> list[object]:
    def run(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except REFUSALS as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def race_of_deletion(desk: User, manager: User, ticked: Sequence[str]) -> None:
    customer = person()
    thing = device(customer)
    intake = Intake(customer.number, thing.number, {"reported_fault": "x"})

    def delete() -> object:
        return delete_customer(number=customer.number, typed_name=customer.name, ticked=ticked, by=manager)

    together(lambda: receive_device(intake=intake, by=desk), delete, lambda: receive_device(intake=intake, by=desk))
    assert not Customer.objects.filter(number=customer.number).exists()
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_deletion_raced_by_new_orders(own_database: str, times: int) -> None:
    shop()
    desk, manager = staff("front_desk"), staff("manager")
    ticked = [f"WO-{year}-{position:06}" for year in (2025, 2026, 2027) for position in range(1, 2 * times + 1)]
    for _time in range(times):
        race_of_deletion(desk, manager, ticked)


def test_two_people_merge_the_same_two_one_this_way_and_one_that_way(own_database: str) -> None:
    shop()
    manager = staff("manager")
    for _time in range(5):
        one, two = person().number, person().number
        this_way = partial(merge_customers, kept=one, other=two, taken=[], by=manager)
        results = together(this_way, partial(merge_customers, kept=two, other=one, taken=[], by=manager), this_way)
        assert sum(isinstance(result, Merge) for result in results) == 1
        assert sum(isinstance(result, Gone) for result in results) == 2
    assert Customer.objects.count() == Alias.objects.count() == 5


def test_two_write_the_same_imei_at_once(own_database: str) -> None:
    shop()
    desk = staff("front_desk")
    for turn in range(5):
        owners = [person("Ana", "Pop"), person("Ion", "Pop"), company()]
        draft = DeviceDraft({"kind": "phone", "model": "iPhone 13", "imei": f"35104463048{turn:04}"})
        results = together(*[partial(create_device, owner=each.number, draft=draft, by=desk) for each in owners])
        assert sorted(type(result).__name__ for result in results) == ["Device", "HeldByAnother", "HeldByAnother"]


def test_work_goes_on_while_its_customer_is_merged_and_parted(own_database: str) -> None:
    shop()
    desk, manager = staff("front_desk"), staff("manager")
    kept, other = person("Ana", "Pop"), person("Ion", "Pop")
    thing = device(other, imei="")
    made = order(other, thing)

    def change() -> object:
        version = WorkOrder.objects.get(pk=made.pk).version
        return update_order(number=made.number, fields={"condition": f"scratch {version}"}, version=version, by=desk)

    def take_in() -> object:
        return receive_device(intake=Intake(other.number, thing.number, {"reported_fault": "x"}), by=desk)

    results = together(
        lambda: merge_customers(kept=kept.number, other=other.number, taken=[], by=manager), change, take_in
    )
    merge, *others = results
    assert isinstance(merge, Merge)
    assert all(isinstance(result, WorkOrder) for result in others)
    assert set(WorkOrder.objects.values_list("customer__number", flat=True)) == {kept.number}
    results = together(lambda: undo_merge(key=merge.pk, by=manager), change)
    assert isinstance(results[1], WorkOrder)
    assert WorkOrder.objects.get(pk=made.pk).customer.number == other.number


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_deletion_raced_by_an_intake_of_the_device_for_another(own_database: str, times: int) -> None:
    shop()
    desk, manager = staff("front_desk"), staff("manager")
    for _time in range(times):
        first, second = person(), person("Ana", "Ionescu")
        things = [device(first, imei="", serial=f"{first.number}-{position}") for position in range(4)]
        for thing in things:
            handed_over(first, thing=thing)
        delete = partial(delete_customer, number=first.number, typed_name=first.name, ticked=[], by=manager)
        intakes = [
            partial(receive_device, intake=Intake(second.number, thing.number, {"reported_fault": "x"}), by=desk)
            for thing in things
        ]
        results = together(intakes[0], delete, *intakes[1:])
        received = {result.device_id for result in results if isinstance(result, WorkOrder)}
        assert set(Device.objects.filter(owner=second).values_list("pk", flat=True)) == received
        restore_customer(number=first.number, by=manager)
        assert first.work_orders.count() == len(things)
        assert {thing.pk for thing in first.devices.all()} == {thing.pk for thing in things} - received


def test_two_who_share_a_device_come_back_at_once(own_database: str) -> None:
    shop()
    manager = staff("manager")
    for _time in range(5):
        first, second = person(), person("Ana", "Ionescu")
        thing = device(first, imei="")
        handed_over(first, thing=thing)
        handed_over(second, thing=thing)
        for customer in (first, second):
            delete_customer(number=customer.number, typed_name=customer.name, ticked=[], by=manager)
        together(*(partial(restore_customer, number=each.number, by=manager) for each in (first, second)))
        assert Device.objects.get(pk=thing.pk).owner == second
        assert WorkOrder.objects.filter(device=thing).count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_two_save_the_same_number_of_the_old_system_or_the_same_name_at_once(own_database: str, turn: int) -> None:
    shop()
    desk = staff("front_desk")
    fields = {"form": "person", "first_name": "Ana", "last_name": "Pop", "external_number": f"A-{turn}"}
    create = partial(create_customer, draft=CustomerDraft(fields), by=desk)
    assert sorted(type(result).__name__ for result in together(create, create)) == ["Customer", "NumberTaken"]
    add = partial(add_choice, of="label", name="Regular", by=desk)
    assert sorted(type(result).__name__ for result in together(add, add)) == ["NameTaken", "NoneType"]


@pytest.mark.parametrize("turn", range(5))
def test_a_contact_person_taken_off_here_while_a_colleague_links_it_there(own_database: str, turn: int) -> None:
    shop()
    desk = staff("front_desk")
    one, two = company(), company("Nord SRL", "0722 000 001")
    key = one.contact_links.get().contact_id
    fields = {"form": "company", "legal_name": f"Nord {turn} SRL"}
    draft = CustomerDraft(fields, contacts=[TypedContact(first_name="Andris", last_name="Ozoliņš", key=key)])
    results = together(
        lambda: remove_contact(number=one.number, key=key, by=desk),
        lambda: update_customer(number=two.number, draft=draft, version=two.version, by=desk),
    )
    assert [type(result).__name__ for result in results] == ["Customer", "Customer"]
    assert [str(link) for link in two.contact_links.all()] == ["Andris Ozoliņš"]
    assert not one.contact_links.exists()


@pytest.mark.parametrize("turn", range(5))
def test_automatic_again_while_an_order_comes_in(own_database: str, turn: int) -> None:
    shop()
    desk = staff("front_desk")
    customer = person()
    thing = device(customer)
    set_activity(number=customer.number, mode="manual", is_active=False, by=desk)
    intake = Intake(customer.number, thing.number, {"reported_fault": f"x {turn}"})
    together(
        lambda: receive_device(intake=intake, by=desk),
        lambda: set_activity(number=customer.number, mode="automatic", by=desk),
    )
    assert Customer.objects.values_list("active_mode", "is_active").get() == ("automatic", True)


@pytest.mark.parametrize("turn", range(5))
def test_edited_anonymised_and_merged_at_once(own_database: str, turn: int) -> None:
    shop()
    desk, manager = staff("front_desk"), staff("manager")
    kept, other = person("Ana", "Pop"), person("Ion", "Pop")
    fields = {"form": "person", "first_name": "Ion", "last_name": "Popa", "city": f"Cluj {turn}"}
    edit = partial(update_customer, number=other.number, draft=CustomerDraft(fields), version=other.version, by=desk)
    results = together(
        edit,
        lambda: merge_customers(kept=kept.number, other=other.number, taken=[], by=manager),
        lambda: anonymise_customer(number=other.number, typed_name=other.name, by=manager),
    )
    names = {type(result).__name__ for result in results}
    assert names <= {"Customer", "Stale", "Merge", "Refused", "Gone", "NotConfirmed"}, results
    assert Customer.objects.filter(number=kept.number, first_name="Ana").exists()
    if isinstance(results[2], Customer):
        assert not Customer.objects.filter(first_name="Ion").exists(), "nobody comes back by a form left open"
