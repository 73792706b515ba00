"""One row of a foreign table as a customer: what is wrong keeps it out, what is odd is kept and named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core import phones
from customers.importing import words
from customers.importing.cells import contact, country_code, in_pieces, numbers, split_name
from customers.importing.fields import CONSENTS, IDENTITY
from customers.models import (
    Contact,
    Customer,
    CustomerContact,
    CustomerType,
    Form,
    Label,
    Note,
    Phone,
    PhoneKind,
    PriceType,
)

if TYPE_CHECKING:
    from django.db.models import Model

    from core.models import Shop
    from core.reading import Row

TEXTS = (
    "external_number", "legal_name", "trade_name", "first_name", "last_name", "email", "messenger", "street", "city", "region",
    "postal_code", "tax_number", "registration_number", "discount_card", *IDENTITY,
)  # fmt: skip
# What stands under a phone's head → its kind; "" for the kind that is usual for a person or for a company.
PHONES = {
    "phone": "", "phones": "", "mobile": PhoneKind.MOBILE, "phone_work": PhoneKind.WORK, "phone_home": PhoneKind.HOME, "fax": PhoneKind.FAX,
}  # fmt: skip
FORMULAS = frozenset("=@")
LANGUAGE_OF = {"RO": "ro", "MD": "ro", "LV": "lv", "FR": "fr", "RU": "ru", "BY": "ru", "KZ": "ru"}


@dataclass(frozen=True)
class Remark:
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        if not self.column:
            return _("Row %(row)d: %(text)s") % {"row": self.row, "text": self.text}
        return _("Row %(row)d, %(column)s: %(text)s") % {"row": self.row, "column": self.column, "text": self.text}


class GivenPhone(NamedTuple):
    head: str
    number: str
    kind: str  # "" for the usual one


@dataclass
class RowReader:
    """Reads rows into plain values for the staging table; `errors` and `warnings` are those of the row read last."""

    columns: dict[str, str]  # head → field
    shop: Shop
    staff: dict[str, int]  # name or user name → key
    own_form: re.Pattern[str]  # of the numbers that this shop's customers have
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)  # field → the column it was taken from in this row
    row: int = 0

    def read(self, row: Row) -> dict[str, Any] | None:
        """None when something keeps the row out."""
        self.row, self.errors, self.warnings = row.number, [], []
        if row.wrong:
            self.errors = [Remark(row.number, "", row.wrong)]
            return None
        values = self._values(row)
        draft = self._fields(values)
        given = self._given_phones(row, draft["form"])
        country = draft["country"] or self.shop.country
        draft["phones"] = self._phones(given, country)
        draft["contacts"] = self._contacts(values, country, draft["form"])
        self._limit_all(draft)
        if not (draft["first_name"] or draft["last_name"] or draft["legal_name"]):
            self.errors.append(Remark(self.row, _("name"), _("is missing.")))
        return None if self.errors else draft

    def warn(self, kind: str, text: str) -> None:
        self.warnings.append(Remark(self.row, self.heads.get(kind, kind), text))

    # --- the parts of a row ------------------------------------------------------------------------------------------
    def _values(self, row: Row) -> dict[str, str]:
        """Field → what the row says of it; of several columns for one field the first that is filled counts."""
        values: dict[str, str] = {}
        self.heads = {}
        self._formulas(row)
        for head, kind in self.columns.items():
            value = row.values[head]
            if kind in PHONES:
                continue
            if not values.get(kind):
                self.heads[kind], values[kind] = head, value
            elif value in {"", values[kind]}:
                continue
            elif kind in {"notes", "labels"}:
                values[kind] += f"\n{value}" if kind == "notes" else f", {value}"
            else:
                said = {"value": value, "column": self.heads[kind]}
                text = _("“%(value)s” is left out: what stands under %(column)s counts.") % said
                self.warnings.append(Remark(self.row, head, text))
        return values

    def _formulas(self, row: Row) -> None:
        """What a spreadsheet would reckon: here it is a text. With an apostrophe before it that is meant."""
        for (head, value), cell in zip(row.values.items(), row.cells, strict=False):
            if (
                value[:1] in FORMULAS
                and cell.lstrip()[:1] in FORMULAS
                and self.columns.get(head) not in {None, "messenger"}
            ):
                text = _("“%(value)s” looks like a formula; it is kept as text.") % {"value": value[:80]}
                self.warnings.append(Remark(self.row, head, text))

    def _fields(self, values: dict[str, str]) -> dict[str, Any]:
        draft: dict[str, Any] = {name: values.get(name, "") for name in TEXTS}
        draft["row"] = self.row
        draft["form"] = self._form(values)
        self._number(draft, values.get("number", ""))
        self._name(draft, values)
        notes = [values.get("notes", "")]
        draft["country"] = self._country(values.get("country", ""), notes)
        draft["language"] = self._language(values.get("language", ""), draft["country"])
        draft["says_language"] = bool(values.get("language"))
        if draft["city"][:1].isdigit() and re.match(r"\d+\s*[^\W\d_]", draft["city"]):
            self.warn("city", _("“%(value)s” begins with a number and is kept as it is.") % {"value": draft["city"]})
        self._check_email("email", draft["email"])
        draft["notes"] = list(in_pieces("\n".join(filter(None, notes))))
        draft["labels"] = list(dict.fromkeys(" ".join(name.split()) for name in values.get("labels", "").split(",")))
        draft["labels"] = [name for name in draft["labels"] if name]
        draft["type_name"], draft["price_name"] = values.get("type", ""), values.get("price_type", "")
        draft["responsible_id"] = self._responsible(values.get("responsible", ""))
        for name in ("is_prospect", "is_active"):
            draft[name] = self._answer(name, values.get(name, ""))
        for name in ("created_at", "last_activity_at"):
            draft[name] = self._moment(name, values.get(name, ""))
        draft["consents"] = self._consents(values)
        return draft

    def _form(self, values: dict[str, str]) -> str:
        given = values.get("form", "")
        known = words.FORMS.get(words.key(given))
        if given and not known:
            self.warn("form", _("“%(value)s” is neither a person nor a company.") % {"value": given})
        return known or (Form.COMPANY.value if values.get("legal_name") else Form.PERSON.value)

    def _number(self, draft: dict[str, Any], given: str) -> None:
        """A number of this shop's own form may be kept or name the customer; another program's goes beside."""
        own = bool(self.own_form.match(given))
        draft["number"] = given if own else ""
        if given and not own:
            draft["external_number"] = draft["external_number"] or given

    def _name(self, draft: dict[str, Any], values: dict[str, str]) -> None:
        if draft["form"] == Form.COMPANY:
            whole = f"{draft['first_name']} {draft['last_name']}".strip()
            draft["legal_name"] = draft["legal_name"] or values.get("name", "") or whole
        elif not (draft["first_name"] or draft["last_name"]):
            whole = values.get("name") or values.get("contact") or draft["legal_name"]
            draft["first_name"], draft["last_name"] = split_name(whole)

    def _country(self, given: str, notes: list[str]) -> str:
        code = country_code(given) if given else ""
        if given and not code:
            self.warn(
                "country", _("“%(value)s” is no country known here; it was put into the note.") % {"value": given}
            )
            notes.append(f"{self.heads['country']}: {given}")
        return code

    def _language(self, given: str, country: str) -> str:
        if known := words.LANGUAGES.get(words.key(given)):
            return known
        if given:
            self.warn("language", _("“%(value)s” is no language of the documents.") % {"value": given})
        own = self.shop.language if country in {"", self.shop.country} else "en"
        return LANGUAGE_OF.get(country, own)

    def _check_email(self, kind: str, email: str) -> None:
        try:
            validate_email(email or "a@example.org")
        except ValidationError:
            self.warn(kind, _("“%(value)s” is no e-mail address and is kept as typed.") % {"value": email})

    def _responsible(self, given: str) -> int | None:
        known = self.staff.get(words.key(given)) if given else None
        if given and known is None:
            self.warn("responsible", _("“%(value)s” is nobody who works here; it is left empty.") % {"value": given})
        return known

    def _answer(self, kind: str, given: str) -> bool | None:
        known = words.ANSWERS.get(words.key(given)) if given else None
        if given and known is None:
            self.warn(kind, _("“%(value)s” is neither yes nor no; it is left out.") % {"value": given})
        return known

    def _moment(self, kind: str, given: str) -> str | None:
        moment = words.moment(given, self.shop.zone) if given else None
        if given and moment is None:
            self.warn(kind, _("“%(value)s” is no date; it is left out.") % {"value": given})
        return moment.isoformat() if moment else None

    def _consents(self, values: dict[str, str]) -> dict[str, list[Any]]:
        consents: dict[str, list[Any]] = {}
        for kind, channel in CONSENTS.items():
            said, _space, since = values.get(kind, "").partition(" ")
            answer = self._answer(kind, said)
            if answer is not None:
                consents[channel] = [answer, self._moment(kind, since)]
        return consents

    # --- phones and contacts -----------------------------------------------------------------------------------------
    def _given_phones(self, row: Row, form: str) -> list[GivenPhone]:
        """In the order of the columns; a fax comes last, so that it is the main one only where nothing else is."""
        usual = PhoneKind.WORK.value if form == Form.COMPANY else PhoneKind.MOBILE.value
        given = [
            GivenPhone(head, number, said or PHONES[kind] or usual)
            for head, kind in self.columns.items()
            if kind in PHONES
            for number, said in numbers(row.values[head])
        ]
        return sorted(given, key=lambda each: self.columns[each.head] == "fax")

    def _phones(self, given: list[GivenPhone], country: str) -> list[dict[str, str]]:
        read: dict[tuple[str, str], dict[str, str]] = {}
        for head, number, kind in given:
            whole = phones.read_whole(number, country)
            if not whole.e164:
                text = _("%(value)s fits no number of its country and is kept as typed.") % {"value": number}
                self.warnings.append(Remark(self.row, head, text))
            self._limit(head, whole.raw, _longest(Phone, "raw"))
            read.setdefault((whole.raw, kind), {**whole._asdict(), "kind": kind})
        return list(read.values())

    def _contacts(self, values: dict[str, str], country: str, form: str) -> list[dict[str, Any]]:
        told = [contact(line) for line in values.get("contacts", "").splitlines() if line.strip()]
        if values.get("contact") and (form == Form.COMPANY or values.get("first_name") or values.get("last_name")):
            first, last = split_name(values["contact"])
            told.insert(
                0, [first, last, *(values.get(name, "") for name in ("role", "contact_phone", "contact_email")), ""]
            )
        contacts = []
        for first, last, role, phone, email, may_collect in told:
            self._check_email("contact_email", email)
            whole = phones.read_whole(phone, country)
            contacts.append({
                "first_name": first, "last_name": last, "role": role, "email": email, "phone_raw": whole.raw,
                "phone_e164": whole.e164, "phone_national": whole.national, "may_collect": may_collect == "yes",
            })  # fmt: skip
        return [each for each in contacts if each["first_name"] or each["last_name"]]

    # --- what keeps a row out ----------------------------------------------------------------------------------------
    def _limit(self, name: str, value: str, longest: int) -> None:
        if len(value) > longest:
            text = _("is longer than %(count)d characters.") % {"count": longest}
            self.errors.append(Remark(self.row, self.heads.get(name, name), text))

    def _limit_all(self, draft: dict[str, Any]) -> None:
        for name, longest in _limits().items():
            self._limit(name, draft[name], longest)
        self._limit("type", draft["type_name"], _longest(CustomerType, "name"))
        self._limit("price_type", draft["price_name"], _longest(PriceType, "name"))
        for name in draft["labels"]:
            self._limit("labels", name, _longest(Label, "name"))
        for note in draft["notes"]:
            self._limit("notes", note, _longest(Note, "text"))
        for each in draft["contacts"]:
            for name in ("first_name", "last_name", "phone_raw", "email"):
                self._limit("contact", each[name], _longest(Contact, name))
            self._limit("role", each["role"], _longest(CustomerContact, "role"))


@cache
def _longest(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 4000)


@cache
def _limits() -> dict[str, int]:
    return {name: _longest(Customer, name) for name in TEXTS}
