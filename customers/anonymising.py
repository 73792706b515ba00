"""Taking the person out of everything but the archive: numbers, amounts, statuses and documents stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import dossier, history
from core.locks import Gone, deed
from core.models import BinEntry
from customers import forgetting, relations
from customers.actions import NotConfirmed, lock_customer, same_name

if TYPE_CHECKING:
    from accounts.models import User
    from customers.models import Customer


MONEY = frozenset({"debt", "deposits"})  # blockers that are no work


class StillOpen(Exception):
    """Work orders are under way; `blockers` names them."""

    def __init__(self, blockers: list[dossier.Blocker]) -> None:
        super().__init__("still open")
        self.blockers = blockers


def would_empty(customer: Customer) -> list[dossier.Count]:
    """The dry run: how much of what would be emptied."""
    counts = [count for part in dossier.parts() for count in part.redacts(customer)]
    return [count for count in counts if count.number]


@deed
def anonymise_customer(*, number: str, typed_name: str, by: User) -> Customer:
    """Empty everything that tells who the customer is, for good. Raises Gone, StillOpen and NotConfirmed."""
    customer = lock_customer(number)
    if customer.number != number:  # merged meanwhile
        raise Gone(number)
    if blockers := dossier.blockers(customer):
        raise StillOpen(blockers)
    if not same_name(typed_name, customer.name):
        raise NotConfirmed(name_differs=True, unticked=[])
    devices = list(relations.devices().filter(owner=customer).values_list("number", flat=True))
    dossier.redact(customer)
    forgetting.in_events(customer.numbers, devices)
    history.record("customer_anonymised", by=by, kind="customer", number=number, customer=number)
    customer.refresh_from_db()
    return customer


@deed
def forget_customer(*, number: str, typed_name: str, by: User) -> None:
    """Anonymise one who lies in the bin: it lets go at once, and nothing beside the documents tells who it was.

    Raises Gone when the bin has it no more, and NotConfirmed.
    """
    entry = BinEntry.objects.select_for_update(of=("self",)).filter(customer_number=number).first()
    if entry is None:
        raise Gone(number)
    if not same_name(typed_name, entry.name):
        raise NotConfirmed(name_differs=True, unticked=[])
    dumped = entry.parts()
    entry.delete()
    devices = [row for part in dossier.parts() for row in part.forget(dumped)]
    forgetting.removed_customer(number, dumped.get("customers", {}), devices)
    history.record("customer_forgotten", by=by, kind="customer", number=number, customer=number)
