"""A believable content for each kind: what the preview in the settings shows, and what tests draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from documents.kinds import DocumentKind

if TYPE_CHECKING:
    from documents.shapes import (
        ClosingPart,
        Content,
        CustomerPart,
        DestructionPart,
        DevicePart,
        Line,
        OrderPart,
        ShopPart,
        Totals,
    )

MORNING, EVENING = "2026-11-16T10:06:00+02:00", "2026-11-19T16:40:00+02:00"
HASH = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def sample(kind: str, *, shop: ShopPart, currency: str) -> Content:
    """The content of a made-up document, its free texts in the language that is active."""
    content: Content = {"shop": shop, "issued_by": "Ioana Pop"}
    parts = PARTS[DocumentKind(kind)]
    for name, part in _parts(currency).items():
        if name in parts:
            content[name] = part  # type: ignore[literal-required]
    return content


ABOUT_ORDER = ("customer", "device", "order")
SOLD = (*ABOUT_ORDER, "lines", "totals")
PARTS: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.INTAKE_RECEIPT: (*ABOUT_ORDER, "checklist", "payments"),
    DocumentKind.REPAIR_ORDER: (*SOLD, "checklist"),
    DocumentKind.ESTIMATE: (*SOLD, "estimate"),
    DocumentKind.DIAGNOSIS_REPORT: (*ABOUT_ORDER, "diagnosis"),
    DocumentKind.HANDOVER_REPORT: (*SOLD, "payments"),
    DocumentKind.WARRANTY_CERTIFICATE: (*ABOUT_ORDER, "lines", "warranty"),
    DocumentKind.PAYMENT_RECEIPT: (*ABOUT_ORDER, "payment", "totals"),
    DocumentKind.DELIVERY_NOTE: (*SOLD, "delivery"),
    DocumentKind.PROFORMA: SOLD,
    DocumentKind.INVOICE: (*SOLD, "payments"),
    DocumentKind.CREDIT_NOTE: (*SOLD, "corrects"),
    DocumentKind.CONTRACT: ("customer", "clauses"),
    DocumentKind.MONTHLY_CLOSING: ("closing",),
    DocumentKind.MINUTES_OF_DESTRUCTION: ("destruction",),
}


def _parts(currency: str) -> dict[str, Any]:
    return {
        "customer": _customer(),
        "device": _device(),
        "order": _order(currency),
        "checklist": [
            {"label": gettext("Switches on"), "state": "ok"},
            {"label": gettext("Screen"), "state": "bad"},
            {"label": gettext("Camera"), "state": "ok"},
            {"label": gettext("Charges"), "state": "unknown"},
        ],
        "lines": _lines(),
        "totals": _totals(currency),
        "payments": [
            {"kind": "deposit", "method": "cash", "at": MORNING, "amount": "200.00", "currency": currency},
        ],
        "payment": {
            "kind": "deposit",
            "method": "card",
            "at": MORNING,
            "amount": "200.00",
            "currency": currency,
            "by": "Ioana Pop",
        },
        "estimate": {"version": 2, "valid_until": "2026-11-30", "note": gettext("The part is here within two days.")},
        "diagnosis": {
            "found": gettext("The screen is broken; the battery holds 71 % of its charge."),
            "advice": gettext("Replace the screen and the battery."),
            "worth_it": "yes",
            "by": "Radu Mureșan",
            "at": EVENING,
        },
        "warranty": {
            "months": 6,
            "starts": "2026-11-19",
            "until": "2027-05-19",
            "covers": gettext("The parts replaced and the work done."),
            "excludes": gettext("Damage by falls, liquids and work of others."),
        },
        "delivery": {"recipient": "Maria Popescu", "address": ["Str. Observatorului 34", "400500 Cluj-Napoca"]},
        "corrects": {
            "number": "INV-2026-000031",
            "kind": "invoice",
            "issued_at": MORNING,
            "reason": gettext("The tax number was wrong."),
        },
        "clauses": [gettext("The shop repairs the device named above."), gettext("The customer pays at hand-over.")],
        "closing": _closing(currency),
        "destruction": _destruction(),
    }


def _customer() -> CustomerPart:
    return {
        "number": "CLT-000123",
        "name": "Andrei Popescu",
        "form": "person",
        "address": ["Str. Observatorului 34, bl. C, ap. 12", "400500 Cluj-Napoca"],
        "phones": ["+40722418905"],
        "email": "andrei.popescu@example.com",
        "tax_number": "",
        "contact": "",
    }


def _device() -> DevicePart:
    return {
        "number": "DVC-000045",
        "title": "Apple iPhone 13, 128 GB",
        "kind": "phone",
        "brand": "Apple",
        "model": "iPhone 13",
        "colour": "",
        "imei": "351044630482738",
        "imei2": "",
        "serial": "F17XK2M4Q1",
        "vin": "",
        "plate": "",
        "mileage": None,
    }


def _order(currency: str) -> OrderPart:
    return {
        "number": "WO-2026-000045",
        "slip_code": "K7M4QX",
        "status_url": "https://repair.example/r/9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "kind": "paid",
        "received_at": MORNING,
        "received_by": "Ioana Pop",
        "promised_at": "2026-11-18T17:00:00+02:00",
        "technician": "Radu Mureșan",
        "reported_fault": gettext("The screen broke in a fall and does not react at the bottom."),
        "condition": gettext("Scratches on the frame, the back is whole."),
        "accessories": gettext("case, SIM card"),
        "passcode": "given",
        "estimated_cost": "950.00",
        "diagnosis_fee": "60.00",
        "currency": currency,
        "work_done": gettext("Screen and battery replaced, tried for 30 minutes."),
        "final_cost": "1150.00",
        "handed_over_at": EVENING,
        "handed_over_by": "Ioana Pop",
        "collected_by": "Maria Popescu",
        "warranty_months": 6,
        "warranty_until": "2027-05-19",
    }


def _lines() -> list[Line]:
    return [
        {"kind": "part", "code": "A2633-LCD", "text": gettext("Screen"), "quantity": "1", "unit_price": "700.00", "total": "630.00", "tax_rate": "19", "discount": "10"},
        {"kind": "part", "code": "A2633-BAT", "text": gettext("Battery"), "quantity": "1", "unit_price": "220.00", "total": "220.00", "tax_rate": "19"},
        {"kind": "labour", "code": "", "text": gettext("Replacing screen and battery"), "quantity": "1.5", "unit": gettext("h"), "unit_price": "200.00", "total": "300.00", "tax_rate": "9"},
    ]  # fmt: skip


def _totals(currency: str) -> Totals:
    return {
        "currency": currency,
        "prices_include_tax": True,
        "net": "989.52",
        "tax": "160.48",
        "total": "1150.00",
        "rates": [
            {"rate": "19", "net": "714.29", "tax": "135.71", "gross": "850.00"},
            {"rate": "9", "net": "275.23", "tax": "24.77", "gross": "300.00"},
        ],
        "paid": "200.00",
        "due": "950.00",
    }


def _closing(currency: str) -> ClosingPart:
    return {
        "starts": "2026-10-01",
        "ends": "2026-10-31",
        "currency": currency,
        "documents": [
            {"kind": "intake_receipt", "first": "IR-2026-000901", "last": "IR-2026-001042", "count": 142},
            {
                "kind": "payment_receipt",
                "first": "PR-2026-000388",
                "last": "PR-2026-000451",
                "count": 64,
                "total": "21340.00",
            },
        ],
        "heads": [
            {"series": "intake_receipt/2026/", "number": "IR-2026-001042", "position": 1042, "own_hash": HASH},
            {"series": "document_file", "number": "FILE-004211", "position": 4211, "own_hash": HASH[::-1]},
        ],
        "turnover": "38120.00",
        "as_of": "2026-11-01",
        "debt": "1870.00",
        "deposits": "2400.00",
        "payments": [
            {"kind": "balance", "method": "cash", "at": "", "amount": "12990.00", "currency": currency},
            {"kind": "balance", "method": "card", "at": "", "amount": "8350.00", "currency": currency},
        ],
    }


def _destruction() -> DestructionPart:
    return {
        "rule": gettext("Five years from 1 July of the following year."),
        "documents": [
            {"number": f"IR-2019-{n:06}", "kind": "intake_receipt", "issued_at": "2019-03-04T09:00:00+02:00", "expired_on": "2025-07-01", "content_hash": HASH}
            for n in (17, 18, 19)
        ],
        "confirmations": [{"name": "Maria Ionescu", "at": MORNING}, {"name": "Dan Marin", "at": EVENING}],
    }  # fmt: skip
