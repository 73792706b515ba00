"""The deeds on the shop itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import history
from core import shop as shops
from core.locks import Stale, deed
from core.models import Shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

EDITABLE = (
    "name", "legal_name", "street", "city", "region", "postal_code", "country", "tax_number", "registration_number", "phone",
    "email", "currency", "time_zone", "language", "public_url", "logo", "terms", "reach_rule", "active_days",
    "statuses", "accent", "paper_sizes", "terms_by_kind", "prices_include_tax", "warranty_months",
    "estimate_days",
)  # fmt: skip
AMOUNTS_EXIST: list[Callable[[], bool]] = []  # each app with amounts adds its question


class CurrencyLocked(Exception):
    """An amount was written already: the shop has one currency, for good."""


def currency_is_locked() -> bool:
    return any(exist() for exist in AMOUNTS_EXIST)


@deed
def save_shop(*, fields: dict[str, Any], version: int, by: User) -> Shop:
    """Write down whose shop this is; `fields` by the names in EDITABLE. Raises Stale and CurrencyLocked.

    A shop that was never set up has version 0: of two people who set it up at once, the second sees what the first wrote.
    """
    shop = _lock()
    if shop.version != version:
        raise Stale(shop)
    changed = [name for name in EDITABLE if name in fields and _plain(getattr(shop, name)) != _plain(fields[name])]
    was_set_up = version > 0  # before that nobody has chosen a currency
    if "currency" in changed and was_set_up and currency_is_locked():
        raise CurrencyLocked
    for name in changed:
        setattr(shop, name, fields[name])
    shop.version += 1
    shop.save()
    shops.forget()
    history.record("shop_changed", by=by, kind="shop", number="SHOP", facts={"fields": changed})
    return shop


def _lock() -> Shop:
    empty = Shop(pk=1, name="", country="", currency="EUR", time_zone="UTC", language="en", version=0)
    Shop.objects.bulk_create([empty], ignore_conflicts=True)
    return Shop.objects.select_for_update().get(pk=1)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
