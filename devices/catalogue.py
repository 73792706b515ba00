"""Brand and model from the first eight digits of an IMEI."""

from __future__ import annotations

from devices.identifiers import tidy_imei
from devices.models import TypeAllocation

TAC_DIGITS = 8


def by_imei(imei: str) -> TypeAllocation | None:
    tac = tidy_imei(imei)[:TAC_DIGITS]
    if len(tac) < TAC_DIGITS:
        return None
    return TypeAllocation.objects.filter(tac=tac).first()
