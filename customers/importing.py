"""Customers from a table that another program wrote: checked row by row, then all of them or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core import history, phones
from core.locks import deed
from core.reading import plain
from core.shop import current_shop
from customers.actions import CustomerDraft, TypedContact, TypedPhone, insert_customer
from customers.models import Contact, Customer, Form, Note, Phone, PhoneKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from core.models import Shop
    from core.reading import Row, Table

# What stands in a head (letters and digits only, small) → the field it fills.
COLUMNS = {
    "customerid": "external_number", "externalnumber": "external_number", "numberintheoldsystem": "external_number",
    "number": "number", "form": "form",
    "companyname": "legal_name", "company": "legal_name", "legalname": "legal_name", "tradename": "trade_name",
    "name": "name", "customer": "name", "firstname": "first_name", "lastname": "last_name",
    "contactname": "contact", "contact": "contact", "contacttitle": "role", "role": "role",
    "email": "email", "messenger": "messenger", "address": "street", "street": "street", "city": "city",
    "region": "region", "postalcode": "postal_code", "country": "country",
    "phone": "phone", "phones": "phones", "mobile": "mobile", "fax": "fax",
    "taxnumber": "tax_number", "registrationnumber": "registration_number", "language": "language",
    "languageofdocuments": "language", "note": "note", "notes": "note", "discountcard": "discount_card",
    "label": "labels", "labels": "labels",
}  # fmt: skip
LEFT_OUT = frozenset(
    {"active", "isactive", "prospect", "debt", "customersince", "lastactivity", "openorders", "responsible"}
)
COPIED = (
    "external_number", "legal_name", "trade_name", "first_name", "last_name", "email", "messenger", "street", "city", "region",
    "postal_code", "tax_number", "registration_number", "note", "discount_card",
)  # fmt: skip
# What stands under a phone's head → its kind; "" for the kind that is usual for a person or for a company.
PHONES = {"phone": "", "phones": "", "mobile": PhoneKind.MOBILE, "fax": PhoneKind.FAX}
NAMES = frozenset({"legal_name", "name", "first_name", "last_name", "contact"})
COUNTRIES_ALSO_CALLED = {"uk": "GB", "great britain": "GB", "usa": "US", "holland": "NL", "czech republic": "CZ"}
LANGUAGE_OF = {"RO": "ro", "MD": "ro", "LV": "lv", "FR": "fr", "RU": "ru", "BY": "ru", "KZ": "ru"}
PARTICLES = frozenset({"da", "de", "del", "der", "di", "do", "dos", "la", "le", "van", "von", "zu"})


class NoNames(Exception):
    """No column of the table says how a customer is called."""


@dataclass(frozen=True)
class Remark:
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return _("Row %(row)d, %(column)s: %(text)s") % {"row": self.row, "column": self.column, "text": self.text}


@dataclass
class Checked:
    """What the rows say, before anything is written: `errors` prevent the import, `warnings` do not."""

    drafts: list[CustomerDraft] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    read: int = 0


def check(table: Table) -> Checked:
    """Read every row as a customer. Raises NoNames."""
    columns = {name: COLUMNS[_key(name)] for name in table.head if _key(name) in COLUMNS}
    if not NAMES.intersection(columns.values()):
        raise NoNames
    checked = Checked(read=len(table.rows))
    checked.unknown = [name for name in table.head if name not in columns and _key(name) not in LEFT_OUT]
    reader = RowReader(columns, current_shop(), checked)
    known = _standing(table.rows, columns)
    for row in table.rows:
        reader.read(row, known)
    return checked


@deed
def import_customers(*, drafts: Sequence[CustomerDraft], file: str, by: User | None) -> int:
    """Write them all, each with its number and its event, and one event for the whole."""
    for draft in drafts:
        insert_customer(draft, by=by, verb="customer_imported")
    history.record(
        "customers_imported", by=by, kind="import", number="", facts={"made": len(drafts)}, detail={"file": file}
    )
    return len(drafts)


def country_code(name: str) -> str:
    """The two letters of a country by its code or its name in one of the shop's languages, else ""."""
    return name if name in Locale("en").territories and len(name) == 2 else _countries().get(name.casefold(), "")  # noqa: PLR2004


def _countries() -> dict[str, str]:
    if not _country_names:
        for language, _name in reversed(settings.LANGUAGES):
            territories = Locale(language).territories
            _country_names.update({called.casefold(): code for code, called in territories.items() if code.isalpha()})
        _country_names.update(COUNTRIES_ALSO_CALLED)
    return _country_names


_country_names: dict[str, str] = {}


def split_name(name: str) -> tuple[str, str]:
    """First and last names; particles belong to the last name: Isabel | de Castro."""
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


@dataclass
class Standing:
    """Which customers are there already, and which came earlier in the same table."""

    numbers: set[str]
    nameless: set[tuple[str, str]]  # name and phone of those without a number in the old system


def _standing(rows: Iterable[Row], columns: dict[str, str]) -> Standing:
    given = {
        row.values[name] for row in rows for name, kind in columns.items() if kind in {"external_number", "number"}
    }
    given.discard("")
    numbers = Customer.objects.filter(external_number__in=given).values_list("external_number", flat=True)
    ours = Customer.objects.filter(number__in=given).values_list("number", flat=True)
    phones_of = Phone.objects.filter(is_main=True, customer__external_number="").values_list("customer__name", "raw")
    return Standing({*numbers, *ours}, set() if given else set(phones_of))


class GivenPhone(NamedTuple):
    head: str
    number: str
    kind: str  # "" for the usual one


class RowReader:
    """Reads rows into drafts, and notes in `checked` what is wrong or odd about them."""

    def __init__(self, columns: dict[str, str], shop: Shop, checked: Checked) -> None:
        self.columns = columns
        self.shop = shop
        self.checked = checked
        self.row = 0
        self.heads: dict[str, str] = {}  # field → the column it was taken from in this row

    def read(self, row: Row, known: Standing) -> None:
        self.row = row.number
        values, given = self._values(row), self._given_phones(row)
        values["external_number"] = values.get("external_number") or values.get("number", "")
        fields = self._fields(values)
        main = given[0].number if given else ""
        if self._has_errors(fields, values, given) or self._is_known(fields, main, known):
            return
        country = fields["country"] or self.shop.country
        draft = CustomerDraft(
            fields,
            self._phones(given, country, form=fields["form"]),
            self._contacts(values, form=fields["form"]),
            labels(values),
        )
        self.checked.drafts.append(draft)

    def warn(self, kind: str, text: str) -> None:
        self.checked.warnings.append(Remark(self.row, self.heads.get(kind, kind), text))

    # --- the parts of a row ------------------------------------------------------------------------------------------
    def _values(self, row: Row) -> dict[str, str]:
        """Field → what the row says of it; of several columns for one field the first that is filled counts."""
        values: dict[str, str] = {}
        self.heads = {}
        for head, kind in self.columns.items():
            value = row.values[head]
            if kind in PHONES:
                continue
            if not values.get(kind):
                self.heads[kind], values[kind] = head, value
            elif value in {"", values[kind]}:
                continue
            elif kind == "note":
                values[kind] += f"\n{value}"
            else:
                said = {"value": value, "column": self.heads[kind]}
                text = _("“%(value)s” is left out: what stands under %(column)s counts.") % said
                self.checked.warnings.append(Remark(self.row, head, text))
        return values

    def _given_phones(self, row: Row) -> list[GivenPhone]:
        """In the order of the columns; a fax comes last, so that it is the main one only where nothing else is."""
        given = [
            GivenPhone(head, number, PHONES[kind])
            for head, kind in self.columns.items()
            if kind in PHONES
            for part in (re.split(r", |\n", row.values[head]) if kind == "phones" else [row.values[head]])
            if (number := plain(part))
        ]
        return sorted(given, key=lambda each: each.kind == PhoneKind.FAX)

    def _fields(self, values: dict[str, str]) -> dict[str, Any]:
        fields = {name: values.get(name, "") for name in COPIED}
        fields["form"] = self._form(values)
        self._name(fields, values)
        fields["country"] = self._country(fields, values.get("country", ""))
        fields["language"] = self._language(values.get("language", ""), fields["country"])
        if re.match(r"\d+\s*[^\W\d_]", fields["city"]):
            self.warn("city", _("“%(value)s” begins with a number and is kept as it is.") % {"value": fields["city"]})
        self._check_email(fields["email"])
        return fields

    def _form(self, values: dict[str, str]) -> Form:
        given = values.get("form", "").casefold()
        if given in {Form.PERSON.value, Form.COMPANY.value}:
            return Form(given)
        return Form.COMPANY if values.get("legal_name") else Form.PERSON

    def _name(self, fields: dict[str, Any], values: dict[str, str]) -> None:
        if fields["form"] == Form.COMPANY:
            fields["legal_name"] = fields["legal_name"] or values.get("name", "")
        elif not (fields["first_name"] or fields["last_name"]):
            fields["first_name"], fields["last_name"] = split_name(values.get("name") or values.get("contact", ""))

    def _country(self, fields: dict[str, Any], given: str) -> str:
        code = country_code(given)
        if given and not code:
            self.warn(
                "country", _("“%(value)s” is no country known here; it was put into the note.") % {"value": given}
            )
            fields["note"] = "\n".join(part for part in (fields["note"], f"{self.heads['country']}: {given}") if part)
        return code

    def _language(self, given: str, country: str) -> str:
        languages = dict(settings.LANGUAGES)
        if given.lower() in languages:
            return given.lower()
        if given:
            self.warn("language", _("“%(value)s” is no language of the documents.") % {"value": given})
        own = self.shop.language if country in {"", self.shop.country} else "en"
        return LANGUAGE_OF.get(country, own)

    def _check_email(self, email: str) -> None:
        try:
            validate_email(email or "a@example.org")
        except ValidationError:
            self.warn("email", _("“%(value)s” is no e-mail address and is kept as typed.") % {"value": email})

    def _phones(self, given: list[GivenPhone], country: str, *, form: Form) -> list[TypedPhone]:
        usual = PhoneKind.WORK if form == Form.COMPANY else PhoneKind.MOBILE
        for head, number, _kind in given:
            if not phones.read(number, country).e164:
                text = _("%(value)s fits no number of its country and is kept as typed.") % {"value": number}
                self.checked.warnings.append(Remark(self.row, head, text))
        return list(dict.fromkeys(TypedPhone(number, kind or usual) for _head, number, kind in given))

    def _contacts(self, values: dict[str, str], *, form: Form) -> list[TypedContact]:
        if form == Form.PERSON or not values.get("contact"):
            return []
        first, last = split_name(values["contact"])
        return [TypedContact(first_name=first, last_name=last, role=values.get("role", ""))]

    # --- what keeps a row out ----------------------------------------------------------------------------------------
    def _has_errors(self, fields: dict[str, Any], values: dict[str, str], given: list[GivenPhone]) -> bool:
        found = [*self._too_long(fields, values, given)]
        if not any(fields[name] for name in ("first_name", "last_name", "legal_name")):
            found.append(Remark(self.row, _("name"), _("is missing.")))
        self.checked.errors += found
        return bool(found)

    def _too_long(self, fields: dict[str, Any], values: dict[str, str], given: list[GivenPhone]) -> Iterable[Remark]:
        contact = split_name(values.get("contact", ""))
        limited = [
            *((name, fields[name], _longest(Customer, name)) for name in COPIED if name != "note"),
            ("note", fields["note"], _longest(Note, "text")),
            *(("contact", part, _longest(Contact, "last_name")) for part in contact),
            *((head, number, _longest(Phone, "raw")) for head, number, _kind in given),
            ("role", values.get("role", ""), 120),
        ]
        for name, value, longest in limited:
            if len(value) > longest:
                text = _("is longer than %(count)d characters.") % {"count": longest}
                yield Remark(self.row, self.heads.get(name, name), text)

    def _is_known(self, fields: dict[str, Any], main_phone: str, known: Standing) -> bool:
        number = fields["external_number"]
        name = fields["legal_name"] or f"{fields['first_name']} {fields['last_name']}".strip()
        key = (name, " ".join(main_phone.split()))
        if number in known.numbers or (not number and key in known.nameless):
            self.checked.skipped.append(Remark(self.row, name, _("is there already and was left as it is.")))
            return True
        known.numbers.update({number} - {""})
        if not number:
            known.nameless.add(key)
        return False


def _longest(model: type[Customer | Contact | Phone | Note], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 4000)


def labels(values: dict[str, str]) -> list[str]:
    return [name for part in values.get("labels", "").split(",") if (name := part.strip())]


def _key(head: str) -> str:
    return "".join(letter for letter in head.casefold() if letter.isalnum())
