from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from core.export import jobs
from core.models import Event, ExportJob
from customers import everything, merging
from customers.models import Customer
from devices.actions import change_owner
from documents.models import Document, DocumentFile
from repairs.models import Photo
from tests.factories import company, device, handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

    from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    shop(phone="+40 264 590 300")
    return staff("manager")


def taken(customer: Customer, by: User) -> zipfile.ZipFile:
    client = Client()
    client.force_login(by)
    answer: Any = client.post(reverse("customer_everything", args=[customer.number]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"csv/{name}.csv").decode("utf-8-sig"))))


def test_it_holds_record_devices_orders_events_and_the_papers_byte_for_byte(manager: User) -> None:
    ana = person("Ana", "Ștefănescu", email="ana@example.com", street="=1+1", note="Rings twice")
    handed_over(ana, thing=device(ana, serial="SN-77"), reported_fault="Screen broken")
    archive = taken(ana, manager)
    data = json.loads(archive.read("data.json"))
    assert data["customers"]["customer"][0]["email"] == "ana@example.com"
    assert data["devices"]["devices"][0]["serial"] == "SN-77"
    assert data["repairs"]["orders"][0]["reported_fault"] == "Screen broken"
    assert rows(archive, "customers-customer")[0]["street"] == "'=1+1"
    assert rows(archive, "customers-notes")[0]["text"] == "Rings twice"
    assert [row["what"] for row in rows(archive, "history-events")][:1] == ["Customer CLT-000001 made"]
    papers = {name: archive.read(name) for name in archive.namelist() if name.startswith("documents/")}
    stored = {f"documents/{file.number}.pdf": bytes(file.data) for file in DocumentFile.objects.all()}
    assert papers == stored
    assert len(papers) == Document.objects.count() == 2


def test_no_key_to_the_shop_s_doors_is_in_it(manager: User) -> None:
    ana = person()
    made = order(ana)
    archive = taken(ana, manager)
    tables = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("csv/repairs")).decode()
    assert made.number in tables
    assert made.secret not in tables
    assert "passcode" not in tables


def test_another_s_device_and_papers_are_not_in_it(manager: User) -> None:
    ana, firm = person(), company()
    handed_over(ana, thing=(thing := device(ana)))
    change_owner(number=thing.number, to=firm.number, by=manager)
    order(firm, thing, reported_fault="Secret of the firm")
    whole = taken(ana, manager).read("data.json").decode()
    assert "Secret of the firm" not in whole
    assert "Kurjers" not in whole


def test_what_came_by_a_merge_is_in_it(manager: User) -> None:
    ana, double = person("Ana", "Pop"), person("Anna", "Pop")
    handed_over(double, thing=device(double))
    merging.merge_customers(kept=ana.number, other=double.number, taken=[], by=manager)
    archive = taken(Customer.objects.get(), manager)
    data = json.loads(archive.read("data.json"))
    assert data["customer_numbers"] == [ana.number, double.number]
    assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 2
    assert "Customer CLT-000002 made" in [row["what"] for row in rows(archive, "history-events")]


def test_it_speaks_the_customer_s_language_and_is_written_down(manager: User) -> None:
    ana = person(language="en")
    assert "Everything that Atelier Nord knows about Andrei Popescu" in taken(ana, manager).read("README.txt").decode()
    event = Event.objects.get(verb="customer_disclosed")
    assert (event.actor, event.customer_number) == (manager, ana.number)


def test_a_large_one_is_written_by_the_worker(
    manager: User, monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(everything, "SMALL", 1)
    monkeypatch.setattr(jobs, "SAYS_EVERY", 3600)  # said on a connection of its own, which sees nothing of this test's
    ana = person()
    handed_over(ana)
    client = Client()
    client.force_login(manager)
    answer = client.post(reverse("customer_everything", args=[ana.number]))
    assert answer.headers["Location"] == reverse("exports")
    job = ExportJob.objects.get()
    assert not Event.objects.filter(verb="customer_disclosed").exists()
    jobs.make(job.pk)
    page = client.get(reverse("exports")).content.decode()
    assert f"Andrei Popescu, {ana.number}" in page
    assert f'href="/customers/{ana.number}/"' in page
    got: Any = client.get(reverse("export_file", args=[job.pk]))
    assert f'filename="{ana.number}.zip"' in got.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content)))
    assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 2
    assert Event.objects.get(verb="customer_disclosed").actor == manager


def test_one_deleted_meanwhile_comes_to_nothing(manager: User) -> None:
    job = jobs.ask_paper(everything.PAGE, "CLT-000009", by=manager)
    jobs.make(job.pk)
    job.refresh_from_db()
    assert (job.state, jobs.path_of(job).exists()) == ("cancelled", False)


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_who_may_not(manager: User, role: str) -> None:
    ana = person()
    client = Client()
    client.force_login(staff(role))
    assert client.post(reverse("customer_everything", args=[ana.number])).status_code == 403


def test_wrong_method_and_nobody(manager: User) -> None:
    client = Client()
    client.force_login(manager)
    assert client.get(reverse("customer_everything", args=[person().number])).status_code == 405
    assert client.post(reverse("customer_everything", args=["CLT-999999"])).status_code == 404


def test_what_could_not_be_made_into_a_file_is_named(manager: User) -> None:
    ana = person()
    made = order(ana)
    Photo.objects.create(work_order=made, file="photos/gone.jpg", width=1, height=1, by=manager)
    archive = taken(ana, manager)
    readme = archive.read("README.txt").decode()
    assert f"photos/{made.number}-1.jpg" in readme
    assert f"photos/{made.number}-1.jpg" not in archive.namelist()
