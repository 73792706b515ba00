"""The deeds on what is written down about a customer: notes of several people, calls and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock, history
from core.locks import Gone, Stale, deed
from core.nonces import once
from customers.actions import lock_customer
from customers.models import Note

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from customers.models import Customer

HEARD = {"call": "call_noted", "visit": "visit_noted"}
CALLS = tuple(HEARD.values())


class NotYours(Exception):
    """Somebody else wrote this note; only a manager changes what others wrote."""


@deed
def add_note(*, number: str, text: str, by: User, nonce: UUID | None = None) -> Customer:
    """Raises Gone and nonces.UsedOtherwise."""
    customer = lock_customer(number)

    def make() -> str:
        note = customer.notes.create(text=text, by=by, at=clock.now())
        _record("note_added", customer, by=by, note=text)
        return str(note.pk)

    once(nonce, {"customer": number, "note": text}, make, by=by)
    return customer


@deed
def change_note(*, number: str, key: int, text: str, version: int, by: User, may_any: bool = False) -> Customer:  # noqa: PLR0913
    """Raises Gone, NotYours, and Stale when somebody saved since `version`."""
    customer, note = _lock_note(number, key, by=by, may_any=may_any)
    if note.version != version:
        raise Stale(note)
    note.text, note.version = text, version + 1
    note.save(update_fields=["text", "version"])
    _record("note_changed", customer, by=by, note=text)
    return customer


@deed
def remove_note(*, number: str, key: int, by: User, may_any: bool = False) -> Customer:
    """Raises Gone and NotYours."""
    customer, note = _lock_note(number, key, by=by, may_any=may_any)
    _record("note_removed", customer, by=by, note=note.text)
    note.delete()
    return customer


@deed
def write_down(*, number: str, what: str, text: str, by: User, nonce: UUID | None = None) -> Customer:
    """A call or a visit (a key of HEARD): the customer was heard of today. Raises Gone and nonces.UsedOtherwise."""
    customer = lock_customer(number)

    def make() -> str:
        customer.last_activity_at = clock.now()
        customer.save(update_fields=["last_activity_at"])
        _record(HEARD[what], customer, by=by, note=text)
        return number

    once(nonce, {"customer": number, "what": what, "text": text}, make, by=by)
    return customer


def _lock_note(number: str, key: int, *, by: User, may_any: bool) -> tuple[Customer, Note]:
    customer = lock_customer(number)
    note = Note.objects.filter(customer=customer, pk=key).first()
    if note is None:
        raise Gone(number)
    if note.by_id != by.pk and not may_any:
        raise NotYours
    return customer, note


def _record(verb: str, customer: Customer, *, by: User, note: str) -> None:
    history.record(
        verb, by=by, kind="customer", number=customer.number, customer=customer.number, detail={"note": note}
    )
