"""Lists that a shop edits itself: types of customer, labels, price types."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    PERSON = "person", _("person")
    COMPANY = "company", _("company")


class Choice(models.Model):
    """One line of such a list. Offered no more it stays with those who have it; `position` is where it stands."""

    is_offered = models.BooleanField(_("offered"), default=True, db_default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        abstract = True


class CustomerType(Choice):
    """A further kind of customer over the two forms: "school", "reseller", "staff"."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    form = models.CharField(_("form"), max_length=10, choices=Form)

    class Meta:
        verbose_name = _("type of customer")
        verbose_name_plural = _("types of customer")
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="customers_type_has_name")]

    def __str__(self) -> str:
        return self.name


class Label(Choice):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="customers_label_has_name")]

    def __str__(self) -> str:
        return self.name


class PriceType(Choice):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("price type")
        verbose_name_plural = _("price types")
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="customers_pricetype_has_name")]

    def __str__(self) -> str:
        return self.name
