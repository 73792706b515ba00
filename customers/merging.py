"""Making one customer of two, and two of them again.

The other customer's row really goes; its number stays as an alias of the kept one, so that everything written under it is still found.
Documents and events never move: they are looked up over all of a customer's numbers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import clock, dossier, history
from core.locks import Gone, deed
from customers import activity
from customers.dossier import bring_back_customers
from customers.models import ActiveMode, Alias, Customer, Merge
from customers.relations import work_orders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Field

    from accounts.models import User

UNDOABLE_FOR = timedelta(days=30)
# What a merge decides by itself, or what is no field of a form.
NOT_CHOSEN = frozenset({
    "id", "number", "name", "sort_name", "search", "version", "is_active", "active_mode", "last_activity_at", "created_at",
    "anonymised_at", "is_prospect", "turnover", "debt", "deposits",
})  # fmt: skip
# A form opened while two were one must not be saved over what undoing brought back: its version never comes up again.
FAR_AWAY = 1_000_000


class Refused(Exception):
    """The two cannot be merged, or not be parted; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def choosable() -> list[Field[Any, Any]]:
    """The fields of a customer of which a merge keeps the one or the other."""
    return [field for field in Customer._meta.concrete_fields if field.name not in NOT_CHOSEN]


def suggested(kept: Customer, other: Customer) -> set[str]:
    """The fields in which the other's value is taken unless somebody says otherwise: those empty at the kept one."""
    empty = {field.name for field in choosable() if not field.value_from_object(kept)}
    if kept.form != other.form:  # a company's names are no person's
        empty -= {"legal_name", "trade_name", "first_name", "last_name", "type"}
    return {name for name in empty if getattr(other, name)}


@deed
def merge_customers(*, kept: str, other: str, taken: Iterable[str], by: User) -> Merge:
    """Merge `other` into `kept`; `taken` are the fields whose value is the other's. Raises Gone and Refused."""
    first, second = _lock_both(kept, other)
    _refuse(first, second)
    undo: dict[str, Any] = {"other": dossier.rows_of(Customer.objects.filter(pk=second.pk))}
    undo["parts"] = {part.key: part.move(first, second) for part in dossier.parts()}
    Customer.objects.filter(pk=second.pk)._raw_delete(
        using="default"
    )  # what still names it fails, instead of going too
    undo["kept"] = _take(first, second, set(taken))
    Alias.objects.create(customer=first, number=other)
    now = clock.now()
    merge = Merge.objects.create(
        kept_number=kept, merged_number=other, at=now, by=by, undo_until=now + UNDOABLE_FOR, undo=undo
    )
    history.record("customer_merged", by=by, kind="customer", number=kept, customer=kept, facts={"merged": other})
    return merge


@deed
def undo_merge(*, key: int, by: User) -> tuple[Customer, list[str]]:
    """Part two that were merged; returns the one that was gone, and what of it is not there any more. Raises Gone and Refused."""
    merge = Merge.objects.filter(pk=key).first()
    if merge is None:
        raise Gone(str(key))
    kept = Customer.objects.select_for_update(of=("self",)).filter(number=merge.kept_number).first()
    if kept is None:
        raise Refused("merged_on" if Alias.objects.filter(number=merge.kept_number).exists() else "kept_gone")
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=key)
    _refuse_undo(merge, kept)
    other, missing = _part(merge, kept)
    _close(merge, kept, other, by=by)
    return other, missing


def _lock_both(kept: str, other: str) -> tuple[Customer, Customer]:
    """Always the lower number first: two people who merge the same two, one this way and one that way, wait for each other."""
    if kept == other:
        raise Refused("itself")
    rows = Customer.objects.select_for_update(of=("self",)).filter(number__in=[kept, other]).order_by("number")
    found = {customer.number: customer for customer in rows}
    for number in (kept, other):
        if number not in found:
            raise Gone(number)
    return found[kept], found[other]


def _refuse(kept: Customer, other: Customer) -> None:
    if kept.anonymised_at or other.anonymised_at:
        raise Refused("anonymised")


def _take(kept: Customer, other: Customer, taken: set[str]) -> dict[str, Any]:
    """Write what the merged customer is; returns its columns as they were and as they became."""
    before = dossier.rows_of(Customer.objects.filter(pk=kept.pk))[0]
    for field in choosable():
        if field.name in taken:
            setattr(kept, field.attname, getattr(other, field.attname))
    _refuse_nameless(kept)
    kept.is_prospect = kept.is_prospect and other.is_prospect
    _take_activity(kept, other)
    kept.last_activity_at = max(kept.last_activity_at, other.last_activity_at)
    kept.created_at = min(kept.created_at, other.created_at)
    kept.version += FAR_AWAY
    kept.save()
    after = dossier.rows_of(Customer.objects.filter(pk=kept.pk))[0]
    return {name: [value, after[name]] for name, value in before.items() if value != after[name]}


def _take_activity(kept: Customer, other: Customer) -> None:
    """What was chosen by hand stays, the kept customer's before the other's."""
    if kept.active_mode == ActiveMode.MANUAL:
        return
    if other.active_mode == ActiveMode.MANUAL:
        kept.active_mode, kept.is_active = other.active_mode, other.is_active
    else:
        kept.is_active = kept.is_active or other.is_active


def _refuse_nameless(kept: Customer) -> None:
    if not (kept.legal_name if kept.is_company else kept.first_name or kept.last_name):
        raise Refused("nameless")


def _refuse_undo(merge: Merge, kept: Customer) -> None:
    if merge.undone_at is not None:
        raise Refused("undone")
    if merge.undo_until <= clock.now() or not merge.undo or kept.anonymised_at:
        raise Refused("too_late")


def _part(merge: Merge, kept: Customer) -> tuple[Customer, list[str]]:
    Alias.objects.filter(customer=kept, number=merge.merged_number).delete()
    _give_back(kept, merge.undo["kept"])
    bring_back_customers(merge.undo["other"])
    other = Customer.objects.select_for_update(of=("self",)).get(number=merge.merged_number)
    parts = [part for part in dossier.parts() if part.key in merge.undo["parts"]]
    missing = [word for part in parts for word in part.undo(merge.undo["parts"][part.key], kept, other)]
    other.refresh_from_db()
    for customer in (kept, other):
        _settle(customer)
    return other, missing


def _settle(customer: Customer) -> None:
    """Orders taken in while the two were one went to one of them: whoever has work is no prospect, and active as the rule says."""
    if customer.active_mode == ActiveMode.AUTOMATIC:
        customer.is_active = activity.is_active(customer)
    customer.is_prospect = customer.is_prospect and not work_orders().filter(customer=customer).exists()
    customer.save(update_fields=["is_active", "is_prospect"])


def _give_back(kept: Customer, changed: dict[str, Any]) -> None:
    """Each column as it was, unless somebody has changed it since the merge."""
    now = dossier.rows_of(Customer.objects.filter(pk=kept.pk))[0]
    columns = {column.attname: column for column in Customer._meta.concrete_fields}
    for name, (before, after) in changed.items():
        if name in columns and now[name] == after:
            setattr(kept, name, columns[name].to_python(before))
    if kept.version == now["version"]:
        kept.version += 1
    kept.save()


def _close(merge: Merge, kept: Customer, other: Customer, *, by: User) -> None:
    merge.undone_at = clock.now()
    merge.undo = {}
    merge.save(update_fields=["undone_at", "undo"])
    for customer in (kept, other):  # the timeline of each says it
        history.record(
            "customer_parted",
            by=by,
            kind="customer",
            number=customer.number,
            customer=customer.number,
            facts={"kept": kept.number, "merged": other.number},
        )
