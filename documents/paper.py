"""What stands on paper: the frozen content (documents/shapes.py) put into words of the customer's language, ready for the templates."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from documents import closings
from documents.blocks import block_context, payment_rows, signers, titles
from documents.qr import qr_png
from documents.wording import (
    cleaned,
    fingerprint,
    full_moment,
    imei,
    joined,
    long_date,
    mileage,
    money,
    phone,
    short_date,
    short_moment,
    shortened,
    shortened_lines,
    tag_moment,
)

LANGUAGES = ("en", "ro", "lv", "ru", "fr")

type Values = dict[str, Any]

# Every key the templates read, in its empty form: content frozen by an older version may know fewer.
BLANK: Values = {
    "shop": dict.fromkeys(["name", "legal_name", "tax_number", "registration_number", "phone", "email", "city"], "")
    | {"address": [], "logo": None},
    "customer": dict.fromkeys(["number", "name", "form", "email", "tax_number", "contact"], "")
    | {"address": [], "phones": []},
    "device": dict.fromkeys(
        ["number", "title", "kind", "brand", "model", "colour", "imei", "imei2", "serial", "vin", "plate", "mileage"],
        "",
    ),
    "order": dict.fromkeys(
        [
            "number",
            "slip_code",
            "status_url",
            "kind",
            "received_at",
            "received_by",
            "promised_at",
            "technician",
            "reported_fault",
            "condition",
            "accessories",
            "estimated_cost",
            "diagnosis_fee",
            "currency",
            "work_done",
            "outcome",
            "final_cost",
            "handed_over_at",
            "handed_over_by",
            "collected_by",
            "warranty_months",
            "warranty_until",
        ],
        "",
    ),
    "terms": [],
    "issued_by": "",
    "checklist": [],
    "signatures": {},
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Everything needed to draw a document: frozen content and the images it names, nothing of today."""

    kind: str
    number: str
    issued_at: str  # ISO 8601 with the offset of the shop's zone
    language: str
    fingerprint: str  # SHA-256 of the content, hexadecimal
    template_version: int
    content: dict[str, Any]
    assets: dict[str, bytes]  # SHA-256 -> PNG


def paper_context(paper: Paper) -> Values:
    frozen = completed(paper.content)
    content = cleaned(paper.content) | cleaned(frozen)
    images = {who: asset(key, paper) for who, key in frozen["signatures"].items()}
    shop, customer, device, order = (content[part] for part in ("shop", "customer", "device", "order"))
    return {
        **_imprint(paper),
        **block_context(content),
        "title": titles().get(paper.kind, ""),
        "closing": closings.closing(content),
        "destruction": closings.destruction(content),
        "signers": signers(paper.kind, content, images, short_moment(paper.issued_at)),
        "issued_by": content["issued_by"],
        "shop": shop | _shop_lines(shop) | {"logo": asset(frozen["shop"]["logo"], paper)},
        "customer": customer | {"phones": [phone(value) for value in customer["phones"]]},
        "device": device | {"name": device_name(device), "rows": device_rows(device, order)},
        "order": order,
        "repair": repair_rows(paper.kind, order),
        "prices": [*price_rows(paper.kind, order, itemised=bool(content.get("lines"))), *received(paper.kind, content)],
        "tag": tag(customer, device, order),
        "terms": term_columns(content["terms"]),
        "checklist": content["checklist"],
        "signatures": images,
        "scannable": str(frozen["order"]["status_url"]).startswith("http"),
        "qr": qr_png(frozen["order"]["status_url"]),
    }


def plain_context(paper: Paper) -> Values:
    """Every value of the content, one under the other, whatever the content is."""
    return {
        **_imprint(paper),
        "qr": b"",
        "rows": [(name, shortened_lines(text)) for name, text in _flat(cleaned(paper.content))],
    }


def _imprint(paper: Paper) -> Values:
    return {
        "language": get_language(),
        "number": cleaned(paper.number),
        "created": cleaned(paper.issued_at),
        "issued_on": long_date(paper.issued_at),
        "issued_at": short_moment(paper.issued_at),
        "fingerprint": fingerprint(paper.fingerprint),
    }


def _flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [row for key, part in value.items() for row in _flat(part, f"{name} / {key}" if name else str(key))]
    if isinstance(value, list):
        return [row for part in value for row in _flat(part, name)]
    return [(name.replace("_", " "), str(value))] if value is not None and value != "" else []


def completed(content: Values) -> Values:
    """The content with every key there, and "" where it holds null."""
    return {
        key: {**blank, **{name: "" if value is None else value for name, value in content.get(key, {}).items()}}
        if isinstance(blank, dict)
        else content.get(key) or blank
        for key, blank in BLANK.items()
    }


def asset(key: str | None, paper: Paper) -> str:
    return f"paper:/asset/{key}" if key in paper.assets else ""


# --- the blocks ------------------------------------------------------------------------------------------------------
def _shop_lines(shop: Values) -> Values:
    lines = [
        joined(shop["address"]),
        joined([shop["tax_number"], shop["registration_number"]], " · "),
        joined([phone(shop["phone"]), shop["email"]], " · "),
    ]
    return {"title": shop["legal_name"] or shop["name"], "lines": [line for line in lines if line]}


def device_name(device: Values) -> str:
    name = device["title"] or " ".join(filter(None, [device["brand"], device["model"]])) or device["kind"]
    colour = device["colour"]
    return f"{name}, {colour}" if colour and colour.casefold() not in name.casefold() else name


def device_rows(device: Values, order: Values) -> list[tuple[str, str]]:
    vehicle = bool(device["vin"] or device["plate"])
    rows = [
        (gettext("IMEI"), imei(device["imei"])),
        (gettext("IMEI 2"), imei(device["imei2"])),
        (gettext("Serial no."), device["serial"] or ("" if vehicle else "—")),
        (gettext("Plate"), device["plate"]),
        (gettext("VIN"), device["vin"]),
        (gettext("Mileage"), mileage(device["mileage"])),
        (gettext("Handed in"), order["accessories"]),
    ]
    return [row for row in rows if row[1]]


def order_kind(code: str) -> str:
    words = {
        "paid": gettext("paid repair"),
        "warranty": gettext("warranty repair"),
        "urgent": gettext("urgent repair"),
        "on_site": gettext("on-site repair"),
    }
    return words.get(code, code)


def outcome(code: str) -> str:
    words = {"not_repaired": gettext("not repaired"), "declined": gettext("estimate declined, not repaired")}
    return words.get(code, "")


def repair_rows(kind: str, order: Values) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it is what the customer looks for."""
    received = joined([order["received_by"], short_moment(order["received_at"])])
    if kind == "handover_report":
        rows = [
            (gettext("Handed over by"), joined([order["handed_over_by"], short_moment(order["handed_over_at"])]), True),
            (gettext("Collected by"), order["collected_by"], False),
            (gettext("Received by"), received, False),
            (gettext("Technician"), order["technician"], False),
            (gettext("Type"), order_kind(order["kind"]), False),
            (gettext("Warranty"), warranty(order), False),
            (gettext("Result"), outcome(order["outcome"]), True),
        ]
    else:
        shown = "" if kind == "intake_receipt" else order["technician"]
        rows = [
            (gettext("Promised date"), full_moment(order["promised_at"]), True),
            (gettext("Type"), order_kind(order["kind"]), False),
            (gettext("Received by"), received, False),
            (gettext("Technician"), shown, False),
        ]
    return [row for row in rows if row[1]]


def warranty(order: Values) -> str:
    until = short_date(order["warranty_until"])
    months = str(order["warranty_months"] or "")
    if until:
        return gettext("until %(date)s") % {"date": until}
    if months.isdecimal():
        return ngettext("%(months)s month", "%(months)s months", int(months)) % {"months": months}
    return months


def price_rows(kind: str, order: Values, *, itemised: bool) -> list[tuple[str, str]]:
    """What stands beside the repair; where lines are listed their sum stands under them."""
    if kind == "handover_report":
        rows = [(gettext("Price"), "" if itemised else order["final_cost"])]
    else:
        rows = [
            (gettext("Estimated cost"), "" if itemised else order["estimated_cost"]),
            (gettext("Diagnosis fee, if you decline the estimate"), order["diagnosis_fee"]),
        ]
    return [(label, money(amount, order["currency"])) for label, amount in rows if amount]


def received(kind: str, content: Values) -> list[tuple[str, str]]:
    """The deposit stands on the receipt the customer takes home."""
    if kind != "intake_receipt":
        return []
    currency = content["order"]["currency"]
    return [(label, amount) for label, amount, _strong in payment_rows(content.get("payments") or [], currency)]


def term_columns(terms: list[str]) -> list[list[tuple[int, str]]]:
    """Numbered clauses in two columns about equally long."""
    clauses = list(enumerate(filter(None, terms), start=1))
    half = sum(len(text) + 40 for _, text in clauses) / 2
    columns: list[list[tuple[int, str]]] = [[], []]
    length = 0
    for number, text in clauses:
        columns[length >= half].append((number, text))
        length += len(text) + 40
    return columns if clauses else []


def tag(customer: Values, device: Values, order: Values) -> Values:
    """The strip tied to the device on the bench: no more of the customer than it takes to tell two apart."""
    rows = [
        (gettext("Promised"), tag_moment(order["promised_at"])),
        (gettext("Customer"), shortened(tag_customer(customer), 40)),
        (gettext("Technician"), shortened(order["technician"], 40)),
        (gettext("Fault"), shortened(order["reported_fault"], 60)),
        (gettext("Handed in"), shortened(order["accessories"], 60)),
    ]
    first = next((row for row in device_rows(device, order) if row[1] != "—"), None)
    return {
        "device": shortened(device_name(device), 60),
        "identifier": f"{first[0]} {first[1]}" if first and first[1] != order["accessories"] else "",
        "rows": [row for row in rows if row[1]],
    }


def tag_customer(customer: Values) -> str:
    words = customer["name"].split()
    person = customer["form"] == "person" and len(words) > 1
    name = f"{words[-1]} {words[0][0]}." if person else customer["name"]
    digits = re.sub(r"\D", "", "".join(customer["phones"][:1]))[-6:]
    return f"{name} · …{digits[:3]} {digits[3:]}" if digits else name
