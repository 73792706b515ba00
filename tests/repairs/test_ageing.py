"""Customers become inactive by themselves when nothing was handed over lately."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Event
from customers.actions import set_activity
from customers.models import Customer
from repairs.ageing import age_customers
from repairs.models import WorkOrder
from tests.factories import device, handed_over, order, person, shop, staff

pytestmark = pytest.mark.django_db


def active() -> list[str]:
    return list(Customer.objects.filter(is_active=True).order_by("number").values_list("number", flat=True))


def handed_over_long_ago(days: int) -> Customer:
    customer = person()
    handed_over(customer, thing=device(customer, imei=""))
    WorkOrder.objects.filter(customer=customer).update(closed_at=timezone.now() - timedelta(days=days))
    return customer


def test_after_180_days_without_an_open_order() -> None:
    shop()
    handed_over_long_ago(179)
    handed_over_long_ago(181)
    waiting = handed_over_long_ago(181)
    order(waiting, device(waiting, imei=""))
    kept = handed_over_long_ago(181)
    set_activity(number=kept.number, mode="manual", is_active=True, by=staff("front_desk"))
    assert age_customers() == 1
    assert active() == ["CLT-000001", "CLT-000003", "CLT-000004"]
    assert Event.objects.get(verb="customers_inactive").facts == {"count": 1}
    assert age_customers() == 0
    assert Event.objects.filter(verb="customers_inactive").count() == 1


def test_the_shop_says_how_many_days() -> None:
    shop(active_days=10)
    handed_over_long_ago(11)
    handed_over_long_ago(9)
    assert age_customers() == 1
    assert active() == ["CLT-000002"]
