from io import StringIO

import pytest
from django.core.management import call_command

from customers.models import Customer
from repairs.models import WorkOrder
from tests.factories import order, person

pytestmark = pytest.mark.django_db


def test_what_triggers_filled_is_filled_the_same_again() -> None:
    made = order(person())
    before = (Customer.objects.get().search, made.search)
    out = StringIO()
    call_command("rebuild_search", "--batch", "1", stdout=out)
    assert (Customer.objects.get().search, WorkOrder.objects.get().search) == before
    assert out.getvalue() == "customers: 1\ndevices: 1\nwork orders: 1\ncatalogue: 0\n"


def test_an_empty_shop_has_nothing_to_fill() -> None:
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue() == "customers: 0\ndevices: 0\nwork orders: 0\ncatalogue: 0\n"
