from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repairs.codes import Supply
from repairs.models.catalogue import HUNDRED, CatalogueItem, ItemKind
from repairs.models.order import WorkOrder

ZERO = Decimal(0)


class PricedLine(models.Model):
    """What is charged, as `repairs.totals` reckons it: on an order, and frozen in an estimate."""

    position = models.PositiveIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, default=ItemKind.PART)
    code = models.CharField(_("code"), max_length=60, blank=True)
    text = models.CharField(_("text"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=3, default=Decimal(1))
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    discount_percent = models.DecimalField(_("discount, %"), max_digits=5, decimal_places=2, default=ZERO)
    discount_amount = models.DecimalField(_("discount"), max_digits=12, decimal_places=2, default=ZERO)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=5, decimal_places=2, default=ZERO)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="%(app_label)s_%(class)s_known_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="%(app_label)s_%(class)s_has_text"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="%(app_label)s_%(class)s_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="%(app_label)s_%(class)s_price"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=HUNDRED, discount_amount=0)
                | Q(discount_percent=0, discount_amount__gte=0),
                name="%(app_label)s_%(class)s_one_discount",
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lte=HUNDRED), name="%(app_label)s_%(class)s_tax"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OrderLine(PricedLine):
    """A part, a piece of work or a fee on an order."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="lines")
    catalogue_item = models.ForeignKey(CatalogueItem, models.SET_NULL, null=True, blank=True, related_name="+")
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("technician"),
    )
    supply = models.CharField(_("supply"), max_length=10, choices=Supply, default=Supply.NONE, blank=True)
    reserved_at = models.DateTimeField(_("reserved"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("ordered"), null=True, blank=True)
    expected_on = models.DateField(_("expected"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(PricedLine.Meta):
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints: ClassVar = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(condition=Q(supply__in=Supply.values), name="repairs_orderline_known_supply"),
        ]
        indexes: ClassVar = [
            models.Index("supply", "ordered_at", name="repairs_line_supply", condition=~Q(supply="")),
        ]
