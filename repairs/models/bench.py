"""Who works on what and how long, and what is lent meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repairs.models.order import WorkOrder

if TYPE_CHECKING:
    from datetime import timedelta


class WorkSession(models.Model):
    """A technician at a job, from start to stop."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="sessions")
    technician = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions")
    started_at = models.DateTimeField(_("from"), default=timezone.now)
    stopped_at = models.DateTimeField(_("to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["started_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["technician"], condition=Q(stopped_at=None), name="repairs_worksession_one_runs"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")), name="repairs_worksession_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.started_at}"

    @property
    def lasted(self) -> timedelta:
        return (self.stopped_at or timezone.now()) - self.started_at


class LoanDevice(models.Model):
    """A device of the shop's own, to lend."""

    name = models.CharField(_("name"), max_length=120)
    identifiers = models.CharField(_("IMEI, serial number"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("loan device")
        verbose_name_plural = _("loan devices")
        default_permissions = ()
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="repairs_loandevice_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Loan(models.Model):
    """A loan device out with the customer of an order; an order with one out cannot be closed."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="loans")
    loan_device = models.ForeignKey(LoanDevice, models.PROTECT, related_name="loans", verbose_name=_("loan device"))
    out_at = models.DateTimeField(_("out"), default=timezone.now)
    out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    back_at = models.DateTimeField(_("back"), null=True, blank=True)
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["out_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loan_device"], condition=Q(back_at=None), name="repairs_loan_one_out"),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("out_at")), name="repairs_loan_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_device_id} → {self.work_order_id}"
