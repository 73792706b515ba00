"""The terms printed on documents: the shop's own text with named places, never template code.

`{customer}` stands for the customer's name of that document, and so on; a place that the document knows nothing for is printed as
a dash. A kind without terms of its own prints the general ones, if it is about a repair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from documents.kinds import DocumentKind
from documents.wording import full_moment, money, short_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.models import Shop

PLACE = re.compile(r"\{([^{}\n]*)\}")
LONGEST_VALUE, LONGEST_CLAUSE = 200, 4000
GENERAL = {
    DocumentKind.INTAKE_RECEIPT,
    DocumentKind.REPAIR_ORDER,
    DocumentKind.ESTIMATE,
    DocumentKind.DIAGNOSIS_REPORT,
    DocumentKind.HANDOVER_REPORT,
    DocumentKind.WARRANTY_CERTIFICATE,
}

type Values = dict[str, Any]


def _amount(name: str) -> Callable[[Values], str]:
    return lambda content: money(_of(content, "order", name), _of(content, "order", "currency"))


def _of(content: Values, part: str, name: str) -> str:
    return str((content.get(part) or {}).get(name) or "")


def _months(content: Values) -> str:
    return _of(content, "warranty", "months") or _of(content, "order", "warranty_months")


def _until(content: Values) -> str:
    return short_date(_of(content, "warranty", "until") or _of(content, "order", "warranty_until"))


VARIABLES: dict[str, tuple[Any, Callable[[Values], str]]] = {
    "shop": (_("name of the shop"), lambda content: _of(content, "shop", "name")),
    "shop_phone": (_("phone of the shop"), lambda content: _of(content, "shop", "phone")),
    "customer": (_("name of the customer"), lambda content: _of(content, "customer", "name")),
    "device": (_("device"), lambda content: _of(content, "device", "title")),
    "order": (_("number of the work order"), lambda content: _of(content, "order", "number")),
    "slip_code": (_("code of the slip"), lambda content: _of(content, "order", "slip_code")),
    "promised": (_("promised date"), lambda content: full_moment(_of(content, "order", "promised_at"))),
    "technician": (_("technician"), lambda content: _of(content, "order", "technician")),
    "estimated_cost": (_("estimated cost"), _amount("estimated_cost")),
    "diagnosis_fee": (_("diagnosis fee"), _amount("diagnosis_fee")),
    "warranty_months": (_("months of warranty"), _months),
    "warranty_until": (_("end of the warranty"), _until),
}


def unknown(text: str) -> list[str]:
    """The places in a text that stand for nothing, in the order they are met."""
    return [name for name in PLACE.findall(text) if name not in VARIABLES]


def has_stray_brace(text: str) -> bool:
    """Whether a brace is left that begins or ends no place: it would be printed as it stands."""
    return bool(set("{}") & set(PLACE.sub("", text)))


def clauses(shop: Shop, kind: str, language: str, content: Values) -> list[str]:
    """The terms of a document that is being issued, its places filled from its content, in its language."""
    with override(language):
        return [filled(clause, content) for clause in _written(shop, kind, language)]


def _written(shop: Shop, kind: str, language: str) -> list[str]:
    own: dict[str, str] = shop.terms_by_kind.get(kind) or {}
    if not own:
        return shop.terms_in(language) if kind in GENERAL else []
    text = own.get(language) or own.get(shop.language) or next(iter(own.values()))
    return [line.strip() for line in text.splitlines() if line.strip()]


def filled(clause: str, content: Values) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in VARIABLES:
            return match[0]
        return " ".join(VARIABLES[match[1]][1](content).split())[:LONGEST_VALUE] or "—"

    return PLACE.sub(value, clause)[:LONGEST_CLAUSE]
