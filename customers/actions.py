"""The deeds on customers. Each is one transaction, locks the customer's row first, and writes one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from core import clock, dossier, history, numbering, phones
from core.locks import Gone, Stale, deed
from core.models import BinEntry
from core.nonces import once
from core.shop import current_shop
from customers.models import ActiveMode, Contact, Customer, CustomerContact, Phone, PhoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User

EDITABLE = (
    "external_number", "form", "first_name", "last_name", "legal_name", "trade_name", "is_prospect", "email", "messenger",
    "street", "city", "region", "postal_code", "country", "tax_number", "registration_number", "language", "responsible",
    "note",
)  # fmt: skip
KEPT_IN_BIN = timedelta(days=30)


@dataclass(frozen=True)
class TypedPhone:
    raw: str
    kind: str = PhoneKind.MOBILE


@dataclass(frozen=True)
class TypedContact:
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""
    may_collect: bool = False


@dataclass(frozen=True)
class CustomerDraft:
    """A customer as typed: `fields` by the names in EDITABLE; the first phone is the main one, the first contact the primary."""

    fields: dict[str, Any]
    phones: Sequence[TypedPhone] = ()
    contacts: Sequence[TypedContact] = ()


class NotConfirmed(Exception):
    """The name was not typed as it is, or something that must be ticked was not."""

    def __init__(self, *, name_differs: bool, unticked: list[str]) -> None:
        super().__init__("deletion not confirmed")
        self.name_differs = name_differs
        self.unticked = unticked


def lock_customer(number: str) -> Customer:
    """The customer with its row locked to the end of the transaction. Raises Gone when a colleague deleted it."""
    customer = Customer.objects.select_for_update(of=("self",)).filter(number=number).first()
    if customer is None:
        raise Gone(number)
    return customer


@deed
def create_customer(
    *, draft: CustomerDraft, by: User | None, nonce: UUID | None = None, verb: str = "customer_created"
) -> Customer:
    def make() -> str:
        return insert_customer(draft, by=by, verb=verb).number

    if by is None:
        return Customer.objects.get(number=make())
    return Customer.objects.get(number=once(nonce, _body(draft), make, by=by))


def insert_customer(draft: CustomerDraft, *, by: User | None, verb: str = "customer_created") -> Customer:
    """Number and insert the customer; for deeds that make one on the way. Runs inside their transaction."""
    now = clock.now()
    customer = Customer(**draft.fields, number=numbering.take("customer").number, created_at=now, last_activity_at=now)
    customer.save()
    _write_phones(customer, draft.phones)
    _write_contacts(customer, draft.contacts)
    history.record(verb, by=by, kind="customer", number=customer.number, customer=customer.number)
    customer.refresh_from_db()
    return customer


@deed
def update_customer(*, number: str, draft: CustomerDraft, version: int, by: User) -> Customer:
    """Save an edited customer. Raises Gone, and Stale when somebody saved since `version`."""
    customer = lock_customer(number)
    if customer.version != version:
        raise Stale(customer)
    before = _state(customer)
    for name, value in draft.fields.items():
        setattr(customer, name, value)
    customer.version += 1
    customer.save()
    _write_phones(customer, draft.phones)
    _write_contacts(customer, draft.contacts)
    customer.refresh_from_db()
    _record_changes(customer, before, by=by)
    return customer


@deed
def set_activity(*, number: str, mode: str, is_active: bool, by: User) -> Customer:
    """Switch active or inactive by hand, or back to automatic (then `is_active` is what the rule says now)."""
    customer = lock_customer(number)
    customer.active_mode, customer.is_active = mode, is_active
    customer.save(update_fields=["active_mode", "is_active"])
    verb = "customer_activated" if is_active else "customer_deactivated"
    verb = "customer_automatic" if mode == ActiveMode.AUTOMATIC else verb
    history.record(verb, by=by, kind="customer", number=number, customer=number)
    return customer


def touch(customer: Customer, *, at: datetime, is_active: bool) -> None:
    """Note that something happened with the customer (whose row is locked); the stored activity follows in automatic mode."""
    customer.last_activity_at = at
    if customer.active_mode == ActiveMode.AUTOMATIC:
        customer.is_active = is_active
    customer.is_prospect = False
    customer.save(update_fields=["last_activity_at", "is_active", "is_prospect"])


@deed
def delete_customer(*, number: str, typed_name: str, ticked: Sequence[str], by: User) -> BinEntry:
    """Delete the customer with everything the dossier holds; documents stay. Raises Gone and NotConfirmed."""
    customer = lock_customer(number)
    unticked = [blocker.key for blocker in dossier.blockers(customer) if blocker.key not in ticked]
    name_differs = not _same_name(typed_name, customer.name)
    if unticked or name_differs:
        raise NotConfirmed(name_differs=name_differs, unticked=unticked)
    entry = _put_into_bin(customer, by=by)
    name = customer.name
    dossier.erase(customer)
    history.record("customer_deleted", by=by, kind="customer", number=number, customer=number, detail={"name": name})
    return entry


@deed
def restore_customer(*, number: str, by: User) -> Customer:
    """Bring a deleted customer back from the bin under the same numbers. Raises Gone when the bin has it no more."""
    entry = BinEntry.objects.select_for_update(of=("self",)).filter(customer_number=number).first()
    if entry is None:
        raise Gone(number)
    dossier.restore(entry.parts())
    entry.delete()
    history.record("customer_restored", by=by, kind="customer", number=number, customer=number)
    return Customer.objects.get(number=number)


def _put_into_bin(customer: Customer, *, by: User) -> BinEntry:
    now = clock.now()
    return BinEntry.objects.create(
        customer_number=customer.number,
        name=customer.name[:300],
        deleted_at=now,
        expires_at=now + KEPT_IN_BIN,
        deleted_by=by,
        format=dossier.FORMAT,
        content=dossier.dump(customer),
    )


def _same_name(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()


def _body(draft: CustomerDraft) -> dict[str, Any]:
    fields = {name: value.pk if isinstance(value, Model) else value for name, value in draft.fields.items()}
    return {
        **fields,
        "phones": [str(phone) for phone in draft.phones],
        "contacts": [str(each) for each in draft.contacts],
    }


def _write_phones(customer: Customer, typed: Sequence[TypedPhone]) -> None:
    wanted = [_phone(customer, entry, is_main=position == 0) for position, entry in enumerate(typed)]
    standing = list(customer.phones.all())
    if [(each.raw, each.kind, each.is_main) for each in standing] == [
        (each.raw, each.kind, each.is_main) for each in wanted
    ]:
        return
    if standing:
        customer.phones.all().delete()
    Phone.objects.bulk_create(wanted)


def _phone(customer: Customer, typed: TypedPhone, *, is_main: bool) -> Phone:
    country = customer.country or current_shop().country
    raw, e164 = phones.read(typed.raw, country)
    return Phone(
        customer=customer, kind=typed.kind, raw=raw, e164=e164, national=phones.national_digits(e164), is_main=is_main
    )


def _write_contacts(customer: Customer, typed: Sequence[TypedContact]) -> None:
    """Make the customer's contacts be these: matched by their place, the rest unlinked; one nobody speaks of any more goes."""
    standing = list(customer.contact_links.select_related("contact"))
    for position, entry in enumerate(typed):
        link = standing[position] if position < len(standing) else None
        _write_contact(customer, entry, link, is_primary=position == 0)
    for link in standing[len(typed) :]:
        link.delete()
        if not link.contact.customer_links.exists():
            link.contact.delete()


def _write_contact(customer: Customer, typed: TypedContact, link: CustomerContact | None, *, is_primary: bool) -> None:
    contact = link.contact if link else Contact()
    contact.first_name, contact.last_name, contact.email = typed.first_name, typed.last_name, typed.email
    raw, e164 = phones.read(typed.phone, customer.country or current_shop().country)
    contact.phone_raw, contact.phone_e164, contact.phone_national = raw, e164, phones.national_digits(e164)
    contact.save()
    CustomerContact.objects.update_or_create(
        customer=customer,
        contact=contact,
        defaults={"role": typed.role, "may_collect": typed.may_collect, "is_primary": is_primary},
    )


def _state(customer: Customer) -> dict[str, Any]:
    fields = {name: str(getattr(customer, name) or "") for name in EDITABLE}
    return {
        **fields,
        "phones": [phone.raw for phone in customer.phones.all()],
        "contact_links": [str(link) for link in customer.contact_links.select_related("contact")],
    }


def _record_changes(customer: Customer, before: dict[str, Any], *, by: User) -> None:
    after = _state(customer)
    changed = [name for name in after if after[name] != before[name]]
    history.record(
        "customer_changed",
        by=by,
        kind="customer",
        number=customer.number,
        customer=customer.number,
        facts={"fields": changed},
        detail={"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}},
    )
