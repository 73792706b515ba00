"""What a document about a work order would say if it were issued again now: names, addresses, device and job as they stand today.

Lines, sums, payments and whatever else was so at its moment stay as they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from documents import correcting
from documents.kinds import DocumentKind
from repairs import snapshots
from repairs.models import WorkOrder

if TYPE_CHECKING:
    from documents.correcting import Fresh
    from documents.models import DocumentContent

KINDS = set(DocumentKind) - correcting.NEVER
TAKEN_ANEW = ("shop", "customer", "device")
SETTLED_ANEW = {"terms", "paper"}  # by the settings, when it is issued
OF_ITS_MOMENT = ("collected_by", "handed_over_by", "handed_over_at")
WITH_AN_AMOUNT_OF_ITS_OWN = {"payment", "estimate"}


def fresh(row: DocumentContent, content: dict[str, Any]) -> Fresh | None:
    order = WorkOrder.objects.select_related("customer", "device").filter(number=row.order_number).first()
    if order is None:
        return None
    now, find_by = snapshots.content(order, by=None), snapshots.find_by(order)
    before = content.get("order") or {}
    job = {**before, **now["order"], **{name: before[name] for name in OF_ITS_MOMENT if name in before}}
    if WITH_AN_AMOUNT_OF_ITS_OWN & content.keys():
        find_by = replace(find_by, amount=row.amount)
    kept = {name: part for name, part in content.items() if name not in SETTLED_ANEW}
    return {**kept, **{name: now[name] for name in TAKEN_ANEW}, "order": job}, find_by


correcting.register(KINDS, fresh)
