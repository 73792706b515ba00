from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import phones
from customers.models.customer import Customer


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", _("mobile")
    WORK = "work", _("work")
    HOME = "home", _("home")
    FAX = "fax", _("fax")
    OTHER = "other", _("other")


class Phone(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="phones")
    kind = models.CharField(_("kind"), max_length=10, choices=PhoneKind, default=PhoneKind.MOBILE)
    raw = models.CharField(_("phone"), max_length=60, validators=[MinLengthValidator(1)])
    e164 = models.CharField(max_length=16, blank=True, editable=False)
    national = models.CharField(max_length=20, blank=True, editable=False)
    is_main = models.BooleanField(_("main"), default=False)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        default_permissions = ()
        ordering: ClassVar = ["-is_main", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(is_main=True), name="customers_phone_one_main"),
            models.CheckConstraint(condition=~Q(raw=""), name="customers_phone_not_empty"),
        ]
        indexes: ClassVar = [models.Index("e164", name="customers_phone_e164", condition=~Q(e164=""))]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return phones.shown(self.raw, self.e164)


class Contact(models.Model):
    """A natural person who speaks for one or several customers."""

    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    phone_raw = models.CharField(_("phone"), max_length=60, blank=True)
    phone_e164 = models.CharField(max_length=16, blank=True, editable=False)
    phone_national = models.CharField(max_length=20, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(first_name="", last_name=""), name="customers_contact_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def phone_shown(self) -> str:
        return phones.shown(self.phone_raw, self.phone_e164)


class CustomerContact(models.Model):
    """Which role a contact has for a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_links", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="customer_links")
    role = models.CharField(_("role"), max_length=120, blank=True)
    is_primary = models.BooleanField(_("primary"), default=False)
    may_collect = models.BooleanField(_("may collect"), default=False)

    class Meta:
        verbose_name = _("contact of a customer")
        verbose_name_plural = _("contacts of a customer")
        default_permissions = ()
        ordering: ClassVar = [F("is_primary").desc(), "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "contact"], name="customers_contact_once"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_primary=True), name="customers_contact_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact)
