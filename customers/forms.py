"""What is typed about a customer: the record itself, and a line of its phones and of its contacts."""

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
from customers import checks
from customers.actions import EDITABLE, IDENTITY, TypedContact
from customers.models import Channel, Customer, CustomerType, Form, Label, PhoneKind, PriceType

if TYPE_CHECKING:
    from core.models import Shop

LONGEST_PHONE = 60
SAID_OF_CONTACT = ("first_name", "last_name", "phone", "email", "role")
LONGEST_LABEL = 40
CONSENT = {"": None, "yes": True, "no": False}
COUNTRY_CODE = re.compile(r"^[A-Z]{2}$")  # among the territories of Unicode: ISO 3166, and a few that are none
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}

WIDTHS = {
    "first_name": "w-6 only-person", "last_name": "w-6 only-person", "legal_name": "w-6 only-company",
    "trade_name": "w-6 only-company", "email": "w-6", "messenger": "w-6", "street": "w-6", "postal_code": "w-2", "city": "w-4",
    "region": "w-6", "country": "w-6", "tax_number": "w-6", "registration_number": "w-6", "language": "w-4",
    "responsible": "w-4", "external_number": "w-4", "type": "w-4", "price_type": "w-4", "discount_card": "w-4",
    "id_card_series": "w-4", "id_card_number": "w-8", "new_labels": "w-6",
    "consent_sms": "w-4", "consent_email": "w-4", "consent_phone": "w-4",
}  # fmt: skip


def countries() -> list[tuple[str, str]]:
    names = Locale((get_language() or "en").split("-")[0]).territories
    choices = [(code, name) for code, name in names.items() if COUNTRY_CODE.match(code) and code not in NO_COUNTRY]
    return [("", "—"), *sorted(choices, key=lambda choice: choice[1])]


def _consent(channel: Channel) -> forms.ChoiceField:
    answers = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(label=capfirst(channel.label), choices=answers, required=False, widget=forms.RadioSelect)


class CustomerForm(forms.ModelForm[Customer]):
    nonce = NonceField()
    version = VersionField()
    note = LinesField(label=capfirst(_("note")), required=False)
    label_names = forms.MultipleChoiceField(
        label=capfirst(_("labels")), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_labels = forms.CharField(
        label=_("New labels"), required=False, max_length=200, help_text=_("Several with commas between them.")
    )

    consent_sms = _consent(Channel.SMS)
    consent_email = _consent(Channel.EMAIL)
    consent_phone = _consent(Channel.PHONE)

    class Meta:
        model = Customer
        fields = EDITABLE
        widgets: ClassVar = {"form": forms.RadioSelect}

    def __init__(self, *args: Any, shop: Shop, may_see_identity: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        self._leave_out(*(() if may_see_identity else IDENTITY), *(("note",) if self.instance.pk else ()))
        self._choose_country()
        self._choose_from_lists()
        self._ask_consents()
        responsible: Any = self.fields["responsible"]
        responsible.queryset = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.responsible_id))
        responsible.empty_label = "—"
        form_field: Any = self.fields["form"]
        form_field.choices = [(value, capfirst(label)) for value, label in Form.choices]
        self._dress()

    def _leave_out(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def _choose_from_lists(self) -> None:
        """What is offered, and what the customer has already though it is offered no more."""
        kinds: Any = self.fields["type"]
        kinds.queryset = CustomerType.objects.filter(Q(is_offered=True) | Q(pk=self.instance.type_id))
        kinds.label_from_instance = lambda kind: f"{kind.name} ({kind.get_form_display()})"
        prices: Any = self.fields["price_type"]
        prices.queryset = PriceType.objects.filter(Q(is_offered=True) | Q(pk=self.instance.price_type_id))
        kinds.empty_label = prices.empty_label = "—"
        labels: Any = self.fields["label_names"]
        worn = [label.name for label in self.instance.labels.all()] if self.instance.pk else []
        offered = Label.objects.filter(Q(is_offered=True) | Q(name__in=worn))
        labels.choices = [(name, name) for name in offered.values_list("name", flat=True)]
        if self.instance.pk:
            self.initial.setdefault("label_names", worn)

    def _ask_consents(self) -> None:
        standing = {each.channel: each.is_given for each in self.instance.consents.all()} if self.instance.pk else {}
        for channel, said in standing.items():
            self.initial.setdefault(f"consent_{channel}", "yes" if said else "no")

    @property
    def consents(self) -> list[forms.BoundField]:
        return [self[f"consent_{channel}"] for channel in Channel.values]

    def typed_consents(self) -> dict[str, bool | None]:
        return {channel: CONSENT[self.cleaned_data[f"consent_{channel}"]] for channel in Channel.values}

    def typed_labels(self) -> list[str]:
        return [*self.cleaned_data["label_names"], *self.cleaned_data["new_labels"]]

    def clean_new_labels(self) -> list[str]:
        names = [name for typed in self.cleaned_data["new_labels"].split(",") if (name := " ".join(typed.split()))]
        if any(len(name) > LONGEST_LABEL for name in names):
            raise ValidationError(gettext("A label has at most %(most)d characters.") % {"most": LONGEST_LABEL})
        return names

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
        kind = typed.get("type")
        if kind and typed.get("form") and kind.form != typed["form"]:
            self.add_error("type", _("This type is not for the form chosen above."))
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
    key = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
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
        if not named and any(value for name, value in typed.items() if name != "key") and not self.errors:
            self.add_error("first_name", _("Write a name, or empty the whole line."))
        return typed


class OneContactForm(ContactForm):
    """A contact on a page of its own."""

    nonce = NonceField()
    version = (
        VersionField()
    )  # `key`: of a new contact, the person who is in the book already; else it stands in the address
    is_primary = forms.BooleanField(label=_("Primary contact"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_primary"].group_class = "w-4 on-line"  # type: ignore[attr-defined]
        self.fields["first_name"].widget.attrs["data-autofocus"] = ""

    def clean(self) -> dict[str, Any]:
        typed = forms.Form.clean(self) or self.cleaned_data
        if not self.errors and not (typed["first_name"] or typed["last_name"]):
            self.add_error("first_name", _("Write a name."))
        return typed

    def typed(self) -> TypedContact:
        return TypedContact(
            **{name: self.cleaned_data[name] for name in (*SAID_OF_CONTACT, "may_collect", "is_primary", "key")}
        )

    @property
    def name(self) -> str:
        return f"{self.cleaned_data['first_name']} {self.cleaned_data['last_name']}".strip()

    def describes(self) -> str:
        """In the words of actions.described."""
        parts = (self.name, *(" ".join(self.cleaned_data[each].split()) for each in ("role", "phone", "email")))
        collects = gettext("may collect") if self.cleaned_data["may_collect"] else ""
        return ", ".join(part for part in (*parts, collects) if part)


class NoteForm(forms.Form):
    version = VersionField()
    text = LinesField(label=capfirst(_("note")), rows=3, error_messages={"required": _("Write the note.")})


class WrittenForm(forms.Form):
    """The field on top of the timeline; its buttons say what it is."""

    text = LinesField(
        label=_("Write down a call, a visit or a note"), rows=1, error_messages={"required": _("Write what was said.")}
    )
    what = forms.ChoiceField(choices=[("note", ""), ("call", ""), ("visit", "")])
    nonce = NonceField()


class ChoiceForm(forms.Form):
    """A line of a list that the shop edits itself."""

    of = forms.ChoiceField(choices=[("type", ""), ("price_type", ""), ("label", "")])
    key = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("Write a name.")})
    form = forms.ChoiceField(choices=Form.choices, required=False)

    def __init__(self, *args: Any, needs_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = needs_name

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) > LONGEST_LABEL and self.cleaned_data.get("of") != "type":
            raise ValidationError(gettext("Write at most %(most)d characters.") % {"most": LONGEST_LABEL})
        return name

    def clean_form(self) -> str:
        return self.cleaned_data["form"] or Form.PERSON
