"""Taking the person out of everything but the archive: numbers, amounts, statuses and documents stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import dossier, history
from core.locks import Gone, deed
from customers import forgetting
from customers.actions import NotConfirmed, lock_customer, same_name

if TYPE_CHECKING:
    from accounts.models import User
    from customers.models import Customer


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
    dossier.redact(customer)
    forgetting.in_events(customer.numbers)
    history.record("customer_anonymised", by=by, kind="customer", number=number, customer=number)
    customer.refresh_from_db()
    return customer
