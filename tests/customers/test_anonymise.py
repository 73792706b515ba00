"""Whoever is anonymised is gone: a canary in every personal field, then all tables but the archive's are searched for it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from core import history
from core.export import Wanted, jobs
from core.models import BinEntry, Event, ExportJob
from customers.merging import merge_customers
from customers.models import Contact, Customer, Merge
from devices.models import Device
from documents.models import Document
from repairs.models import IntakeDraft, StatusMove, WorkOrder
from tests.customers.canaries import WORD, nest, plant_everywhere, tables_with_canaries
from tests.factories import handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

pytestmark = pytest.mark.django_db
ANONYMISE = "/customers/CLT-000001/anonymise/"


@pytest.fixture
def manager() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


@pytest.mark.parametrize("form", ["person", "company"])
def test_no_canary_is_left(manager: Client, form: str) -> None:
    customer = nest(form)
    IntakeDraft.objects.create(user=staff("front_desk"), data={"customer": customer.number, "reported_fault": WORD})
    customer_url = f"/customers/{customer.number}/"
    planted = plant_everywhere(customer)
    assert planted <= set(tables_with_canaries())
    assert len(planted) > 12
    customer.refresh_from_db()
    assert set(tables_with_canaries()) >= {
        "customers_customer", "customers_phone", "customers_contact", "customers_customercontact", "customers_note",
        "customers_merge", "devices_device", "repairs_workorder", "repairs_statusmove", "core_eventdetail",
        "django_admin_log",
    }  # fmt: skip
    kept = kept_things()
    assert manager.post(f"{customer_url}anonymise/", {"name": customer.name}).headers["Location"] == customer_url
    assert tables_with_canaries() == {}
    assert kept_things() == kept
    customer.refresh_from_db()
    assert customer.name == f"Anonymised {customer.number}"
    assert customer.anonymised_at is not None


def kept_things() -> dict[str, list[Any]]:
    return {
        "orders": list(WorkOrder.objects.order_by("pk").values_list("number", "status", "final_cost", "closed_at")),
        "moves": list(StatusMove.objects.order_by("pk").values_list("before", "after", "at")),
        "devices": list(Device.objects.order_by("pk").values_list("number", "brand", "model")),
        "documents": list(Document.objects.order_by("pk").values_list("number", "own_hash")),
    }


def served() -> Customer:
    customer = person("Andrei", "Popescu")
    handed_over(customer)
    return customer


def test_the_dry_run_says_what_would_be_emptied_and_empties_nothing(manager: Client) -> None:
    served()
    page = manager.get(ANONYMISE)
    assert [(str(count.label), count.number) for count in page.context["counts"]] == [
        ("phone", 1),
        ("device's identifiers", 1),
        ("work order's texts", 1),
    ]
    assert page.context["documents"] == 2
    assert Customer.objects.get().name == "Andrei Popescu"


def test_the_pages_say_so_and_read_on(manager: Client) -> None:
    served()
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    page = manager.get("/customers/CLT-000001/")
    assert "Numbers, amounts and documents are all that is left." in page.content.decode()
    assert "Popescu" not in page.content.decode()
    assert Event.objects.get(verb="customer_anonymised").customer_number == "CLT-000001"
    assert history.lines(history.of_customer(["CLT-000001"]))
    assert "anonymised already" in manager.get(ANONYMISE).content.decode()
    assert manager.get(WorkOrder.objects.get().get_absolute_url()).status_code == 200


def test_open_work_blocks_and_is_named(manager: Client) -> None:
    made = order(person("Andrei", "Popescu"))
    for answer in (manager.get(ANONYMISE), manager.post(ANONYMISE, {"name": "Andrei Popescu"})):
        assert f"{made.number} is still open." in answer.content.decode()
    assert Customer.objects.get().name == "Andrei Popescu"


@pytest.mark.parametrize("name", ["", "Andrei", "x" * 100_000, "\0"])
def test_the_name_must_be_typed(manager: Client, name: str) -> None:
    served()
    assert "The name is not typed as it is." in manager.post(ANONYMISE, {"name": name}).content.decode()
    assert Customer.objects.get().name == "Andrei Popescu"


def test_a_merge_is_not_undone_any_more(manager: Client) -> None:
    served()
    person("Andrey", "Popesku", "0733 100 200")
    done = merge_customers(kept="CLT-000001", other="CLT-000002", taken=[], by=staff("manager"))
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert (Merge.objects.get().undo, Merge.objects.get().undo_until <= timezone.now()) == ({}, True)
    response = manager.post(f"/customers/merges/{done.pk}/undo/", follow=True)
    assert "can be undone no more" in response.content.decode()


def test_a_contact_of_others_too_stays_with_them(manager: Client) -> None:
    customer, other = served(), person("Ana", "Ionescu", "0733 222 111")
    shared = Contact.objects.create(first_name="Ion", last_name="Sharedman")
    for each in (customer, other):
        each.contact_links.create(contact=shared)
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert [link.customer for link in shared.customer_links.all()] == [other]


def test_what_lies_in_a_bin_under_an_alias_goes_too(manager: Client) -> None:
    customer = served()
    customer.aliases.create(number="CLT-000900")
    BinEntry.objects.create(
        customer_number="CLT-000900",
        name="Andrei Popescu",
        deleted_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
        format=2,
        content={},
    )
    manager.post(ANONYMISE, {"name": "Andrei Popescu"})
    assert not BinEntry.objects.exists()


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_only_managers_and_administrators_anonymise(manager: Client, role: str) -> None:
    served()
    manager.force_login(staff(role))
    answers = [manager.get(ANONYMISE), manager.post(ANONYMISE, {"name": "Andrei Popescu"})]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_wrong_method_and_nobody_there(manager: Client) -> None:
    assert manager.get(ANONYMISE).status_code == 404
    served()
    assert manager.put(ANONYMISE).status_code == 405


def test_a_debt_is_settled_first_in_words_of_its_own(manager: Client) -> None:
    owing = person()
    handed_over(owing)
    made = WorkOrder.objects.get()
    WorkOrder.objects.filter(pk=made.pk).update(total=Decimal("90.00"))
    owing.refresh_from_db()
    assert owing.debt == Decimal("90.00")
    page = manager.post(ANONYMISE, {"name": owing.name}).content.decode()
    assert "Settle what is owed first" in page
    assert "Finish or cancel the open work first." not in page


def test_a_file_made_to_take_along_goes_too(
    manager: Client, settings: LazySettings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.VAR_DIR = tmp_path
    customer, other = served(), person("Ana", "Pop", "0722 000 001")
    mine, theirs = (
        jobs.ask_paper("customer_everything", each.number, by=staff("manager")) for each in (customer, other)
    )
    for job in (mine, theirs):
        jobs.path_of(job).parent.mkdir(exist_ok=True)
        jobs.path_of(job).write_bytes(WORD.encode())
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(ANONYMISE, {"name": customer.name})
    assert [jobs.path_of(job).exists() for job in (mine, theirs)] == [False, True]
    assert ExportJob.objects.get() == theirs


@pytest.mark.parametrize("state", [ExportJob.State.READY, ExportJob.State.WORKING])
def test_no_list_written_before_is_handed_out(
    manager: Client, settings: LazySettings, tmp_path: Path, django_capture_on_commit_callbacks: Any, state: str
) -> None:
    settings.VAR_DIR = tmp_path
    customer = served()
    asked = jobs.ask(Wanted.read("customer_list", QueryDict("inactive=1"), staff("manager")))
    waits = jobs.ask(Wanted.read("customer_list", QueryDict("status=active"), staff("manager")))
    ExportJob.objects.filter(pk=asked.pk).update(state=state)
    jobs.path_of(asked).parent.mkdir(exist_ok=True)
    jobs.path_of(asked).write_bytes(WORD.encode())
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(ANONYMISE, {"name": customer.name})
    assert not jobs.path_of(asked).exists()
    assert manager.get(f"/exports/{asked.pk}/file/").status_code == 404
    assert list(ExportJob.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert waits.pk > asked.pk
