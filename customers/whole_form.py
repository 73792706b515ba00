"""The customer's form and its lists of phones and contacts as one, read together into one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext

from core.models import ReachRule
from core.shop import current_shop
from customers import checks
from customers.actions import EDITABLE, CustomerDraft, TypedContact, TypedPhone
from customers.forms import ContactForm, CustomerForm, PhoneForm
from customers.models import Contact, Customer, CustomerContact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

MOST_PHONES = 10
MOST_CONTACTS = 20
MOST_FOUND = 5
LEAST_DIGITS = 6


def _formset(form: type[forms.Form], most: int, extra: int) -> Any:
    return forms.formset_factory(form, extra=extra, max_num=most, absolute_max=most + 1, validate_max=True)


class CustomerForms:
    """The form and its two lists as one: sent (`data`), opened on a customer, or empty."""

    def __init__(  # noqa: PLR0913 - sent, opened or empty: three ways to begin
        self,
        data: QueryDict | None = None,
        *,
        customer: Customer | None = None,
        initial: Mapping[str, Any] | None = None,
        lists: Mapping[str, list[dict[str, Any]]] | None = None,
        one_more: str = "",
        may_see_identity: bool = False,
    ) -> None:
        self.shop = current_shop()
        rows = rows_of(customer) if customer else {}
        has_email = bool(customer and customer.email)
        self._was_unreachable = customer is not None and bool(
            self._missing(has_phone=bool(rows.get("phones")), has_email=has_email)
        )
        lists = lists or rows
        first = (
            {"country": self.shop.country, "language": self.shop.language}
            if customer is None
            else {"version": customer.version}
        )
        self.form = CustomerForm(
            data,
            instance=customer or Customer(),
            initial={**first, **(initial or {})},
            shop=self.shop,
            may_see_identity=may_see_identity,
        )
        self.main = _position((data or initial or {}).get("phones-main"))
        self.primary = _position((data or initial or {}).get("contacts-primary")) if data or initial else 0
        if customer and not (data or initial):
            self.primary = next((at for at, row in enumerate(rows["contacts"]) if row["is_primary"]), 0)
        # Lines that were sent stand for themselves: compared with what is stored, unchanged ones would count as empty.
        standing = {name: lists.get(name, []) if data is None else [] for name in ("phones", "contacts")}
        extra = {"phones": 0 if standing["phones"] else 1, "contacts": 0}
        if one_more in extra:
            extra[one_more] = 1 if standing[one_more] or one_more == "contacts" else 2
        self.phones: Any = _formset(PhoneForm, MOST_PHONES, extra["phones"])(
            data, prefix="phones", initial=standing["phones"]
        )
        self.contacts: Any = _formset(ContactForm, MOST_CONTACTS, extra["contacts"])(
            data, prefix="contacts", initial=standing["contacts"]
        )

        self._tell_who_else(customer)

    def _tell_who_else(self, customer: Customer | None) -> None:
        """Each contact's line knows for which other customers the person speaks."""
        keys = {form: key for form in self.contacts if (key := key_of(form["key"].value()))}
        links = CustomerContact.objects.filter(contact__in=keys.values()).exclude(customer=customer)
        others: dict[int, list[str]] = {}
        for link in links.select_related("customer") if keys else ():
            others.setdefault(link.contact_id, []).append(str(link.customer))
        for form, key in keys.items():
            form.speaks_also = others.get(key, [])

    @classmethod
    def reworked(
        cls, data: QueryDict, *, customer: Customer | None = None, may_see_identity: bool = False
    ) -> CustomerForms:
        """What was typed so far, unchecked, with what a button on the way asked for: `add`, `find` or `pick`."""
        one_more = data.get("add", "")
        row, _colon, key = data.get("pick", "").partition(":")
        typed = {name: value for name, value in data.items() if isinstance(value, str)}
        initial = {**typed, "is_prospect": "is_prospect" in data, "label_names": data.getlist("label_names")}
        lists = {
            "phones": _typed_rows(data, "phones", PhoneForm, MOST_PHONES),
            "contacts": _typed_rows(data, "contacts", ContactForm, MOST_CONTACTS),
        }
        picked = Contact.objects.filter(pk=key_of(key) or 0).first()
        if picked and _position(row) < len(lists["contacts"]):
            lists["contacts"][_position(row)].update(said_of(picked))
        made = cls(
            customer=customer, initial=initial, lists=lists, one_more=one_more, may_see_identity=may_see_identity
        )
        if "find" in data:
            made._find(_position(data["find"]))
        return made

    def _find(self, position: int) -> None:
        """Persons in the book who are called like what stands in this line, or have its phone."""
        if position < len(self.contacts.forms):
            form = self.contacts.forms[position]
            typed = {name: str(form[name].value() or "") for name in ("first_name", "last_name", "phone")}
            form.found = people_like(**typed)

    def is_valid(self) -> bool:
        parts = [self.form.is_valid(), self.phones.is_valid(), self.contacts.is_valid()]
        return all(parts) and self._is_reachable()

    def _is_reachable(self) -> bool:
        """The shop's rule; a record that came from an old system as unreachable as it is may stay so."""
        has_phone, has_email = bool(self._typed_phones()), bool(self.form.cleaned_data["email"])
        missing = self._missing(has_phone=has_phone, has_email=has_email)
        if missing and not self._was_unreachable:
            self._phone_missing(missing)
            return False
        return True

    def _missing(self, *, has_phone: bool, has_email: bool) -> str:
        if self.shop.reach_rule == ReachRule.PHONE and not has_phone:
            return gettext("Write a phone number.")
        if self.shop.reach_rule == ReachRule.PHONE_OR_EMAIL and not (has_phone or has_email):
            return gettext("Write a phone number or an e-mail address.")
        return ""

    def _phone_missing(self, sentence: str) -> None:
        if self.phones.forms:
            self.phones.forms[0].add_error("raw", sentence)
        else:
            self.form.add_error(None, sentence)

    def draft(self) -> CustomerDraft:
        typed = self.form.cleaned_data
        return CustomerDraft(
            fields={name: typed[name] for name in (*EDITABLE, "note") if name in typed},
            phones=self._typed_phones(),
            contacts=self._typed_contacts(),
            labels=self.form.typed_labels(),
            consents=self.form.typed_consents(),
        )

    def _typed_phones(self) -> list[TypedPhone]:
        """The main one first."""
        rows = [(at, form.cleaned_data) for at, form in enumerate(self.phones)]
        rows.sort(key=lambda row: row[0] != self.main)
        return [TypedPhone(raw=row["raw"], kind=row["kind"]) for _at, row in rows if row.get("raw")]

    def _typed_contacts(self) -> list[TypedContact]:
        typed = enumerate(form.cleaned_data for form in self.contacts)
        return [
            TypedContact(**row, is_primary=at == self.primary)
            for at, row in typed
            if row.get("first_name") or row.get("last_name")
        ]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Every error with its field's label and id, for the list above the form."""
        if not self.form.is_bound:
            return []
        general = [*self.form.non_field_errors(), *self.phones.non_form_errors(), *self.contacts.non_form_errors()]
        return [("", "", error) for error in general] + list(self._field_errors())

    def _field_errors(self) -> Iterable[tuple[str, str, str]]:
        for form in (self.form, *self.phones, *self.contacts):
            for field in form:
                for error in field.errors:
                    yield field.id_for_label or str(field.auto_id), str(field.label), error

    @property
    def phone_warnings(self) -> list[str]:
        if not self.form.is_bound or not self.phones.is_valid():
            return []
        country = getattr(self.form, "cleaned_data", {}).get("country", "")
        typed = [phone.raw for phone in self._typed_phones()]
        return [warning for raw in typed if (warning := checks.phone_warning(raw, country))]


def rows_of(customer: Customer) -> dict[str, list[dict[str, Any]]]:
    links = customer.contact_links.select_related("contact")
    return {
        "phones": [{"kind": phone.kind, "raw": phone.raw} for phone in customer.phones.all()],
        "contacts": [_contact_row(link, link.contact) for link in links],
    }


def _contact_row(link: CustomerContact, contact: Contact) -> dict[str, Any]:
    return {
        **said_of(contact),
        "role": link.role,
        "may_collect": link.may_collect,
        "is_primary": link.is_primary,
    }


def said_of(contact: Contact) -> dict[str, Any]:
    return {
        "key": contact.pk,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "phone": contact.phone_raw,
        "email": contact.email,
    }


def people_like(*, first_name: str, last_name: str, phone: str) -> list[Contact]:
    """At most five contact persons whose names begin like these, or who have this phone."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    wanted = Q(first_name__istartswith=first_name.strip(), last_name__istartswith=last_name.strip())
    if not (first_name.strip() or last_name.strip()):
        wanted = Q(pk=None)
    if len(digits) >= LEAST_DIGITS:
        wanted |= Q(phone_national__endswith=digits.lstrip("0")) | Q(phone_e164__endswith=digits)
    found = Contact.objects.filter(wanted).prefetch_related("customer_links__customer").order_by("first_name", "pk")
    return list(found[:MOST_FOUND])


def _position(typed: Any) -> int:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0  # noqa: PLR2004


def key_of(typed: Any) -> int | None:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None  # noqa: PLR2004 - a key has 64 bits


def _typed_rows(data: QueryDict, prefix: str, form: type[forms.Form], most: int) -> list[dict[str, Any]]:
    fields = form.base_fields
    rows = [{name: data.get(f"{prefix}-{at}-{name}", "") for name in fields} for at in range(most)]
    there = [at for at in range(most) if any(f"{prefix}-{at}-{name}" in data for name in fields)]
    return rows[: there[-1] + 1] if there else []
