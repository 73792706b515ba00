"""The page with a field for each thing somebody may know: what is typed into a field is looked for in that field only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from core import saved, search
from core.listing import Column
from core.lookups import Like
from customers.models import Contact, Customer, Phone
from customers.relations import devices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import Promise

MOST = 25


@dataclass(frozen=True, kw_only=True)
class Field:
    """`of_customer` and `of_device` say in which columns the words must stand; `narrow` is a further test."""

    key: str
    label: str | Promise
    hint: str | Promise = ""
    columns: tuple[str, ...] = ()
    of_device: bool = False
    is_usual: bool = True
    tests: Callable[[list[search.Word]], Q] | None = field(default=None)


def _reached_by(words: list[search.Word]) -> Q:
    """All words in one way to reach the customer: its mail, its messenger, a phone, a contact's phone or mail."""
    phones = Phone.objects.filter(customer=OuterRef("pk")).filter(_within(("e164", "national", "raw"), words))
    contacts = Contact.objects.filter(customer_links__customer=OuterRef("pk"))
    reached = ("phone_e164", "phone_national", "phone_raw", "email", "first_name", "last_name")
    contacts = contacts.filter(_within(reached, words))
    return Q(Exists(phones)) | Q(Exists(contacts)) | _within(("email", "messenger"), words)


FIELDS = (
    Field(
        key="customer",
        label=_("Customer or discount card"),
        hint=_("Name, number or card"),
        columns=("name", "trade_name", "first_name", "last_name", "number", "external_number", "discount_card"),
    ),
    Field(key="contact", label=_("Phone or other contact"), hint=_("Phone, e-mail, contact person"), tests=_reached_by),
    Field(
        key="thing",
        label=_("Vehicle or device"),
        hint=_("VIN, plate, IMEI, serial number"),
        columns=("number", "brand", "model", "imei", "imei2", "serial", "serial_key", "vin", "plate", "plate_key"),
        of_device=True,
    ),
    Field(
        key="address",
        label=_("Address"),
        columns=("street", "postal_code", "city", "region"),
        is_usual=False,
    ),
    Field(
        key="tax",
        label=_("Tax or registration number"),
        columns=("tax_number", "registration_number"),
        is_usual=False,
    ),
    Field(key="colour", label=_("Colour of the device"), columns=("colour",), of_device=True, is_usual=False),
)


BY_KEY = {each.key: each for each in FIELDS}
saved.register(
    saved.Listed(
        page="customer_find",
        title=_("Find by fields"),
        permission="customers.view_customer",
        columns=tuple(Column(key=each.key, label=each.label, is_usual=each.is_usual) for each in FIELDS),
    )
)


@dataclass(frozen=True)
class Found:
    customers: list[Customer]
    devices: list[Any]
    more_customers: bool = False
    more_devices: bool = False


def find(typed: Mapping[str, str]) -> Found:
    """Customers and devices that fit all that was typed: each device's owner fits too, each customer owns such a device."""
    looked_for = {each: search.words(typed[each.key]) for each in FIELDS if typed.get(each.key)}
    if not looked_for or not all(looked_for.values()):
        return Found([], [])
    owners, things = _customers(looked_for), _devices(looked_for)
    if any(each.of_device for each in looked_for):
        owners = owners.filter(Exists(things.filter(owner=OuterRef("pk"))))
    if any(not each.of_device for each in looked_for):
        things = things.filter(owner__in=owners.order_by().values("pk")[: MOST * 20])
    customers = list(owners.in_list_order().prefetch_related("phones").defer("search")[: MOST + 1])
    found = list(things.order_by("-last_activity_at", "-pk").select_related("owner").defer("search")[: MOST + 1])
    return Found(customers[:MOST], found[:MOST], len(customers) > MOST, len(found) > MOST)


def _customers(looked_for: dict[Field, list[search.Word]]) -> Any:
    rows = Customer.objects.all()
    for each, words in looked_for.items():
        if not each.of_device:
            test = each.tests(words) if each.tests else _within(each.columns, words)
            rows = rows.filter(search.condition(words)).filter(test)
    return rows


def _devices(looked_for: dict[Field, list[search.Word]]) -> Any:
    rows = devices()
    for each, words in looked_for.items():
        if each.of_device:
            rows = rows.filter(search.condition(words)).filter(_within(each.columns, words))
    return rows


def _within(columns: tuple[str, ...], words: list[search.Word]) -> Q:
    """Every word in one of these columns, folded as the search column is (which narrows by its index before)."""
    joined: list[Any] = []
    for column in columns:
        joined += [F(column), Value(" ")]
    text = Func(Concat(*joined, output_field=TextField()), function="shop_words", output_field=TextField())
    plate = F("plate_key") if "plate_key" in columns else Value("")
    both = Concat(text, Value(" "), plate, output_field=TextField())
    every = Q()
    for word in words:
        any_form = Q()
        for pattern in word.patterns():
            any_form |= Q(Like(both, pattern))
        every &= any_form
    return every
