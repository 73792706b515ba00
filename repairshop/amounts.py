"""The currency is locked by the first amount anywhere; only here all places are known."""

from __future__ import annotations

from django.db.models import Q

from core.actions import AMOUNTS_EXIST
from documents.models import DocumentContent
from repairs.models import WorkOrder


def on_orders() -> bool:
    none = Q(estimated_cost=None, diagnosis_fee=None, final_cost=None)
    return WorkOrder.objects.exclude(none).exists()


def on_documents() -> bool:
    return DocumentContent.objects.exclude(amount=None).exists()


AMOUNTS_EXIST += [on_orders, on_documents]
