"""The blocks of a paper beside customer and device: lines and sums, payments, estimate, warranty, signatures, closings."""

import re
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from documents.kinds import DocumentKind
from documents.wording import joined, long_date, money, percent, quantity, short_date, short_moment

type Values = dict[str, Any]
type Rows = list[tuple[str, str, bool]]  # label, value, and whether it is what the reader looks for

SIZES = ("a4", "a5", "roll")
ACCENT = re.compile(r"#[0-9a-f]{6}")
BOTH_SIGN = {"intake_receipt", "repair_order", "handover_report", "warranty_certificate", "delivery_note", "contract"}
COLLECTED = {"handover_report", "warranty_certificate", "delivery_note"}
CUSTOMER_SIGNS = BOTH_SIGN | {"estimate"}


def block_context(content: Values) -> Values:
    """What the templates show of `content`, which is cleaned and may lack any key."""
    order = content.get("order") or {}
    totals = content.get("totals") or {}
    currency = totals.get("currency") or order.get("currency") or ""
    return {
        "size": size(content),
        "accent": accent(content),
        "preview": bool((content.get("paper") or {}).get("preview")),
        "corrects": corrects(content.get("corrects") or {}),
        "lines": [_line(number, line, currency) for number, line in enumerate(content.get("lines") or [], start=1)],
        "line_columns": line_columns(content),
        "sums": sums(totals, currency),
        "payments": payment_rows(content.get("payments") or [], currency),
        "payment": payment_facts(content.get("payment") or {}, order, totals),
        "passcode": order.get("passcode") == "given",
        "estimate": estimate_rows(content.get("estimate") or {}, currency),
        "estimate_note": (content.get("estimate") or {}).get("note", ""),
        "diagnosis": content.get("diagnosis") or {},
        "diagnosis_rows": diagnosis_rows(content.get("diagnosis") or {}, order),
        "warranty": content.get("warranty") or {},
        "warranty_rows": warranty_rows(content.get("warranty") or {}),
        "delivery": content.get("delivery") or {},
        "delivery_rows": delivery_rows(content.get("delivery") or {}),
        "clauses": content.get("clauses") or [],
    }


def size(content: Values) -> str:
    wanted = (content.get("paper") or {}).get("size")
    return wanted if wanted in SIZES else "a4"


def accent(content: Values) -> str:
    wanted = str((content.get("paper") or {}).get("accent") or "").lower()
    return wanted if ACCENT.fullmatch(wanted) else "#000000"


def titles() -> dict[str, str]:
    return {code: str(label) for code, label in DocumentKind.choices}


def corrects(named: Values) -> Values:
    if not named.get("number"):
        return {}
    words = {
        "kind": titles().get(named.get("kind", ""), ""),
        "number": named["number"],
        "date": long_date(named.get("issued_at", "")),
    }
    if named.get("cancels"):
        sentence = gettext("This document cancels: %(kind)s %(number)s of %(date)s.")
    else:
        sentence = gettext("This document corrects and replaces: %(kind)s %(number)s of %(date)s.")
    return {
        "sentence": (sentence % words).replace("..", "."),  # a Russian date ends with a point of its own
        "reason": named.get("reason", ""),
    }


# --- lines and sums --------------------------------------------------------------------------------------------------
def line_columns(content: Values) -> Values:
    lines = content.get("lines") or []
    with_tax = bool((content.get("totals") or {}).get("prices_include_tax"))
    return {
        "price": gettext("Price with tax") if with_tax else gettext("Price"),
        "discount": any(_discount(line, "") for line in lines),
        "tax": any(_number(line.get("tax_rate")) for line in lines),
        "decision": any(line.get("decision") for line in lines),
    }


def _line(number: int, line: Values, currency: str) -> Values:
    decisions = {"approved": gettext("approved"), "declined": gettext("declined")}
    return {
        "number": number,
        "text": line.get("text", ""),
        "code": line.get("code", ""),
        "quantity": joined([quantity(line.get("quantity", "")), line.get("unit", "")], "\u00a0"),
        "price": money(line.get("unit_price", ""), currency, bare=True),
        "discount": _discount(line, currency),
        "tax": percent(line.get("tax_rate", "")),
        "total": money(line.get("total", ""), currency, bare=True),
        "decision": decisions.get(line.get("decision", ""), ""),
        "declined": line.get("decision") == "declined",
    }


def _discount(line: Values, currency: str) -> str:
    """As it was given: a percentage or an amount."""
    if _number(line.get("discount")):
        return percent(line["discount"])
    return money(line["discount_amount"], currency, bare=True) if _number(line.get("discount_amount")) else ""


def sums(totals: Values, currency: str) -> Rows:
    """From the sum without tax down to what is left to pay; a shop without tax sees only the total."""
    if not totals.get("total"):
        return []
    taxed = [part for part in totals.get("rates") or [] if _number(part.get("rate")) or _number(part.get("tax"))]
    rows: list[tuple[str, str | None, bool]] = []
    if _number(totals.get("discount")):
        rows.append((gettext("Discount included"), totals["discount"], False))
    if taxed:
        rows.append((gettext("Sum without tax"), totals.get("net"), False))
        rows += [(_tax_label(part, currency), part.get("tax"), False) for part in taxed]
    rows.append((gettext("Total"), totals["total"], True))
    if _number(totals.get("paid")):
        rows.append((pgettext("money", "Paid"), totals["paid"], False))
        rows.append((gettext("Left to pay"), totals.get("due") or "0", True))
    return [(label, money(amount or "", currency), strong) for label, amount, strong in rows]


def _tax_label(part: Values, currency: str) -> str:
    words = {"rate": percent(part.get("rate", "")), "net": money(part.get("net", ""), currency, bare=True)}
    return gettext("Tax %(rate)s on %(net)s") % words


def _number(value: Any) -> bool:
    return str(value or "").strip("0.-") != ""


# --- payments --------------------------------------------------------------------------------------------------------
def method(code: str) -> str:
    words = {
        "cash": gettext("in cash"),
        "card": gettext("by card"),
        "transfer": gettext("by bank transfer"),
        "online": gettext("online"),
        "other": gettext("otherwise"),
    }
    return words.get(code, code)


def payment_kind(code: str) -> str:
    words = {"deposit": gettext("Deposit"), "balance": gettext("Payment"), "refund": gettext("Refund")}
    return words.get(code, gettext("Payment"))


def payment_rows(payments: list[Values], currency: str) -> Rows:
    return [
        (
            joined(
                [payment_kind(each.get("kind", "")), method(each.get("method", "")), short_date(each.get("at", ""))]
            ),
            money(each.get("amount", ""), each.get("currency") or currency),
            False,
        )
        for each in payments
    ]


def payment_facts(payment: Values, order: Values, totals: Values) -> Values:
    if not payment.get("amount"):
        return {}
    currency = payment.get("currency") or order.get("currency") or ""
    refund = payment.get("kind") == "refund"
    rows = [
        (gettext("For work order"), order.get("number", ""), False),
        (gettext("How"), method(payment.get("method", "")), False),
        (gettext("When"), short_moment(payment.get("at", "")), False),
        (gettext("Paid back by") if refund else gettext("Received by"), payment.get("by", ""), False),
        (gettext("Note"), payment.get("note", ""), False),
    ]
    return {
        "label": gettext("Paid back to the customer") if refund else payment_received(payment.get("kind", "")),
        "amount": money(payment["amount"], currency),
        "rows": [row for row in rows if row[1]],
        "sums": sums(totals, currency),
    }


def payment_received(code: str) -> str:
    return gettext("Deposit received") if code == "deposit" else gettext("Amount received")


# --- estimate, diagnosis, warranty, delivery -------------------------------------------------------------------------
def estimate_rows(estimate: Values, currency: str) -> Rows:
    decisions = {
        "approved": gettext("approved"),
        "declined": gettext("declined"),
        "partly": gettext("approved in part"),
    }
    ways = {
        "desk": gettext("at the desk"),
        "phone": gettext("by phone"),
        "link": gettext("on the status page"),
        "paper": gettext("on paper"),
        "email": gettext("by e-mail"),
    }
    how = estimate.get("decided_how", "")
    decision = [decisions.get(estimate.get("decision", ""), ""), estimate.get("decided_by", ""), ways.get(how, how)]
    version = estimate.get("version")
    rows = [
        (gettext("Version"), str(version) if version and version != 1 else "", False),
        (gettext("Valid until"), short_date(estimate.get("valid_until", "")), True),
        (gettext("Answer"), joined([*decision, short_moment(estimate.get("decided_at", ""))]), True),
        (gettext("Approved sum"), money(estimate.get("approved_total", ""), currency), False),
    ]
    return [row for row in rows if row[1]]


def diagnosis_rows(diagnosis: Values, order: Values) -> Rows:
    verdicts = {"yes": gettext("a repair is worth it"), "no": gettext("a repair is not worth it")}
    by = diagnosis.get("by") or order.get("technician") or ""
    rows = [
        (gettext("Verdict"), verdicts.get(diagnosis.get("worth_it", ""), ""), True),
        (gettext("Examined by"), joined([by, short_moment(diagnosis.get("at", ""))]), False),
    ]
    return [row for row in rows if row[1]] if diagnosis else []


def warranty_rows(warranty: Values) -> Rows:
    months = warranty.get("months") or 0
    term = ngettext("%(months)s month", "%(months)s months", months) % {"months": months} if months else ""
    rows = [
        (gettext("Warranty period"), term, True),
        (gettext("From"), long_date(warranty.get("starts", "")), False),
        (gettext("Valid until"), long_date(warranty.get("until", "")), True),
    ]
    return [row for row in rows if row[1]]


def delivery_rows(delivery: Values) -> Rows:
    rows = [
        (gettext("Delivered to"), joined([delivery.get("recipient", ""), *(delivery.get("address") or [])]), True),
        (gettext("Carried by"), delivery.get("carrier", ""), False),
        (gettext("Sent"), short_moment(delivery.get("sent_at", "")), False),
        (gettext("Note"), delivery.get("note", ""), False),
    ]
    return [row for row in rows if row[1]]


# --- who signs -------------------------------------------------------------------------------------------------------
def signers(kind: str, content: Values, images: dict[str, str], signed_at: str) -> list[Values]:
    confirmations = (content.get("destruction") or {}).get("confirmations") or []
    if confirmations:
        return [
            {"text": joined([each.get("name", ""), short_moment(each.get("at", ""))]), "image": ""}
            for each in confirmations
        ]
    shop = {
        "text": gettext("For the shop: %(issued_by)s") % {"issued_by": content.get("issued_by", "")},
        "image": images.get("shop", ""),
        "alt": gettext("Signature for the shop"),
    }
    if kind not in CUSTOMER_SIGNS:
        return [{"text": "", "image": "", "blank": True}, shop]
    order = content.get("order") or {}
    collected_by = order.get("collected_by") if kind in COLLECTED else ""
    name = content.get("signed_by") or collected_by or content["customer"]["name"]
    text = gettext("Customer: %(signer)s") % {"signer": name[:70]}
    if images.get("customer"):
        text = joined([text, gettext("signed on the screen, %(issued_at)s") % {"issued_at": signed_at}])
    customer = {"text": text, "image": images.get("customer", ""), "alt": gettext("Signature of the customer")}
    return [customer, shop]
