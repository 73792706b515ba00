"""How customers are found from the one box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import search
from customers.models import Customer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def rows(_user: User) -> QuerySet[Customer]:
    return Customer.objects.prefetch_related("phones")


def describe(customers: list[Customer]) -> list[search.Hit]:
    return [_hit(customer) for customer in customers]


def _hit(customer: Customer) -> search.Hit:
    phone = customer.main_phone
    facts = [customer.number, phone.shown if phone else "", customer.trade_name or customer.tax_number, customer.city]
    return search.Hit(
        url=customer.get_absolute_url(),
        icon="building-2" if customer.is_company else "user",
        title=customer.name,
        detail=" · ".join(fact for fact in facts if fact),
        note="" if customer.is_active else str(_("Inactive")),
        muted=not customer.is_active,
        intake_url=f"{reverse('intake')}?customer={customer.number}",
    )


def by_number(query: str, user: User) -> str | None:
    if not user.has_perm("customers.view_customer"):
        return None
    customer = Customer.objects.filter(number=query.upper()).only("number").first()
    if customer is None:
        customer = Customer.objects.filter(aliases__number=query.upper()).only("number").first()
    if customer is None:
        customer = Customer.objects.filter(external_number=query).only("number").exclude(external_number="").first()
    return customer.get_absolute_url() if customer else None


search.register(
    search.Group(
        key="customers",
        title=_("Customers"),
        icon="user",
        position=10,
        permission="customers.view_customer",
        rows=rows,
        order=("-is_active", "-last_activity_at", "-id"),
        describe=describe,
        list_url="customer_list",
    )
)
search.resolver(50, by_number)
