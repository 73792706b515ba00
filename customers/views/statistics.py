from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import needs
from customers import statistics

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEP, WIDTH, HEIGHT = 60, 36, 120  # of a month's bar in the drawing


@needs("customers.view_statistics")
@require_safe
def customer_statistics(request: HttpRequest) -> HttpResponse:
    activity = statistics.activity()
    lists = (
        (_("Top cities"), statistics.cities(), _("City")),
        (_("By type"), statistics.types(), _("Type")),
        (_("By label"), statistics.labels(), _("Label")),
    )
    months = [_drawn(at, month) for at, month in enumerate(statistics.months())]
    context = {
        "total": sum(part.count for part in activity),
        "new": sum(month["count"] for month in months),
        "activity": activity,
        "splits": [(_("Active and inactive"), activity), (_("Persons and companies"), statistics.forms())],
        "months": months,
        "lists": [(title, bars, head) for title, bars, head in lists if bars],
    }
    return render(request, "customers/customer_statistics.html", context)


def _drawn(at: int, month: statistics.Month) -> dict[str, Any]:
    """A month and where its bar stands; one new customer among a thousand is still seen."""
    height = max(round(month.share * HEIGHT / 100), 2 if month.count else 0)
    return {
        "start": month.start,
        "count": month.count,
        "x": at * STEP + (STEP - WIDTH) // 2,
        "middle": at * STEP + STEP // 2,
        "y": 24 + HEIGHT - height,
        "above": 24 + HEIGHT - height - 6,
        "height": height,
    }
