"""What an answer makes of the order's lines: declined ones leave it, those approved after all come back, a fee stands for the looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from repairs import totals
from repairs.models import Answer, EstimateLine, ItemKind, OrderLine
from repairs.rates import default_rate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from repairs.models import WorkOrder

COPIED = (
    "position", "kind", "code", "text", "quantity", "unit_price", "discount_percent", "discount_amount", "tax_rate",
)  # fmt: skip


def copied(line: OrderLine | EstimateLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in COPIED}


def all_declined(lines: Iterable[EstimateLine]) -> bool:
    return {line.answer for line in lines} == {Answer.DECLINED}


def put_lines(order: WorkOrder, lines: Iterable[EstimateLine], *, before: dict[int, str]) -> None:
    """Take off what is declined, and put back what an earlier answer (`before`, by the line's key) had taken off."""
    order.lines.filter(pk__in=[line.line_id for line in lines if line.answer == Answer.DECLINED]).delete()
    for line in lines:
        if line.answer == Answer.APPROVED and before[line.pk] == Answer.DECLINED:
            line.line = OrderLine.objects.create(work_order=order, **copied(line))
            line.save(update_fields=["line"])


def charge_diagnosis(order: WorkOrder) -> Decimal:
    """The fee for looking, instead of the repair: what was agreed at intake, its tax within, so it counts as approved."""
    if not order.diagnosis_fee:
        return totals.ZERO
    rate, includes_tax = default_rate(), order.prices_include_tax
    fee = OrderLine.objects.create(
        work_order=order,
        kind=ItemKind.FEE,
        text=_words(order.customer.language),
        unit_price=totals.price_within(order.diagnosis_fee, rate, includes_tax=includes_tax),
        tax_rate=rate,
    )
    return totals.reckon([fee], includes_tax=includes_tax).total


def drop_diagnosis(order: WorkOrder) -> None:
    """Take the fee off again: the customer has the repair done after all."""
    words = {_words(code) for code, _name in settings.LANGUAGES}  # the customer's language may be another since
    order.lines.filter(kind=ItemKind.FEE, text__in=words).delete()


def _words(language: str) -> str:
    with translation.override(language):
        return gettext("Diagnosis")
