"""The shop's usual jobs and parts: found while typing, at the customer's price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import history, search
from core.locks import Gone, Stale, deed
from repairs import rates
from repairs.models import CatalogueItem, CataloguePrice, TaxRate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from django.db.models import QuerySet

    from accounts.models import User
    from customers.models import PriceType

MOST_HITS = 8


def matching(typed: str) -> QuerySet[CatalogueItem]:
    """The items that have every word typed."""
    return CatalogueItem.objects.filter(search.condition(search.words(typed))).order_by("text", "pk")


def found(typed: str, price_type: int | None) -> list[tuple[CatalogueItem, Decimal]]:
    """The first items that fit, with the price for this type of customer; nothing for nothing typed."""
    if not search.words(typed):
        return []
    items = list(matching(typed).filter(is_active=True)[:MOST_HITS])
    theirs = dict(
        CataloguePrice.objects.filter(item__in=items, price_type=price_type).values_list("item_id", "unit_price")
    )
    return [(item, theirs.get(item.pk, item.unit_price)) for item in items]


def line_of(item: CatalogueItem, price_type: int | None) -> dict[str, Any]:
    """What a new line's form begins with when it is taken from the catalogue."""
    price = CataloguePrice.objects.filter(item=item, price_type=price_type).values_list("unit_price", flat=True).first()
    return {
        "catalogue_item": item.pk,
        "kind": item.kind,
        "code": item.code,
        "text": item.text,
        "unit_price": item.unit_price if price is None else price,
        "tax_rate": rates.code(rates.default_rate() if item.tax_rate is None else item.tax_rate),
    }


@deed
def save_item(
    *,
    key: int | None,
    fields: dict[str, Any],
    by: User,
    prices: Mapping[PriceType, Decimal | None] | None = None,
    version: int = 0,
) -> CatalogueItem:
    """Add an item (`key` None) or save an edited one; `prices` by price type, None for the usual price. Raises Gone and Stale."""
    item = CatalogueItem() if key is None else CatalogueItem.objects.select_for_update().filter(pk=key).first()
    if item is None:
        raise Gone(str(key))
    if key is not None and item.version != version:
        raise Stale(item)
    for name, value in fields.items():
        setattr(item, name, value)
    item.version += 0 if key is None else 1
    item.save()
    _write_prices(item, prices or {})
    _tell("item_added" if key is None else "item_changed", item.pk, item.text, by=by)
    return item


def _write_prices(item: CatalogueItem, prices: Mapping[PriceType, Decimal | None]) -> None:
    item.prices.filter(price_type__in=list(prices)).delete()
    CataloguePrice.objects.bulk_create(
        CataloguePrice(item=item, price_type=price_type, unit_price=price)
        for price_type, price in prices.items()
        if price is not None
    )


@deed
def save_rate(*, key: int | None, fields: dict[str, Any], by: User, version: int = 0) -> TaxRate:
    """Add a rate of tax (`key` None) or save an edited one. Of several, one is the usual one. Raises Gone and Stale."""
    standing = list(TaxRate.objects.select_for_update().order_by("pk"))
    rate = TaxRate() if key is None else next((each for each in standing if each.pk == key), None)
    if rate is None:
        raise Gone(str(key))
    if key is not None and rate.version != version:
        raise Stale(rate)
    for name, value in fields.items():
        setattr(rate, name, value)
    rate.is_default = (rate.is_default or not standing) and rate.is_active
    if rate.is_default:
        TaxRate.objects.exclude(pk=rate.pk).update(is_default=False)
    rate.version += 0 if key is None else 1
    rate.save()
    _tell("rate_added" if key is None else "rate_changed", rate.pk, f"{rate.name} {rates.code(rate.rate)} %", by=by)
    return rate


def _tell(verb: str, key: int, text: str, *, by: User) -> None:
    history.record(verb, by=by, kind="catalogue", number=str(key), detail={"text": text})
