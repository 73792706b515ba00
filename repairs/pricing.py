"""The deeds on an order's lines. Each keeps the total that stands with the order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max

from core import clock, money
from core.locks import Gone, Stale, deed
from core.nonces import once, still_there
from repairs import totals
from repairs.models import OrderLine, Supply
from repairs.states import CLOSED
from repairs.writing import NotAllowed, lock_order, record

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from repairs.models import WorkOrder

MOST_LINES = 200
FIELDS = (
    "kind", "code", "text", "quantity", "unit_price", "discount_percent", "discount_amount", "tax_rate", "technician",
    "catalogue_item",
)  # fmt: skip


class TooMuch(Exception):
    """The order would come to more than an amount can be, or have more lines than paper carries."""


@deed
def add_line(*, number: str, fields: dict[str, Any], by: User, nonce: UUID | None = None) -> OrderLine:
    """Add a line; `fields` by the names in FIELDS. Raises Gone, NotAllowed for a closed order, TooMuch, nonces.UsedOtherwise."""
    order = _lock(number)
    body = {"order": number, **{name: str(value) for name, value in fields.items()}}
    key = once(nonce, body, lambda: str(insert_line(order, fields, by=by).pk), by=by)
    return still_there(OrderLine.objects.filter(pk=key).first(), key)


def insert_line(order: WorkOrder, fields: dict[str, Any], *, by: User) -> OrderLine:
    """Add a line to a locked order; for deeds that add one on the way."""
    if order.lines.count() >= MOST_LINES:
        raise TooMuch
    last = order.lines.aggregate(last=Max("position"))["last"] or 0
    line = OrderLine.objects.create(work_order=order, position=last + 1, **fields)
    refresh_total(order)
    _tell("line_added", order, line, by=by)
    return line


@deed
def update_line(*, number: str, key: int, fields: dict[str, Any], version: int, by: User) -> OrderLine:
    """Save an edited line. Raises Gone, NotAllowed, TooMuch, and Stale when somebody saved it since."""
    order = _lock(number)
    line = _line(order, key)
    if line.version != version:
        raise Stale(line)
    changed = [name for name, value in fields.items() if getattr(line, name) != value]
    for name in changed:
        setattr(line, name, fields[name])
    line.version += 1
    line.save()
    refresh_total(order)
    _tell("line_changed", order, line, by=by, fields=changed)
    return line


@deed
def remove_line(*, number: str, key: int, version: int, by: User) -> OrderLine:
    """Take a line off the order; offers that named it keep their copy. Raises Gone, NotAllowed and Stale."""
    order = _lock(number)
    line = _line(order, key)
    if line.version != version:
        raise Stale(line)
    _tell("line_removed", order, line, by=by)
    line.delete()
    refresh_total(order)
    return line


@deed
def shift_line(*, number: str, key: int, up: bool, by: User) -> None:
    """Move a line one place up or down; the first stays first and the last last. Raises Gone and NotAllowed."""
    order = _lock(number)
    keys = list(order.lines.values_list("pk", flat=True))
    if key not in keys:
        raise Gone(number)
    place = keys.index(key)
    other = min(max(place + (-1 if up else 1), 0), len(keys) - 1)
    keys[place], keys[other] = keys[other], keys[place]
    for position, each in enumerate(keys, start=1):
        order.lines.filter(pk=each).update(position=position)
    record("lines_sorted", order, by=by)


@dataclass(frozen=True)
class Supplied:
    """Where the part of a line is now; `all_here` when none of the order's parts is awaited any more."""

    line: OrderLine
    all_here: bool


@deed
def supply_line(*, number: str, key: int, supply: Supply, by: User, expected_on: date | None = None) -> Supplied:
    """Write down where the part of a line is, with the day it happened. Raises Gone and NotAllowed."""
    order = _lock(number)
    line = _line(order, key)
    line.supply = supply
    line.expected_on = expected_on if supply == Supply.ORDERED else None
    stamps = {Supply.RESERVED: "reserved_at", Supply.ORDERED: "ordered_at", Supply.ARRIVED: "arrived_at"}
    if stamp := stamps.get(supply):
        setattr(line, stamp, clock.now())
    line.version = F("version") + 1
    line.save()
    line.refresh_from_db()
    order.save(update_fields=["total"])  # the board sees what changed by the row of the order
    _tell("line_supplied", order, line, by=by, supply=supply)
    return Supplied(line, all_here=supply == Supply.ARRIVED and not awaited(order))


def awaited(order: WorkOrder) -> bool:
    return order.lines.filter(supply=Supply.ORDERED).exists()


def refresh_total(order: WorkOrder) -> None:
    """Write the total of the locked order anew. More than before needs a new word on credit. Raises TooMuch."""
    lines = list(order.lines.all())
    agreed = order.final_cost or totals.ZERO
    total = totals.reckon(lines, includes_tax=order.prices_include_tax).total if lines else agreed
    if total > money.LARGEST:
        raise TooMuch
    if total > order.total:
        order.credit_by = order.credit_at = None
    order.total = total
    order.save(update_fields=["total", "credit_by", "credit_at"])


def _lock(number: str) -> WorkOrder:
    order = lock_order(number)
    if order.status in CLOSED:
        raise NotAllowed(order.status)
    return order


def _line(order: WorkOrder, key: int) -> OrderLine:
    line = order.lines.filter(pk=key).first()
    if line is None:
        raise Gone(order.number)
    return line


def _tell(verb: str, order: WorkOrder, line: OrderLine, *, by: User, **facts: Any) -> None:
    told = {"kind": line.kind, "amount": money.frozen(totals.line_total(line)), **facts}
    record(verb, order, by=by, facts=told, detail={"text": line.text})
