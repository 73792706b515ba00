"""What is typed about a customer: the record, its phones, its contacts, read together into one draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import LinesField, LongSelect, NonceField, VersionField
from core.models import ReachRule, Shop
from core.shop import current_shop
from customers import checks
from customers.actions import EDITABLE, CustomerDraft, TypedContact, TypedPhone
from customers.models import Contact, Customer, CustomerContact, Form, PhoneKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

MOST_PHONES = 10
MOST_CONTACTS = 20
LONGEST_PHONE = 60
COUNTRY_CODE = re.compile(r"^[A-Z]{2}$")  # among the territories of Unicode: ISO 3166, and a few that are none
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}

WIDTHS = {
    "first_name": "w-6 only-person", "last_name": "w-6 only-person", "legal_name": "w-6 only-company",
    "trade_name": "w-6 only-company", "email": "w-6", "messenger": "w-6", "street": "w-6", "postal_code": "w-2", "city": "w-4",
    "region": "w-6", "country": "w-6", "tax_number": "w-6", "registration_number": "w-6", "language": "w-4",
    "responsible": "w-4", "external_number": "w-4",
}  # fmt: skip


def countries() -> list[tuple[str, str]]:
    names = Locale((get_language() or "en").split("-")[0]).territories
    choices = [(code, name) for code, name in names.items() if COUNTRY_CODE.match(code) and code not in NO_COUNTRY]
    return [("", "—"), *sorted(choices, key=lambda choice: choice[1])]


class CustomerForm(forms.ModelForm[Customer]):
    nonce = NonceField()
    version = VersionField()
    note = LinesField(label=capfirst(_("note")), required=False)

    class Meta:
        model = Customer
        fields = EDITABLE
        widgets: ClassVar = {"form": forms.RadioSelect}

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        self._choose_country()
        responsible: Any = self.fields["responsible"]
        responsible.queryset = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.responsible_id))
        responsible.empty_label = "—"
        form_field: Any = self.fields["form"]
        form_field.choices = [(value, capfirst(label)) for value, label in Form.choices]
        self._dress()

    def _choose_country(self) -> None:
        choices = countries()
        standing = self.instance.country
        if standing and standing not in dict(choices):
            choices.append((standing, standing))
        label = self.fields["country"].label
        self.fields["country"] = forms.ChoiceField(label=label, choices=choices, required=False, widget=LongSelect)

    def _dress(self) -> None:
        for name, field in self.fields.items():
            field.group_class = WIDTHS.get(name, "")  # type: ignore[attr-defined]
            field.widget.attrs["autocomplete"] = "off"
        self.fields["first_name"].widget.attrs["data-autofocus"] = ""

    @property
    def warnings(self) -> dict[str, str]:
        """Shown once something was sent; while typing the page asks for them itself."""
        if not self.is_bound:
            return {}
        typed = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return {"tax_number": checks.tax_warning(typed.get("tax_number", ""), typed.get("country", ""))}

    def clean_external_number(self) -> str:
        number: str = self.cleaned_data["external_number"]
        twin = Customer.objects.filter(external_number=number).exclude(pk=self.instance.pk).first() if number else None
        if twin:
            raise ValidationError(
                gettext("%(customer)s has this number already. Write another, or none.")
                % {"customer": f"{twin}, {twin.number}"}
            )
        return number

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("form") == Form.COMPANY:
            self._ask_for("legal_name", _("Write the legal name."))
        elif typed.get("form") == Form.PERSON:
            self._ask_for("first_name", _("Write the first name."))
            self._ask_for("last_name", _("Write the last name."))
        return typed

    def _ask_for(self, name: str, sentence: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name) and not self._came_without(name):
            self.add_error(name, sentence)

    def _came_without(self, name: str) -> bool:
        """A record from an old system may lack what a new one must have; what it has it may not lose."""
        return bool(self.instance.pk) and "form" not in self.changed_data and not self.initial.get(name)


class PhoneForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(value, capfirst(label)) for value, label in PhoneKind.choices],
        initial=PhoneKind.MOBILE,
    )
    raw = forms.CharField(
        label=_("Phone"),
        max_length=LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class ContactForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=120, required=False)
    role = forms.CharField(label=_("Role"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=LONGEST_PHONE, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    may_collect = forms.BooleanField(label=_("May collect devices"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, width in {
            "first_name": "w-4",
            "last_name": "w-4",
            "role": "w-4",
            "phone": "w-4",
            "email": "w-4",
        }.items():
            self.fields[name].group_class = width  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["may_collect"].group_class = "w-4 on-line"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        named = typed.get("first_name") or typed.get("last_name")
        if not named and any(typed.values()) and not self.errors:
            self.add_error("first_name", _("Write a name, or empty the whole line."))
        return typed


def _formset(form: type[forms.Form], most: int, extra: int) -> Any:
    return forms.formset_factory(form, extra=extra, max_num=most, absolute_max=most + 1, validate_max=True)


class CustomerForms:
    """The form and its two lists as one: sent (`data`), opened on a customer, or empty."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        customer: Customer | None = None,
        initial: Mapping[str, Any] | None = None,
        lists: Mapping[str, list[dict[str, Any]]] | None = None,
        one_more: str = "",
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
            data, instance=customer or Customer(), initial={**first, **(initial or {})}, shop=self.shop
        )
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

    @classmethod
    def with_one_more(cls, data: QueryDict, one_more: str, *, customer: Customer | None = None) -> CustomerForms:
        """What was typed so far, unchecked, and one more empty line."""
        typed = {name: value for name, value in data.items() if isinstance(value, str)}
        initial = {**typed, "is_prospect": "is_prospect" in data}
        lists = {
            "phones": _typed_rows(data, "phones", PhoneForm, MOST_PHONES),
            "contacts": _typed_rows(data, "contacts", ContactForm, MOST_CONTACTS),
        }
        return cls(customer=customer, initial=initial, lists=lists, one_more=one_more)

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
        fields = {name: self.form.cleaned_data[name] for name in EDITABLE}
        return CustomerDraft(fields=fields, phones=self._typed_phones(), contacts=self._typed_contacts())

    def _typed_phones(self) -> list[TypedPhone]:
        typed = (form.cleaned_data for form in self.phones)
        return [TypedPhone(raw=row["raw"], kind=row["kind"]) for row in typed if row.get("raw")]

    def _typed_contacts(self) -> list[TypedContact]:
        typed = (form.cleaned_data for form in self.contacts)
        return [TypedContact(**row) for row in typed if row.get("first_name") or row.get("last_name")]

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
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "role": link.role,
        "phone": contact.phone_raw,
        "email": contact.email,
        "may_collect": link.may_collect,
    }


def _typed_rows(data: QueryDict, prefix: str, form: type[forms.Form], most: int) -> list[dict[str, Any]]:
    fields = form.base_fields
    rows = [{name: data.get(f"{prefix}-{at}-{name}", "") for name in fields} for at in range(most)]
    there = [at for at in range(most) if any(f"{prefix}-{at}-{name}" in data for name in fields)]
    return rows[: there[-1] + 1] if there else []
