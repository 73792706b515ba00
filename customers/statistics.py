"""What the shop's customers are, in numbers: a few grouped questions, whatever the size of the book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from customers.models import Customer, Form, Label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

MONTHS = 12
MOST_CITIES = 10
SPELLINGS = 300  # of cities that are brought together under one name


@dataclass(frozen=True)
class Bar:
    """One value of a chart; `share` of the greatest (or of all, in a split), in percent; `before` is where a split's part starts."""

    label: str
    count: int
    share: float = 0
    before: float = 0
    query: str = ""
    look: int = 1


@dataclass(frozen=True)
class Month:
    start: datetime
    count: int
    share: float


def activity() -> list[Bar]:
    prospect = Q(is_active=False, is_prospect=True)
    counted = Customer.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        inactive=Count("pk", filter=Q(is_active=False, is_prospect=False)),
        prospect=Count("pk", filter=prospect),
    )
    labels = {"active": _("Active"), "inactive": _("Inactive"), "prospect": _("Prospects")}
    return split([(label, counted[key], {"status": key}) for key, label in labels.items()])


def forms() -> list[Bar]:
    counted = dict(Customer.objects.order_by().values_list("form").annotate(Count("pk")))
    kinds = ((Form.PERSON, _("Persons")), (Form.COMPANY, _("Companies")))
    return split([(label, counted.get(form, 0), {"form": form, "inactive": "1"}) for form, label in kinds])


def types() -> list[Bar]:
    rows = Customer.objects.exclude(type=None).order_by().values_list("type__name", "type").annotate(Count("pk"))
    return bars([(name, count, {"type": key, "inactive": "1"}) for name, key, count in rows])


def labels() -> list[Bar]:
    rows = (
        Label.objects.annotate(count=Count("customers"))
        .filter(count__gt=0)
        .order_by()
        .values_list("name", "pk", "count")
    )
    return bars([(name, count, {"label": key, "inactive": "1"}) for name, key, count in rows])


def cities() -> list[Bar]:
    """The ten with most customers; one city written in capitals and small letters is one."""
    written = (
        Customer.objects.exclude(city="").values_list("city").annotate(count=Count("pk")).order_by("-count", "city")
    )
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for city, count in written[:SPELLINGS]:
        folded = " ".join(city.split()).casefold()
        names.setdefault(folded, city)
        counted[folded] += count
    found = counted.most_common(MOST_CITIES)
    return bars([(names[city], count, {"city": names[city], "inactive": "1"}) for city, count in found])


def months() -> list[Month]:
    """New customers in each of the last twelve months, the shop's clock deciding where a month begins."""
    starts = _starts()
    new: QuerySet[Any, Any] = Customer.objects.filter(created_at__gte=starts[0])
    rows = new.order_by().annotate(month=TruncMonth("created_at")).values_list("month").annotate(Count("pk"))
    counted = {(month.year, month.month): count for month, count in rows}
    counts = [counted.get((start.year, start.month), 0) for start in starts]
    most = max(counts) or 1
    return [Month(start, count, 100 * count / most) for start, count in zip(starts, counts, strict=True)]


def _starts() -> list[datetime]:
    """The first moments of the last twelve months, the running one last."""
    now = timezone.localtime()
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    months = [first.year * 12 + first.month - 1 - back for back in reversed(range(MONTHS))]
    return [timezone.make_aware(first.replace(year=month // 12, month=month % 12 + 1)) for month in months]


def bars(values: Sequence[tuple[str, int, dict[str, Any]]]) -> list[Bar]:
    """Each against the greatest."""
    ordered = sorted(values, key=lambda value: (-value[1], value[0]))
    most = max((count for _label, count, _query in ordered), default=0) or 1
    return [Bar(label, count, 100 * count / most, query=urlencode(query)) for label, count, query in ordered]


def split(values: Sequence[tuple[str, int, dict[str, Any]]]) -> list[Bar]:
    """Each as its part of the whole, one after the other."""
    whole = sum(count for _label, count, _query in values) or 1
    parts, before = [], 0.0
    for look, (label, count, query) in enumerate(values, start=1):
        share = 100 * count / whole
        parts.append(Bar(capfirst(label), count, share, before, urlencode(query), look))
        before += share
    return parts
