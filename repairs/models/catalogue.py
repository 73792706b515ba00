"""What the shop usually does and fits, with its price; and the rates of tax it charges."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import PriceType

HUNDRED = Decimal(100)


class ItemKind(models.TextChoices):
    PART = "part", _("Part")
    LABOUR = "labour", _("Labour")
    FEE = "fee", _("Fee")


class TaxRate(models.Model):
    """A rate the shop charges; lines carry the rate itself, so changing this list changes no order."""

    name = models.CharField(_("name"), max_length=60)
    rate = models.DecimalField(
        _("rate, %"),
        max_digits=5,
        decimal_places=2,
        unique=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_default = models.BooleanField(_("for new lines"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        default_permissions = ()
        ordering: ClassVar = ["-is_default", "-rate"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=HUNDRED), name="repairs_taxrate_is_percent"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="repairs_taxrate_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueItem(models.Model):
    """A usual job or part."""

    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, default=ItemKind.PART)
    code = models.CharField(_("code"), max_length=60, blank=True)
    text = models.CharField(_("text"), max_length=300)
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    tax_rate = models.DecimalField(
        _("tax, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Empty: the shop's usual rate."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Filled by a trigger from code and text; see repairs/sql/catalogue.sql.
    search = models.TextField(blank=True, editable=False, default="")

    class Meta:
        verbose_name = _("catalogue item")
        verbose_name_plural = _("catalogue")
        default_permissions = ()
        permissions: ClassVar = [("manage_catalogue", "Can edit the catalogue of jobs and parts")]
        ordering: ClassVar = ["text", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="repairs_catalogueitem_known_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="repairs_catalogueitem_has_text"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="repairs_catalogueitem_price"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="repairs_catalogueitem_code_once"),
        ]
        indexes: ClassVar = [models.Index("text", "id", name="repairs_catalogue_by_text")]

    def __str__(self) -> str:
        return self.text


class CataloguePrice(models.Model):
    """Another price for customers of one price type."""

    item = models.ForeignKey(CatalogueItem, models.CASCADE, related_name="prices")
    price_type = models.ForeignKey(PriceType, models.CASCADE, related_name="+", verbose_name=_("price type"))
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "price_type"], name="repairs_catalogueprice_once"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="repairs_catalogueprice_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_price}"
