"""How a merge hands one customer's own rows to another, and hands them back.

Each row is moved with what has to change in it (there is one main phone), or dropped because the kept customer has the same already.
Both stand whole in what undoing needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from core import clock, dossier
from customers.models import Alias, Consent, Customer, CustomerContact, Merge, Note, Phone

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from django.db.models import Model, QuerySet

CustomerLabel = Customer.labels.through
TABLES: dict[str, type[Model]] = {
    "phones": Phone,
    "links": CustomerContact,
    "notes": Note,
    "consents": Consent,
    "labels": CustomerLabel,
    "aliases": Alias,
}
# In the words of the previews, by how many there are.
NAMES: dict[str, Callable[[int], str]] = {
    "phones": lambda number: ngettext("phone", "phones", number),
    "links": lambda number: ngettext("contact", "contacts", number),
    "notes": lambda number: ngettext("note", "notes", number),
    "consents": lambda number: ngettext("consent", "consents", number),
    "labels": lambda number: ngettext("label", "labels", number),
}
# Two rows that say the same are kept once.
SAME: dict[str, Callable[[Any], Hashable]] = {
    "phones": lambda phone: phone.e164 or phone.raw,
    "links": lambda link: link.contact_id,
    "consents": lambda consent: consent.channel,
    "labels": lambda row: row.label_id,
}
# At most one row of a customer is marked so.
ONE_OF = {"phones": "is_main", "links": "is_primary"}


def undoable(customer: Customer) -> list[Merge]:
    """The merges into this customer that can still be undone, the latest first; whoever was never merged costs no query."""
    if len(customer.numbers) == 1:
        return []
    standing = Merge.objects.filter(kept_number=customer.number, undone_at=None, undo_until__gt=clock.now())
    return list(standing.exclude(undo={}).select_related("by").defer("undo"))


def rows_of(customer: Customer, table: str) -> QuerySet[Any]:
    return TABLES[table]._base_manager.filter(customer=customer)


def counts(customer: Customer, *tables: str) -> list[dossier.Count]:
    """How many rows of these tables, or of all that the previews name."""
    numbers = {table: rows_of(customer, table).count() for table in tables or NAMES}
    return [dossier.Count(NAMES[table](number), number) for table, number in numbers.items()]


def move(kept: Customer, other: Customer) -> dict[str, Any]:
    return {table: _move_table(table, kept, other) for table in TABLES}


def undo(moved: dict[str, Any], kept: Customer, other: Customer) -> list[str]:
    """Hand back what is still there; returns what is not, in words."""
    missing = [sentence for table in TABLES if (sentence := _undo_table(table, moved[table], kept, other))]
    Customer.objects.filter(pk=kept.pk).update(
        search=""
    )  # the trigger fills it anew: only whoever gains a row is filled by itself
    return missing


def _move_table(table: str, kept: Customer, other: Customer) -> dict[str, Any]:
    dropped = _doubles(table, kept, other)
    model = TABLES[table]._base_manager
    gone = dossier.rows_of(model.filter(pk__in=dropped))
    model.filter(pk__in=dropped).delete()
    moving = dossier.rows_of(rows_of(other, table))
    rows_of(other, table).update(customer=kept, **_unmarked(table, kept))
    return {"moved": moving, "dropped": gone}


def _doubles(table: str, kept: Customer, other: Customer) -> list[int]:
    """The keys of rows that both have: the other's goes; of two consents the one noted earlier."""
    if table not in SAME:
        return []
    same = SAME[table]
    standing = {same(row): row for row in rows_of(kept, table)}
    pairs = [(standing[same(row)], row) for row in rows_of(other, table) if same(row) in standing]
    return [_lesser(table, *pair) for pair in pairs]


def _lesser(table: str, kept: Any, other: Any) -> int:
    key: int = kept.pk if table == "consents" and kept.noted_at < other.noted_at else other.pk
    return key


def _unmarked(table: str, kept: Customer) -> dict[str, bool]:
    mark = ONE_OF.get(table)
    return {mark: False} if mark and rows_of(kept, table).filter(**{mark: True}).exists() else {}


def _undo_table(table: str, done: dict[str, Any], kept: Customer, other: Customer) -> str:
    missing = 0
    for row in done["moved"]:
        missing += not _hand_back(table, row, kept, other)
    dossier.bring_back(TABLES[table], [row for row in done["dropped"] if _fits(table, row, kept)])
    return f"{missing} {NAMES[table](missing)}" if missing and table in NAMES else ""


def _hand_back(table: str, row: dict[str, Any], kept: Customer, other: Customer) -> bool:
    """The row itself; or, where saving the kept customer's form wrote the phone anew, the phone that says the same."""
    mark = ONE_OF.get(table)
    marks = {mark: row[mark]} if mark else {}
    there = rows_of(kept, table)
    if there.filter(pk=row["id"]).update(customer=other, **marks):
        return True
    again = there.filter(raw=row["raw"]).first() if table == "phones" else None
    return again is not None and bool(there.filter(pk=again.pk).update(customer=other, **marks))


def _fits(table: str, row: dict[str, Any], kept: Customer) -> bool:
    """A kept customer's own dropped row returns unless a newer one took its place."""
    if row["customer_id"] != kept.pk:
        return True
    model: Any = TABLES[table]
    made = model(**row)
    return all(SAME[table](standing) != SAME[table](made) for standing in rows_of(kept, table))
