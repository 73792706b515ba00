from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from core.shop import current_shop
from customers.models import Customer
from devices.identifiers import imei_warning
from devices.models import Device, kind_of
from documents.kinds import DocumentKind
from documents.models import Document
from repairs.models import Loan, Photo, Question, StatusMove, WorkOrder, WorkSession
from repairs.states import Status
from repairshop.demo import PASSWORD, NotEmpty, fill
from tests.factories import person, shop

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_the_demo(client: Client, settings: Settings, tmp_path: Path) -> None:
    """One filling for all that is to be seen of it: it takes seconds."""
    settings.MEDIA_ROOT = tmp_path
    User.objects.create_user("admin", password="own-password-1")
    logins = fill()
    is_a_believable_shop()
    has_the_known_customers()
    has_work_on_its_bench()
    nothing_lies_in_the_future_and_numbers_rise_with_the_days()
    assert {login.role: login.password for login in logins} == {
        "front_desk": PASSWORD,
        "technician": PASSWORD,
        "manager": PASSWORD,
        "administrator": "",  # the account was there before and keeps its own
    }
    assert client.login(username="ioana", password=PASSWORD)
    assert fill() == logins
    assert WorkOrder.objects.count() == 120


def is_a_believable_shop() -> None:
    orders = Counter(WorkOrder.objects.values_list("status", flat=True))
    assert (current_shop().name, current_shop().is_demo) == ("Atelier Nord", True)
    assert (Customer.objects.count(), Device.objects.count(), orders.total()) == (40, 70, 120)
    assert set(orders) == set(Status)
    assert Document.objects.filter(kind=DocumentKind.HANDOVER_REPORT).count() == orders[Status.HANDED_OVER]
    assert {len(current_shop().terms_in(language)) for language in ("en", "ro", "lv", "fr", "ru")} == {7}


def has_the_known_customers() -> None:
    corolla = Device.objects.get(vin="NMTBM28E80R058037")
    assert (corolla.plate, str(corolla.owner)) == ("N123AP", "Алексей Зубков")
    assert str(Device.objects.get(imei="351044630482738").owner) == "Andrei Popescu"
    assert Customer.objects.get(tax_number="4256836901").name == 'ИЧП "Строганов НИ"'
    assert [imei for imei in Device.objects.values_list("imei", flat=True) if imei_warning(imei)] == []


def has_work_on_its_bench() -> None:
    assert WorkSession.objects.filter(stopped_at=None).count() == 1
    assert Loan.objects.filter(back_at=None).count() == 1
    assert Question.objects.filter(answered_at=None).count() == 1
    assert WorkOrder.objects.filter(reminders=1).count() == 2
    assert sorted(Counter(Photo.objects.values_list("work_order", flat=True)).values()) == [3, 3, 3, 3]
    checked = WorkOrder.objects.exclude(status=Status.BOOKED).filter(device__kind="phone")
    assert {len(order.checklist) for order in checked} == {len(kind_of("phone").checklist)}


def nothing_lies_in_the_future_and_numbers_rise_with_the_days() -> None:
    orders = list(WorkOrder.objects.order_by("pk").values_list("received_at", "number"))
    assert orders == sorted(orders)
    assert StatusMove.objects.latest("at").at < timezone.now()


def test_a_shop_of_somebodys_own_is_left_alone() -> None:
    shop(name="Own shop")
    with pytest.raises(NotEmpty):
        fill()
    out = StringIO()
    call_command("demo", stdout=out)
    assert "was not filled" in out.getvalue()


def test_customers_without_a_shop_are_left_alone_too() -> None:
    person()
    with pytest.raises(NotEmpty):
        fill()
