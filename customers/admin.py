"""Customers in the administration: searched by the shop's own search, saved by the shop's own deeds, deleted on their page only."""

# ruff: noqa: ARG002 - Django calls these with more than is asked

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import search
from core.admin import ReadOnlyAdmin
from core.fields import VersionField, carry, differences
from core.http import staff
from core.locks import Gone
from core.models import ReachRule
from core.shop import current_shop
from customers import actions
from customers.actions import EDITABLE, IDENTITY, CustomerDraft, TypedContact, TypedPhone
from customers.forms import ContactForm, CustomerForm
from customers.models import Contact, Customer, CustomerContact, Phone

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

PART_OF_CUSTOMER = ("view", "add", "change")


class AdminCustomerForm(CustomerForm):
    nonce = None  # type: ignore[assignment]  # the administration has no way to ask again
    version = None  # type: ignore[assignment]  # it takes no model field for a form field that nobody may edit
    seen = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, shop=current_shop(), may_see_identity=True, **kwargs)  # by the fieldsets
        if self.instance.pk:
            self.initial["seen"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.instance.pk:
            self._refuse_stale(typed.get("seen"))
        return typed

    def _refuse_stale(self, seen: int | None) -> None:
        """The row stays locked until the page has saved; saving again after this is a decision."""
        try:
            current = actions.lock_customer(self.instance.number)
        except Gone as gone:
            raise ValidationError(gettext("A colleague deleted this customer meanwhile.")) from gone
        if seen == current.version:
            return
        carry(self, **{self.add_prefix("seen"): current.version})
        lines = [(each.label, each.now or "—") for each in differences(self, current)]
        raise ValidationError(
            format_html(
                "{} {}",
                gettext("A colleague saved this customer meanwhile. Saving again replaces what the colleague saved."),
                format_html_join("; ", "{}: {}", lines),
            )
        )


class LabelledFormSet(BaseInlineFormSet[Any, Customer, Any]):
    """A table's head names its columns to the eye only; each field says its name by itself."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", capfirst(field.label or ""))


class PhoneFormSet(LabelledFormSet):
    def clean(self) -> None:
        super().clean()
        rule, has_phone = current_shop().reach_rule, bool(typed_phones(self))
        reached = has_phone or (rule == ReachRule.PHONE_OR_EMAIL and bool(self.data.get("email")))
        was_reached = self.instance.pk is None or self.initial_form_count() > 0
        if rule != ReachRule.NONE and not reached and was_reached:
            raise ValidationError(gettext("Write a phone number."))


class CustomerInline(admin.TabularInline[Any, Any]):
    """A part of the customer: whoever may see or change the customer may see or change it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("customers.view_customer")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("customers.change_customer")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("customers.change_customer")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("customers.change_customer")


class PhoneInline(CustomerInline):
    model = Phone
    formset = PhoneFormSet
    fields = ("kind", "raw")
    extra = 1
    max_num = 10


class ContactLinkForm(forms.ModelForm[CustomerContact]):
    """The link with the person behind it in one line."""

    first_name = ContactForm.base_fields["first_name"]
    last_name = ContactForm.base_fields["last_name"]
    phone = ContactForm.base_fields["phone"]
    email = ContactForm.base_fields["email"]
    primary = forms.BooleanField(label=_("primary"), required=False)

    class Meta:
        model = CustomerContact
        fields = ("role", "may_collect")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            contact = self.instance.contact
            self.initial.update(first_name=contact.first_name, last_name=contact.last_name)
            self.initial.update(phone=contact.phone_raw, email=contact.email, primary=self.instance.is_primary)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not (typed.get("first_name") or typed.get("last_name")) and not typed.get("DELETE"):
            self.add_error("first_name", gettext("Write a name, or empty the whole line."))
        return typed


class ContactFormSet(LabelledFormSet):
    def clean(self) -> None:
        super().clean()
        if sum(bool(row.get("primary")) for row in _rows(self)) > 1:
            raise ValidationError(gettext("One contact is the primary one: tick one."))


class ContactInline(CustomerInline):
    model = CustomerContact
    form = ContactLinkForm
    formset = ContactFormSet
    fields = ("first_name", "last_name", "role", "phone", "email", "may_collect", "primary")
    extra = 0
    max_num = 20
    verbose_name = _("contact")
    verbose_name_plural = _("contacts")


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin[Customer]):
    form = AdminCustomerForm
    inlines = (PhoneInline, ContactInline)
    list_display = (
        "name",
        "number",
        "main_phone",
        "city",
        "is_active",
        "is_prospect",
        "last_activity_at",
        "responsible",
    )
    list_display_links = ("name", "number")
    list_filter = ("form", "is_active", "is_prospect", "language")
    list_select_related = ("responsible",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-is_active", "-last_activity_at", "-pk")
    search_fields = ("search",)
    search_help_text = _("Any part of a name, phone, mail, number or address.")
    readonly_fields = ("number",)
    fieldsets = (
        (None, {"fields": ("number", "seen", "form", "first_name", "last_name", "legal_name", "trade_name")}),
        (
            _("How to reach them"),
            {"fields": ("email", "messenger", "street", "postal_code", "city", "region", "country")},
        ),
        (_("For bills"), {"fields": ("tax_number", "registration_number")}),
        (
            _("In the shop"),
            {
                "fields": (
                    "type", "responsible", "language", "price_type", "discount_card", "external_number", "is_prospect",
                    "label_names", "new_labels",
                )
            },
        ),
        (_("Consent"), {"fields": ("consent_sms", "consent_email", "consent_phone")}),
    )  # fmt: skip
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        if not request.user.has_perm("customers.view_identity"):
            return self.fieldsets
        asked = {"fields": IDENTITY, "classes": ("collapse",)}
        return (*self.fieldsets, (_("Identity card, only if the law asks"), asked))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return super().get_queryset(request).prefetch_related("phones").defer("search")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        looked_for = search.words(search_term)
        if looked_for:
            return queryset.filter(search.condition(looked_for)), False
        return (queryset.none() if search_term.strip() else queryset), False

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: Any) -> None:
        """The deed runs in `save_related`, when the phones and contacts are known too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        typed = {name: form.cleaned_data[name] for name in EDITABLE if name in form.cleaned_data}
        by_model = {formset.model: formset for formset in formsets}
        draft = CustomerDraft(
            fields=typed,
            phones=typed_phones(by_model.get(Phone)),
            contacts=typed_contacts(by_model.get(CustomerContact)),
            labels=form.typed_labels(),
            consents=form.typed_consents(),
        )
        if change:
            version = form.cleaned_data["seen"]
            actions.update_customer(number=form.instance.number, draft=draft, version=version, by=staff(request))
        else:
            made = actions.create_customer(draft=draft, by=staff(request))
            form.instance.pk, form.instance.number, form.instance.name = made.pk, made.number, made.name
        for formset in formsets:  # what the page's change message asks for
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []


def typed_phones(formset: Any) -> list[TypedPhone]:
    return [TypedPhone(raw=row["raw"], kind=row.get("kind", "")) for row in _rows(formset) if row.get("raw")]


def typed_contacts(formset: Any) -> list[TypedContact]:
    """Each with the key of the person who stands in the line already."""
    names = ("first_name", "last_name", "phone", "email", "role", "may_collect")
    lines = [(form, form.cleaned_data) for form in _forms(formset) if "first_name" in form.cleaned_data]
    return [
        TypedContact(**{name: row[name] for name in names}, key=form.instance.contact_id, is_primary=row["primary"])
        for form, row in lines
    ]


def _rows(formset: Any) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in _forms(formset)]


def _forms(formset: Any) -> list[Any]:
    forms_sent = formset.forms if formset is not None else []
    typed = [(form, getattr(form, "cleaned_data", {})) for form in forms_sent]
    return [form for form, row in typed if row and not row.get("DELETE")]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin[Contact]):
    """Looked up here; edited with the customers they speak for."""

    list_display = ("__str__", "phone_shown", "email", "speaks_for")
    search_fields = ("first_name", "last_name", "email", "phone_raw", "phone_national")
    fields: ClassVar = ("first_name", "last_name", "phone_shown", "email", "speaks_for")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related("customer_links__customer").order_by("-pk")

    @admin.display(description=_("customers"))
    def speaks_for(self, contact: Contact) -> str:
        links = contact.customer_links.all()
        pairs = ((link.customer.get_absolute_url(), link.customer) for link in links)
        return format_html_join(", ", '<a href="{}">{}</a>', pairs)
