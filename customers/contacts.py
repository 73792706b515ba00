"""The deeds on one contact of a customer, from the customer's page; the whole form writes all of them at once (customers/writing.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from core import history
from core.locks import Gone, Stale, deed
from core.nonces import once
from customers.actions import described, lock_customer
from customers.models import Contact, Customer, CustomerContact
from customers.writing import forget_if_alone, write_person

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from customers.drafts import TypedContact


class AlreadyContact(Exception):
    """The person speaks for this customer already."""


@deed
def add_contact(*, number: str, typed: TypedContact, by: User, nonce: UUID | None = None) -> Customer:
    """Somebody new, or by `typed.key` a person who is in the book already. The first contact is the primary one.

    Raises Gone, AlreadyContact and nonces.UsedOtherwise.
    """
    customer = lock_customer(number)

    def make() -> str:
        known = Contact.objects.select_for_update().filter(pk=typed.key).first() if typed.key else None
        if known and customer.contact_links.filter(contact=known).exists():
            raise AlreadyContact
        person = write_person(known, typed, but=customer, by=by)
        link = CustomerContact(customer=customer, contact=person)
        _write_link(link, typed, is_primary=typed.is_primary or not customer.contact_links.exists())
        _record("contact_added", customer, by=by, after=described(link))
        return str(person.pk)

    once(nonce, {"customer": number, "contact": str(typed)}, make, by=by)
    return customer


@deed
def update_contact(*, number: str, key: int, typed: TypedContact, version: int, by: User) -> Customer:
    """`key` is the person's, `version` the customer's. Raises Gone, and Stale when somebody saved the customer or the person since."""
    customer, link = _lock(number, key)
    if customer.version != version:
        raise Stale(link)
    before, primary = described(link), link.is_primary
    link.contact = write_person(link.contact, typed, but=customer, by=by)
    _write_link(link, typed, is_primary=typed.is_primary or primary)
    _record("contact_edited", customer, by=by, before=before, after=described(link))
    return customer


@deed
def remove_contact(*, number: str, key: int, by: User) -> Customer:
    """The next one becomes the primary contact; a person who speaks for nobody else goes too. Raises Gone."""
    customer, link = _lock(number, key)
    before = described(link)
    link.delete()
    forget_if_alone(link.contact)
    following = customer.contact_links.first()
    if following and not following.is_primary:
        customer.contact_links.filter(pk=following.pk).update(is_primary=True)
    _record("contact_removed", customer, by=by, before=before)
    return customer


def _lock(number: str, key: int) -> tuple[Customer, CustomerContact]:
    customer = lock_customer(number)
    person = Contact.objects.select_for_update().filter(pk=key).first()
    link = customer.contact_links.filter(contact=person).first() if person else None
    if person is None or link is None:
        raise Gone(number)
    link.contact = person
    return customer, link


def _write_link(link: CustomerContact, typed: TypedContact, *, is_primary: bool) -> None:
    link.role, link.may_collect, link.is_primary = typed.role, typed.may_collect, is_primary
    if is_primary:
        link.customer.contact_links.exclude(pk=link.pk).filter(is_primary=True).update(is_primary=False)
    link.save()


def _record(verb: str, customer: Customer, *, by: User, **detail: Any) -> None:
    """The customer's open forms hold all contacts: hence the version."""
    Customer.objects.filter(pk=customer.pk).update(version=F("version") + 1)
    history.record(verb, by=by, kind="customer", number=customer.number, customer=customer.number, detail=detail)
