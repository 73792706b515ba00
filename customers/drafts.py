"""A customer as somebody typed it: what the forms, the import and the intake hand to the deeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.models import PhoneKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IDENTITY = ("id_card_series", "id_card_number")  # asked for only if the law asks; never written into the history
EDITABLE = (
    "external_number", "form", "type", "first_name", "last_name", "legal_name", "trade_name", "is_prospect", "email",
    "messenger", "street", "city", "region", "postal_code", "country", "tax_number", "registration_number", "language",
    "responsible", "discount_card", "price_type", *IDENTITY,
)  # fmt: skip


@dataclass(frozen=True)
class TypedPhone:
    raw: str
    kind: str = PhoneKind.MOBILE


@dataclass(frozen=True)
class TypedContact:
    """A contact as typed; `key` is the person's, where one stands in the book already."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""
    may_collect: bool = False
    key: int | None = None
    is_primary: bool = False


@dataclass(frozen=True)
class CustomerDraft:
    """A customer as typed: `fields` by the names in EDITABLE, and for a new one its first `note`.

    The first phone is the main one; so is the first contact the primary, if none is marked. Labels go by name, consents by
    channel (None: not asked); what is None as a whole stays as it is.
    """

    fields: dict[str, Any]
    phones: Sequence[TypedPhone] = ()
    contacts: Sequence[TypedContact] = ()
    labels: Sequence[str] | None = None
    consents: Mapping[str, bool | None] | None = None
