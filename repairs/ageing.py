"""Who is active in automatic mode, once for all customers: what was recent yesterday may not be so today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from core import clock, history
from core.locks import deed
from core.shop import current_shop
from customers.models import ActiveMode, Customer
from repairs.models import WorkOrder
from repairs.states import OPEN, Status

if TYPE_CHECKING:
    from datetime import datetime


def recent_since() -> datetime:
    return clock.now() - timedelta(days=current_shop().active_days)


def active_orders() -> Q:
    """The orders that make their customer active: open, or handed over lately."""
    return Q(status__in=OPEN) | Q(status=Status.HANDED_OVER, closed_at__gte=recent_since())


@deed
def age_customers() -> int:
    """Set inactive, in automatic mode, whom nothing makes active any more; one event says how many."""
    keeping = WorkOrder.objects.filter(active_orders(), customer=OuterRef("pk"))
    standing = Customer.objects.filter(is_active=True, active_mode=ActiveMode.AUTOMATIC)
    count = standing.exclude(Exists(keeping)).update(is_active=False)
    if count:
        history.record("customers_inactive", by=None, kind="customers", number="", facts={"count": count})
    return count
