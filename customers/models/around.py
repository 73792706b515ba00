"""What is written down about a customer: notes, consents, and the numbers it was known by before a merge."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class Note(models.Model):
    """What somebody wanted the others to know, dated and signed."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="customers_note_not_empty")]

    def __str__(self) -> str:
        return self.text[:60]


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")


class Consent(models.Model):
    """Whether the customer may be written to or called, and who noted it when; no row: never asked."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    is_given = models.BooleanField(_("given"))
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ()
        ordering: ClassVar = ["channel"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "channel"], name="customers_consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.is_given}"


class Alias(models.Model):
    """A number the kept customer was known by before a merge: still found, its documents and timeline still shown."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="aliases")
    number = models.CharField(max_length=40, unique=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.number


class Merge(models.Model):
    """A merge and what is needed to undo it exactly, until `undo_until`. By numbers: both customers may be gone."""

    kept_number = models.CharField(max_length=40, db_index=True)
    merged_number = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undo = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.merged_number} → {self.kept_number}"
