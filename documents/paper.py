"""What stands on paper: the frozen content put into words of the customer's language, ready for the templates."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from babel import Locale, dates, numbers
from django.utils.translation import get_language, gettext

LANGUAGES = ("en", "ro", "lv", "ru", "fr")
LOCALES = {"en": "en_GB"}  # a day before its month and 24 hours, as everywhere the shop prints
SPOKEN_CURRENCY = {("ro", "RON"): "lei"}
LONGEST_WORD = 60  # nothing a person writes is longer; what is, may break anywhere
# Marks that turn the direction of the text after them: they would let one field rewrite the look of its neighbours.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
BREAKABLE = re.compile(rf"\S{{{LONGEST_WORD}}}")

type Values = dict[str, Any]


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
    content = cleaned(paper.content)
    shop, customer, device, order = (content[part] for part in ("shop", "customer", "device", "order"))
    return {
        "language": get_language(),
        "number": cleaned(paper.number),
        "created": paper.issued_at,
        "issued_on": long_date(paper.issued_at),
        "issued_at": short_moment(paper.issued_at),
        "fingerprint": fingerprint(paper.fingerprint),
        "issued_by": content["issued_by"],
        "shop": shop | _shop_lines(shop) | {"logo": asset(paper.content["shop"]["logo"], paper)},
        "customer": customer | {"phones": [phone(value) for value in customer["phones"]]},
        "device": device | {"name": device_name(device), "rows": device_rows(device, order)},
        "order": order,
        "repair": repair_rows(paper.kind, order),
        "prices": price_rows(paper.kind, order),
        "tag": tag(customer, device, order),
        "terms": term_columns(content["terms"]),
        "checklist": content.get("checklist", []),
        "signatures": {who: asset(key, paper) for who, key in paper.content.get("signatures", {}).items()},
        "has_code": bool(order["status_url"]),
    }


def plain_context(paper: Paper) -> Values:
    """Every value of the content, one under the other, whatever the content is."""
    return {
        "language": get_language(),
        "number": cleaned(paper.number),
        "created": paper.issued_at,
        "issued_on": long_date(paper.issued_at),
        "fingerprint": fingerprint(paper.fingerprint),
        "rows": _flat(cleaned(paper.content)),
    }


def _flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [row for key, part in value.items() for row in _flat(part, f"{name} / {key}" if name else str(key))]
    if isinstance(value, list):
        return [row for part in value for row in _flat(part, name)]
    return [(name.replace("_", " "), str(value))] if value is not None and value != "" else []


# --- cleaning --------------------------------------------------------------------------------------------------------
def cleaned(value: Any) -> Any:
    """The same value with texts that any printer can bear: composed letters, no control characters, no endless words."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    return value


def _clean_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(TURNING)
    kept = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Cn"})
    return BREAKABLE.sub(lambda match: match[0] + "\u200b", unicodedata.normalize("NFC", kept)).strip()


# --- words, dates, amounts -------------------------------------------------------------------------------------------
def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse(LOCALES.get(language, language))


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def long_date(value: str) -> str:
    moment = _moment(value)
    return dates.format_date(moment, "long", locale=_locale()) if moment else value or ""


def short_date(value: str) -> str:
    moment = _moment(value)
    return _day(moment) if moment else value or ""


def _day(day: date) -> str:
    return dates.format_skeleton("yMMdd", datetime.combine(day, datetime.min.time()), locale=_locale()).rstrip(".")


def short_moment(value: str) -> str:
    moment = _moment(value)
    return f"{_day(moment)}, {moment:%H:%M}" if moment else value or ""


def full_moment(value: str) -> str:
    """A promise: the day of the week avoids the commonest mistake at the counter."""
    moment = _moment(value)
    return f"{dates.format_date(moment, 'full', locale=_locale())}, {moment:%H:%M}" if moment else value or ""


def tag_moment(value: str) -> str:
    moment = _moment(value)
    return f"{dates.format_date(moment, 'EEE', locale=_locale())} {short_moment(value)}" if moment else value or ""


def money(amount: str, currency: str) -> str:
    locale = _locale()
    try:
        number = Decimal(amount)
        spoken = SPOKEN_CURRENCY.get((locale.language, currency))
        if spoken:
            return f"{numbers.format_decimal(number, '#,##0.00', locale=locale)}\u00a0{spoken}"
        return numbers.format_currency(number, currency, locale=locale)
    except (InvalidOperation, TypeError, ValueError):
        return f"{amount} {currency}".strip()


def phone(value: str) -> str:
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def imei(value: str) -> str:
    """The fifteen digits as they stand on a box: 35 104463 048273 8."""
    return f"{value[:2]} {value[2:8]} {value[8:14]} {value[14]}" if re.fullmatch(r"\d{15}", value) else value


def fingerprint(value: str) -> str:
    return " ".join(value[start : start + 4] for start in (0, 4, 8))


def asset(key: str | None, paper: Paper) -> str:
    return f"paper:/asset/{key}" if key in paper.assets else ""


def shortened(text: str, longest: int) -> str:
    """One line of at most so many letters, for places that cannot grow."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip(' ,.;')}…"


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


def mileage(value: Any) -> str:
    if not str(value or "").isdecimal():
        return str(value or "")
    return f"{numbers.format_decimal(int(value), locale=_locale())}\u00a0km"


def order_kind(code: str) -> str:
    words = {
        "paid": gettext("paid repair"),
        "warranty": gettext("warranty repair"),
        "urgent": gettext("urgent repair"),
        "on_site": gettext("on-site repair"),
    }
    return words.get(code, code)


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
        ]
    else:
        rows = [
            (gettext("Promised date"), full_moment(order["promised_at"]), True),
            (gettext("Type"), order_kind(order["kind"]), False),
            (gettext("Received by"), received, False),
        ]
    return [row for row in rows if row[1]]


def joined(parts: list[str], between: str = ", ") -> str:
    return between.join(filter(None, parts))


def warranty(order: Values) -> str:
    until = short_date(order["warranty_until"])
    months = str(order["warranty_months"] or "")
    if not until and not months:
        return ""
    if not until:
        return gettext("%(months)s months") % {"months": months}
    return gettext("until %(date)s") % {"date": until}


def price_rows(kind: str, order: Values) -> list[tuple[str, str]]:
    if kind == "handover_report":
        rows = [(gettext("Price"), order["final_cost"])]
    else:
        rows = [
            (gettext("Estimated cost"), order["estimated_cost"]),
            (gettext("Diagnosis fee, if you decline the estimate"), order["diagnosis_fee"]),
        ]
    return [(label, money(amount, order["currency"])) for label, amount in rows if amount]


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
        (gettext("Fault"), shortened(order["reported_fault"], 75)),
        (gettext("Handed in"), shortened(order["accessories"], 75)),
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
