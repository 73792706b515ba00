from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repairs.codes import Method
from repairs.models.order import WorkOrder


class PaymentKind(models.TextChoices):
    DEPOSIT = "deposit", _("Deposit")
    BALANCE = "balance", _("Balance")
    REFUND = "refund", _("Refund")


class Payment(models.Model):
    """Money taken, or given back. Never edited: what was wrong is put right by a refund."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="payments")
    kind = models.CharField(_("kind"), max_length=10, choices=PaymentKind)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    document_number = models.CharField(_("document"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repairs_payment_above_zero"),
            models.CheckConstraint(condition=Q(kind__in=PaymentKind.values), name="repairs_payment_known_kind"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="repairs_payment_known_method"),
        ]
        indexes: ClassVar = [models.Index("at", "id", name="repairs_payment_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def is_refund(self) -> bool:
        return self.kind == PaymentKind.REFUND
