"""One deed on many customers: one transaction, an event for each, and a word on those that were not there any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from core import history
from core.locks import Gone, deed
from customers import activity
from customers.models import ActiveMode, Customer, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

MOST = 1000


class TooMany(Exception):
    """More rows than one deed takes."""


@dataclass(frozen=True)
class Done:
    """How many there were of those asked for, how many of them it changed, and the numbers that were not found."""

    found: int
    changed: int
    missing: list[str]


@deed
def add_label(*, numbers: Sequence[str], label: int, by: User) -> Done:
    """Raises Gone when the label was deleted or is offered no more."""
    customers, added = _lock(numbers), _label(label)
    if not added.is_offered:
        raise Gone(added.name)
    links = Customer.labels.through
    wearing = set(links.objects.filter(label=added, customer__in=customers).values_list("customer", flat=True))
    changed = [customer for customer in customers if customer.pk not in wearing]
    links.objects.bulk_create([links(customer=customer, label=added) for customer in changed])
    _note("customer_labelled", changed, by, label=added.name)
    return _done(numbers, customers, changed)


@deed
def remove_label(*, numbers: Sequence[str], label: int, by: User) -> Done:
    """Raises Gone when the label was deleted."""
    customers, removed = _lock(numbers), _label(label)
    links = Customer.labels.through.objects.filter(label=removed, customer__in=customers)
    wearing = set(links.values_list("customer", flat=True))
    links.delete()
    changed = [customer for customer in customers if customer.pk in wearing]
    _note("customer_unlabelled", changed, by, label=removed.name)
    return _done(numbers, customers, changed)


@deed
def make_responsible(*, numbers: Sequence[str], responsible: User | None, by: User) -> Done:
    """Raises Gone when whoever shall be responsible works here no more."""
    customers = _lock(numbers)
    if responsible and not type(responsible).objects.filter(pk=responsible.pk, is_active=True).exists():
        raise Gone(str(responsible))
    changed = [
        customer for customer in customers if customer.responsible_id != (responsible.pk if responsible else None)
    ]
    Customer.objects.filter(pk__in=[customer.pk for customer in changed]).update(responsible=responsible)
    _note("customer_given_to", changed, by, responsible=str(responsible) if responsible else "—")
    return _done(numbers, customers, changed)


@deed
def switch_activity(*, numbers: Sequence[str], mode: str, is_active: bool, by: User) -> Done:
    """Active or inactive by hand, or automatic again: then each is what the rule says now."""
    customers = _lock(numbers)
    changed = [customer for customer in customers if _switched(customer, mode, is_active=is_active)]
    Customer.objects.bulk_update(changed, ["active_mode", "is_active"])
    verb = "customer_activated" if is_active else "customer_deactivated"
    _note("customer_automatic" if mode == ActiveMode.AUTOMATIC else verb, changed, by)
    return _done(numbers, customers, changed)


def _switched(customer: Customer, mode: str, *, is_active: bool) -> bool:
    before = (customer.active_mode, customer.is_active)
    customer.active_mode = mode
    customer.is_active = activity.is_active(customer) if mode == ActiveMode.AUTOMATIC else is_active
    return before != (customer.active_mode, customer.is_active)


def _lock(numbers: Sequence[str]) -> list[Customer]:
    """In the order of their keys, so that two such deeds wait for each other instead of deadlocking."""
    if len(set(numbers)) > MOST:
        raise TooMany
    rows = Customer.objects.filter(number__in=set(numbers)).order_by("pk").defer("search")
    return list(rows.select_for_update(of=("self",)))


def _label(pk: int) -> Label:
    label = Label.objects.filter(pk=pk).first()
    if label is None:
        raise Gone(str(pk))
    return label


def _note(verb: str, changed: list[Customer], by: User, **detail: str) -> None:
    """Who has the customer's form open is told that something changed: hence the version."""
    Customer.objects.filter(pk__in=[customer.pk for customer in changed]).update(version=F("version") + 1)
    for customer in changed:
        history.record(verb, by=by, kind="customer", number=customer.number, customer=customer.number, detail=detail)


def _done(numbers: Sequence[str], customers: list[Customer], changed: list[Customer]) -> Done:
    found = {customer.number for customer in customers}
    return Done(len(customers), len(changed), sorted(set(numbers) - found))
