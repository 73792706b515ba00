"""Who and what an intake names: found while somebody types, followed after a merge, let go of when it is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from core import search
from core.folding import compact
from core.patience import Slow, a_second
from customers.models import Customer, Form
from devices.actions import same_identifier
from devices.models import Device
from repairs.models import WorkOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = re.compile(r"^[A-Z0-9][A-Z0-9-]{2,39}\Z")
MOST_HITS = 6
SHORTEST_IDENTIFIER = 4
IN_LIST_ORDER = ("-is_active", "-last_activity_at", "-id")


def customer_of(number: str) -> Customer | None:
    if not NUMBER.match(number):
        return None
    found = Customer.objects.filter(number=number).annotate(device_count=Count("devices")).prefetch_related("phones")
    return found.first()


def device_of(number: str) -> Device | None:
    return Device.objects.filter(number=number).select_related("owner").first() if NUMBER.match(number) else None


def order_of(number: str) -> WorkOrder | None:
    return WorkOrder.objects.filter(number=number).first() if NUMBER.match(number) else None


FIND = (("customer", customer_of), ("device", device_of), ("booking", order_of))


def let_go(typed: dict[str, str]) -> list[str]:
    """Let go of a chosen customer, device or booking that is not there, and says which; one that was merged is the kept one by now."""
    _follow_merge(typed)
    gone = [name for name, find in FIND if typed.get(name) and not find(typed[name])]
    notes = [not_there(typed[name]) for name in gone]
    typed.update(dict.fromkeys(gone, ""))
    return notes


def _follow_merge(typed: dict[str, str]) -> None:
    number = typed.get("customer", "")
    if NUMBER.match(number) and (kept := Customer.objects.filter(aliases__number=number).first()):
        typed["customer"] = kept.number


def looked_up(query: str) -> dict[str, Any]:
    looked_for = search.words(query)
    rows = Customer.objects.prefetch_related("phones")
    try:
        with a_second():
            found = search.find(rows, looked_for, IN_LIST_ORDER, MOST_HITS + 1)
    except Slow:
        return {"hits": [], "things": [], "too_many": True}
    hits = [(customer, search.mark(customer.name, looked_for)) for customer in found[:MOST_HITS]]
    return {"hits": hits, "more": len(found) > MOST_HITS, "things": [] if hits else _scanned(query)}


def _scanned(query: str) -> list[Device]:
    """The devices that carry exactly what was typed or scanned into the search for the customer."""
    if len(compact(query)) < SHORTEST_IDENTIFIER:
        return []
    return list(same_identifier(imei=query, vin=query, serial=query, plate=query).select_related("owner")[:MOST_HITS])


def entered(typed: Mapping[str, str], *, sure: bool) -> dict[str, str]:
    """Enter in the search field takes the first customer (one who saw no list: only if it is the only one); if there is
    none, what was typed begins a new customer.
    """
    query = typed.get("q", "").strip()
    found = looked_up(query) if query else {"hits": []}
    hits, things = found["hits"], found.get("things", [])
    if hits:
        return {"customer": hits[0][0].number, "q": ""} if sure or len(hits) == 1 else {}
    if things:
        return with_owner(things[0].number, "") | {"q": ""} if sure or len(things) == 1 else {}
    if not query or any(typed.get(name) for name in ("first_name", "last_name", "legal_name", "phone")):
        return {}
    return {"q": ""} | _as_new(query, is_company=typed.get("form") == Form.COMPANY)


def with_owner(device: str, customer: str) -> dict[str, str]:
    """A device brings its owner along where no customer is chosen yet."""
    found = None if customer else device_of(device)
    return {"device": device, "customer": found.owner.number if found and found.owner else customer}


def _as_new(query: str, *, is_company: bool) -> dict[str, str]:
    if search.PHONE_LIKE.match(query):
        return {"phone": query}
    if is_company:
        return {"legal_name": query}
    first, _space, last = query.partition(" ")
    return {"first_name": first, "last_name": last.strip()}


def not_there(number: str) -> str:
    return _("%(number)s is not there: it was deleted, or never was.") % {"number": number[:40]}
