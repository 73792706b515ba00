"""The deeds on customers. Each is one transaction, locks the customer's row first, and writes one event."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from core import clock, dossier, history, numbering
from core.locks import Gone, Stale, deed
from core.models import BinEntry
from core.nonces import once, still_there
from customers import forgetting
from customers.drafts import EDITABLE, IDENTITY, CustomerDraft, TypedContact, TypedPhone
from customers.models import ActiveMode, Alias, Customer
from customers.writing import write_around

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from customers.models import CustomerContact

KEPT_IN_BIN = timedelta(days=30)

__all__ = ["EDITABLE", "IDENTITY", "CustomerDraft", "TypedContact", "TypedPhone"]  # with the deeds below


class NotConfirmed(Exception):
    """The name was not typed as it is, or something that must be ticked was not."""

    def __init__(self, *, name_differs: bool, unticked: list[str]) -> None:
        super().__init__("deletion not confirmed")
        self.name_differs = name_differs
        self.unticked = unticked


def lock_customer(number: str) -> Customer:
    """The customer with its row locked to the end of the transaction; one that was merged is the one it was merged into.

    Raises Gone when a colleague deleted it.
    """
    locked = Customer.objects.select_for_update(of=("self",))
    customer = locked.filter(number=number).first() or locked.filter(pk__in=_keys_by_alias(number)).first()
    if customer is None:
        raise Gone(number)
    return customer


def _keys_by_alias(number: str) -> list[int]:
    return list(Alias.objects.filter(number=number).values_list("customer_id", flat=True))


@deed
def create_customer(
    *, draft: CustomerDraft, by: User | None, nonce: UUID | None = None, verb: str = "customer_created"
) -> Customer:
    def make() -> str:
        return insert_customer(draft, by=by, verb=verb).number

    if by is None:
        return Customer.objects.get(number=make())
    number = once(nonce, _body(draft), make, by=by)
    return still_there(Customer.objects.filter(number=number).first(), number)


def insert_customer(draft: CustomerDraft, *, by: User | None, verb: str = "customer_created") -> Customer:
    """Number and insert the customer; for deeds that make one on the way. Runs inside their transaction."""
    now = clock.now()
    fields = {name: value for name, value in draft.fields.items() if name != "note"}
    customer = Customer(**fields, number=numbering.take("customer").number, created_at=now, last_activity_at=now)
    customer.save()
    write_around(customer, draft, by=by)
    if note := draft.fields.get("note", "").strip():
        customer.notes.create(text=note, by=by, at=now)
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
    for name in set(draft.fields).intersection(EDITABLE):
        setattr(customer, name, draft.fields[name])
    customer.version += 1
    customer.save()
    write_around(customer, draft, by=by)
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
    if customer.number != number:  # merged meanwhile: nobody has confirmed the deletion of what it is now
        raise Gone(number)
    dossier.lock(customer)
    unticked = [blocker.key for blocker in dossier.blockers(customer) if blocker.key not in ticked]
    name_differs = not same_name(typed_name, customer.name)
    if unticked or name_differs:
        raise NotConfirmed(name_differs=name_differs, unticked=unticked)
    entry = _put_into_bin(customer, by=by)
    name, aliases = customer.name, customer.numbers[1:]
    dossier.erase(customer)
    history.record("customer_deleted", by=by, kind="customer", number=number, customer=number, detail={"name": name})
    _record_of("customer_deleted", aliases, by=by)
    return entry


@deed
def restore_customer(*, number: str, by: User, ticked: Sequence[str] = ()) -> Customer:
    """Bring a deleted customer back from the bin under the same numbers.

    Raises Gone when the bin has it no more, and NotConfirmed when somebody else has by now what is restored.
    """
    entry = BinEntry.objects.select_for_update(of=("self",)).filter(customer_number=number).first()
    if entry is None or entry.expires_at <= clock.now():
        raise Gone(number)
    unticked = [clash.key for clash in dossier.clashes(entry.parts()) if clash.key not in ticked]
    if unticked:
        raise NotConfirmed(name_differs=False, unticked=unticked)
    dossier.restore(entry.parts())
    entry.delete()
    history.record("customer_restored", by=by, kind="customer", number=number, customer=number)
    customer = Customer.objects.get(number=number)
    _record_of("customer_restored", customer.numbers[1:], by=by)
    return customer


@deed
def empty_bin(*, by: User | None = None) -> int:
    """Really remove what has lain in the bin for its time, and what else still told of them; returns how many customers that were."""
    forgetting.late_merges()
    removed = dict(
        BinEntry.objects.select_for_update(skip_locked=True)
        .filter(expires_at__lte=clock.now())
        .values_list("customer_number", "content__customers")
    )
    if not removed:
        return 0
    BinEntry.objects.filter(customer_number__in=removed).delete()
    for number, dumped in removed.items():
        forgetting.removed_customer(number, dumped or {})
    history.record("bin_emptied", by=by, kind="shop", number="SHOP", facts={"customers": len(removed)})
    return len(removed)


def _record_of(verb: str, aliases: Sequence[str], *, by: User) -> None:
    """Documents under the numbers from before a merge say that their customer was deleted too; its timeline says it once."""
    for number in aliases:
        history.record(verb, by=by, kind="customer", number=number)


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


def same_name(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()


def _body(draft: CustomerDraft) -> dict[str, Any]:
    fields = {name: value.pk if isinstance(value, Model) else value for name, value in draft.fields.items()}
    return {
        **fields,
        "phones": [str(phone) for phone in draft.phones],
        "contacts": [str(each) for each in draft.contacts],
        "labels": list(draft.labels or ()),
        "consents": dict(draft.consents or {}),
    }


def _state(customer: Customer) -> dict[str, Any]:
    fields = {name: str(getattr(customer, name) or "") for name in EDITABLE}
    return {
        **fields,
        "phones": [phone.raw for phone in customer.phones.all()],
        "contact_links": [described(link) for link in customer.contact_links.select_related("contact")],
        "labels": [label.name for label in customer.labels.all()],
        "consents": [f"{consent.channel} {consent.is_given}" for consent in customer.consents.all()],
    }


def described(link: CustomerContact) -> str:
    """All that is known of a contact in one line."""
    person = link.contact
    parts = (str(person), link.role, person.phone_raw, person.email)
    return ", ".join(part for part in parts if part)


def _record_changes(customer: Customer, before: dict[str, Any], *, by: User) -> None:
    after = _state(customer)
    changed = [name for name in after if after[name] != before[name]]
    told = [name for name in changed if name not in IDENTITY]
    history.record(
        "customer_changed",
        by=by,
        kind="customer",
        number=customer.number,
        customer=customer.number,
        facts={"fields": changed},
        detail={"before": {name: before[name] for name in told}, "after": {name: after[name] for name in told}},
    )
