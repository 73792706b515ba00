"""The shop as it stands at the head of a document: the part `shop` of what is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.actions import keep_asset

if TYPE_CHECKING:
    from core.models import Shop
    from documents.shapes import ShopPart


def shop_part(shop: Shop) -> ShopPart:
    """The logo is kept among the assets, under its fingerprint."""
    return {
        "name": shop.name,
        "legal_name": shop.legal_name or shop.name,
        "address": shop.address_lines,
        "city": shop.city,
        "tax_number": shop.tax_number,
        "registration_number": shop.registration_number,
        "phone": shop.phone,
        "email": shop.email,
        "logo": keep_asset(bytes(shop.logo), "image/png") if shop.logo else None,
    }
