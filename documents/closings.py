"""Papers about the archive itself: the monthly closing and the minutes of destruction."""

from typing import Any

from django.utils.translation import gettext, ngettext

from documents.blocks import method, titles
from documents.wording import long_date, money, short_date

type Values = dict[str, Any]


def closing(content: Values) -> Values:
    frozen = content.get("closing") or {}
    if not frozen:
        return {}
    currency = frozen.get("currency", "")
    debt, deposits = gettext("Debt"), gettext("Deposits held")
    if frozen.get("as_of"):
        day = short_date(frozen["as_of"])
        debt, deposits = gettext("Debt on %(day)s") % {"day": day}, gettext("Deposits held on %(day)s") % {"day": day}
    rows = [
        (gettext("Turnover"), frozen.get("turnover", "")),
        (debt, frozen.get("debt", "")),
        (deposits, frozen.get("deposits", "")),
    ]
    return {
        "period": gettext("From %(start)s to %(end)s")
        % {"start": long_date(frozen.get("starts", "")), "end": long_date(frozen.get("ends", ""))},
        "documents": [_counted(each, currency) for each in frozen.get("documents") or []],
        "heads": [_head(each) for each in frozen.get("heads") or []],
        "money": [(label, money(amount, currency)) for label, amount in rows if amount],
        "payments": [
            (method(each.get("method", "")), money(each.get("amount", ""), currency))
            for each in frozen.get("payments") or []
        ],
    }


def _counted(each: Values, currency: str) -> Values:
    code = each.get("kind", "")
    return {
        **each,
        "kind": titles().get(code, code),
        "total": money(each["total"], currency, bare=True) if each.get("total") else "",
    }


def _head(each: Values) -> Values:
    code = str(each.get("series", "")).split("/")[0]
    label = gettext("Stored files") if code == "document_file" else titles().get(code, code)
    return {**each, "label": label, "hash": in_groups(each.get("own_hash", ""))}


def destruction(content: Values) -> Values:
    frozen = content.get("destruction") or {}
    if not frozen:
        return {}
    listed = frozen.get("documents") or []
    return {
        "rule": frozen.get("rule", ""),
        "reason": frozen.get("reason", ""),
        "sentence": ngettext(
            "The content and the file of %(count)s document were destroyed; its number and its fingerprints stay.",
            "The content and the files of %(count)s documents were destroyed; their numbers and their fingerprints stay.",
            len(listed),
        )
        % {"count": len(listed)},
        "documents": [
            {
                "number": each.get("number", ""),
                "kind": titles().get(each.get("kind", ""), each.get("kind", "")),
                "issued_on": short_date(each.get("issued_at", "")),
                "expired_on": short_date(each.get("expired_on", "")),
                "hash": in_groups(each.get("content_hash", "")),
            }
            for each in listed
        ],
    }


def in_groups(value: str) -> str:
    """A whole fingerprint that can be read out and compared; without the breaks that cleaning puts into long words."""
    value = value.replace("\u200b", "")
    return " ".join(value[start : start + 8] for start in range(0, len(value), 8))
