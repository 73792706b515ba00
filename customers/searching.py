"""How customers are found from the one box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import phones, search
from customers.models import Customer, Form, Phone

if TYPE_CHECKING:
    from accounts.models import User


def shown() -> Any:
    main = Phone.objects.filter(customer=OuterRef("pk")).order_by("-is_main", "pk")
    return Customer.objects.annotate(
        phone_raw=Subquery(main.values("raw")[:1]), phone_e164=Subquery(main.values("e164")[:1])
    ).values("pk", "number", "form", "name", "trade_name", "tax_number", "city", "is_active", "phone_raw", "phone_e164")


def describe(rows: list[dict[str, Any]]) -> list[search.Hit]:
    return [_hit(row) for row in rows]


def _hit(row: dict[str, Any]) -> search.Hit:
    number, raw = row["number"], row["phone_raw"]
    phone = phones.shown(raw, row["phone_e164"] or "") if raw else ""
    facts = [number, phone, row["trade_name"] or row["tax_number"], row["city"]]
    return search.Hit(
        url=reverse("customer_profile", args=[number]),
        icon="building-2" if row["form"] == Form.COMPANY else "user",
        title=row["name"],
        detail=" · ".join(fact for fact in facts if fact),
        note="" if row["is_active"] else str(_("Inactive")),
        muted=not row["is_active"],
        intake_url=f"{reverse('intake')}?customer={number}",
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
        model=Customer,
        shown=shown,
        order=("-is_active", "-last_activity_at", "-id"),
        describe=describe,
        list_url="customer_list",
    )
)
search.resolver(50, by_number)
