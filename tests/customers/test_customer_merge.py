from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import Event
from customers.actions import delete_customer
from customers.merging import Refused, merge_customers, undo_merge
from customers.models import Alias, Consent, Contact, Customer, CustomerContact, Label, Merge, Phone
from devices.models import Device
from repairs.models import WorkOrder
from tests.factories import device, order, person, shop, staff

pytestmark = pytest.mark.django_db
MERGE = "/customers/CLT-000001/merge/"
TABLES = [
    "customers_customer", "customers_phone", "customers_contact", "customers_customercontact", "customers_note",
    "customers_consent", "customers_customer_labels", "customers_alias", "devices_device", "repairs_workorder",
    "repairs_statusmove",
]  # fmt: skip


@pytest.fixture
def manager() -> Client:
    shop()
    kept = person("Andrei", "Popescu", "0722 418 905", city="Cluj-Napoca")
    other = person("Andrey", "Popesku", "0733 100 200", email="andrei@example.com")
    order(kept)
    order(other, device(other, imei="", serial="X1"))
    client = Client()
    client.force_login(staff("manager"))
    return client


def surround(kept: Customer, other: Customer) -> None:
    """What two customers share and have by themselves."""
    loyal, late = Label.objects.create(name="Loyal"), Label.objects.create(name="Late payer")
    kept.labels.add(loyal)
    other.labels.add(loyal, late)
    Phone.objects.create(customer=other, raw="0722418905", e164="+40722418905")
    both = Contact.objects.create(first_name="Ana")
    alone = Contact.objects.create(first_name="Ion")
    CustomerContact.objects.create(customer=kept, contact=both, is_primary=True)
    CustomerContact.objects.create(customer=other, contact=both)
    CustomerContact.objects.create(customer=other, contact=alone, is_primary=True)
    now = timezone.now()
    Consent.objects.create(customer=kept, channel="sms", is_given=False, noted_at=now - timedelta(days=9))
    Consent.objects.create(customer=other, channel="sms", is_given=True, noted_at=now)
    Consent.objects.create(customer=other, channel="email", is_given=True, noted_at=now)
    other.notes.create(text="Rings twice", by=staff("manager"))
    Alias.objects.create(customer=other, number="CLT-000900")


def everything() -> dict[str, Any]:
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
            for (text,) in cursor.fetchall():
                row = json.loads(text)
                found |= {f"{table} {row['id']} {name}": value for name, value in row.items()}
    return found


def two() -> tuple[Customer, Customer]:
    return Customer.objects.get(number="CLT-000001"), Customer.objects.get(number="CLT-000002")


def merge(**taken: str) -> Merge:
    return merge_customers(kept="CLT-000001", other="CLT-000002", taken=list(taken), by=staff("manager"))


def test_the_preview_shows_both_and_what_moves(manager: Client) -> None:
    context = manager.get(MERGE, {"with": "clt-000002"}).context
    shown = {choice.name: (choice.kept, choice.other, choice.takes_other) for choice in context["choices"]}
    assert shown == {
        "first_name": ("Andrei", "Andrey", False),
        "last_name": ("Popescu", "Popesku", False),
        "email": ("", "andrei@example.com", True),
        "city": ("Cluj-Napoca", "", False),
    }
    assert [(str(count.label), count.number) for count in context["moves"]] == [
        ("phone", 1),
        ("device", 1),
        ("work order", 1),
    ]
    assert context["both_open"]
    assert Customer.objects.count() == 2


def test_the_other_is_found_by_name_or_phone(manager: Client) -> None:
    found = manager.get(MERGE, {"who": "popesk"}).context["found"]
    assert [customer.number for customer in found] == ["CLT-000002"]
    assert "Nobody found" in manager.get(MERGE, {"who": "nobody at all"}).content.decode()


def test_merged_it_is_one_customer_with_everything(manager: Client) -> None:
    surround(*two())
    sent = {"with": "CLT-000002", "take_first_name": "other", "take_last_name": "kept", "take_email": "other"}
    assert manager.post(MERGE, sent).headers["Location"] == "/customers/CLT-000001/"
    kept = Customer.objects.get()
    assert (kept.name, kept.email, kept.city) == ("Andrey Popescu", "andrei@example.com", "Cluj-Napoca")
    assert [(phone.e164, phone.is_main) for phone in kept.phones.all()] == [
        ("+40722418905", True),
        ("+40733100200", False),
    ]
    links = [(str(link), link.is_primary) for link in kept.contact_links.all()]
    assert links == [("Ana", True), ("Ion", False)]
    assert [(consent.channel, consent.is_given) for consent in kept.consents.all()] == [("email", True), ("sms", True)]
    assert sorted(label.name for label in kept.labels.all()) == ["Late payer", "Loyal"]
    assert kept.notes.get().text == "Rings twice"
    assert kept.numbers == ["CLT-000001", "CLT-000002", "CLT-000900"]
    assert set(WorkOrder.objects.values_list("customer", flat=True)) == {kept.pk}
    assert set(Device.objects.values_list("owner", flat=True)) == {kept.pk}
    assert Event.objects.get(verb="customer_merged").facts == {"merged": "CLT-000002"}


def test_the_merged_number_is_still_found(manager: Client) -> None:
    manager.post(MERGE, {"with": "CLT-000002"})
    assert manager.get("/customers/CLT-000002/").headers["Location"] == "/customers/CLT-000001/"
    assert manager.get("/search/", {"q": "CLT-000002"}).headers["Location"] == "/customers/CLT-000001/"
    page = manager.get("/customers/CLT-000001/").context
    assert page["documents_count"] == 2
    lines = [line.text for line in manager.get("/customers/CLT-000001/timeline/").context["lines"]]
    assert {"Customer CLT-000002 made", "Customer CLT-000002 merged into CLT-000001"} <= set(lines)


@pytest.mark.parametrize("around", [False, True])
def test_undone_it_is_all_as_before(manager: Client, around: bool) -> None:
    if around:
        surround(*two())
    before = everything()
    done = merge(first_name="other", email="other")
    assert everything() != before
    response = manager.post(f"/customers/merges/{done.pk}/undo/")
    assert response.headers["Location"] == "/customers/CLT-000002/"
    assert everything() == before
    assert [event.customer_number for event in Event.objects.filter(verb="customer_parted").order_by("id")] == [
        "CLT-000001",
        "CLT-000002",
    ]


def test_two_merges_undone_backwards_are_all_as_before(manager: Client) -> None:
    person("Andrei", "Popescu Jr", "0744 000 111")
    before = everything()
    first = merge(email="other")
    second = merge_customers(kept="CLT-000003", other="CLT-000001", taken=[], by=staff("manager"))
    with pytest.raises(Refused, match="merged_on"):
        undo_merge(key=first.pk, by=staff("manager"))
    undo_merge(key=second.pk, by=staff("manager"))
    undo_merge(key=first.pk, by=staff("manager"))
    assert everything() == before


def test_what_came_since_stays_with_the_kept(manager: Client) -> None:
    done = merge(email="other")
    kept = Customer.objects.get()
    later = order(kept, device(kept, imei="", serial="LATER"))
    kept.city, kept.version = "Turda", kept.version + 1
    kept.save()
    Device.objects.get(serial="X1")
    Phone.objects.filter(e164="+40733100200").delete()
    response = manager.post(f"/customers/merges/{done.pk}/undo/", follow=True)
    assert "Not there any more, so not handed back: 1 phone" in response.content.decode()
    kept, other = two()
    assert (kept.city, kept.email, other.email) == ("Turda", "", "andrei@example.com")
    assert WorkOrder.objects.get(pk=later.pk).customer == kept
    assert [made.device.serial for made in other.work_orders.all()] == ["X1"]


def test_who_has_work_after_parting_is_active_and_no_prospect(manager: Client) -> None:
    kept = person("Ana", "Pop", "0722 000 001", is_prospect=True)
    merged = merge_customers(kept=kept.number, other="CLT-000002", taken=[], by=staff("manager"))
    kept.refresh_from_db()
    order(kept, device(kept, imei="", serial="X2"))
    undo_merge(key=merged.pk, by=staff("manager"))
    kept.refresh_from_db()
    assert (kept.is_active, kept.is_prospect, kept.work_orders.count()) == (True, False, 1)


@pytest.mark.parametrize(
    ("kept", "other", "then"),
    [
        (("manual", False), ("automatic", True), ("manual", False)),
        (("manual", False), ("manual", True), ("manual", False)),
        (("automatic", True), ("manual", False), ("manual", False)),
        (("automatic", False), ("automatic", True), ("automatic", True)),
    ],
)
def test_activity_chosen_by_hand_outlives_a_merge(
    manager: Client, kept: tuple[str, bool], other: tuple[str, bool], then: tuple[str, bool]
) -> None:
    for number, (mode, is_active) in (("CLT-000001", kept), ("CLT-000002", other)):
        Customer.objects.filter(number=number).update(active_mode=mode, is_active=is_active)
    before = everything()
    done = merge()
    assert Customer.objects.values_list("active_mode", "is_active").get() == then
    undo_merge(key=done.pk, by=staff("manager"))
    if ("automatic", False) not in (kept, other):  # else the rule speaks: both have open work
        assert {name: value for name, value in everything().items() if "active" in name} == {
            name: value for name, value in before.items() if "active" in name
        }


def test_a_merge_is_undone_once_and_in_time(manager: Client) -> None:
    done = merge()
    Merge.objects.update(undo_until=timezone.now())
    undo = f"/customers/merges/{done.pk}/undo/"
    assert "can be undone no more" in manager.post(undo, follow=True).content.decode()
    Merge.objects.update(undo_until=timezone.now() + timedelta(days=1))
    assert "Undo the merge" in manager.get("/customers/CLT-000001/").content.decode()
    manager.post(undo)
    assert "This merge is undone already." in manager.post(undo, follow=True).content.decode()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("CLT-000001", "A customer cannot be merged with itself."),
        ("CLT-999999", "There is no customer CLT-999999."),
        ("x" * 100_000, "There is no customer"),
        ("\0", "becomes a part of it"),
    ],
)
def test_who_cannot_be_merged_is_said(manager: Client, wanted: str, sentence: str) -> None:
    for answer in (manager.get(MERGE, {"with": wanted[:2000]}), manager.post(MERGE, {"with": wanted})):
        assert sentence in answer.content.decode()
    assert Customer.objects.count() == 2


def test_one_just_deleted_by_a_colleague(manager: Client) -> None:
    number = WorkOrder.objects.get(customer__number="CLT-000002").number
    delete_customer(number="CLT-000002", typed_name="Andrey Popesku", ticked=[number], by=staff("manager"))
    assert "There is no customer CLT-000002" in manager.post(MERGE, {"with": "CLT-000002"}).content.decode()
    number = WorkOrder.objects.get(customer__number="CLT-000001").number
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=[number], by=staff("manager"))
    assert manager.post(MERGE, {"with": "CLT-000002"}).status_code == 404


def test_a_company_without_its_name_is_refused_in_words(manager: Client) -> None:
    sent = {"with": "CLT-000002", "take_form": "kept", "take_first_name": "other", "take_last_name": "other"}
    Customer.objects.filter(number="CLT-000002").update(
        form="company", legal_name="SRL Nord", first_name="", last_name=""
    )
    assert "A person needs a name" in manager.post(MERGE, sent).content.decode()
    assert Customer.objects.count() == 2


def test_documents_of_a_merged_number_say_that_their_customer_was_deleted(manager: Client) -> None:
    merge()
    numbers = list(WorkOrder.objects.values_list("number", flat=True))
    delete_customer(number="CLT-000001", typed_name="Andrei Popescu", ticked=numbers, by=staff("manager"))
    page = manager.get("/customers/CLT-000002/")
    assert (page.status_code, "This customer was deleted." in page.content.decode()) == (404, True)
    manager.post("/customers/deleted/CLT-000001/restore/")
    assert manager.get("/customers/CLT-000002/").headers["Location"] == "/customers/CLT-000001/"


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_only_managers_and_administrators_merge(manager: Client, role: str) -> None:
    done = merge()
    manager.force_login(staff(role))
    answers = [manager.get(MERGE), manager.post(MERGE, {"with": "CLT-000002"})]
    answers.append(manager.post(f"/customers/merges/{done.pk}/undo/"))
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_wrong_methods_and_addresses(manager: Client) -> None:
    assert manager.put(MERGE).status_code == 405
    assert manager.get("/customers/merges/1/undo/").status_code == 405
    assert manager.post(f"/customers/merges/{'9' * 30}/undo/").status_code == 404
