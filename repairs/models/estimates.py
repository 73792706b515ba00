from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from repairs.codes import How
from repairs.models.lines import OrderLine, PricedLine
from repairs.models.order import WorkOrder


class Answer(models.TextChoices):
    OPEN = "", pgettext_lazy("answer", "Open")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class Estimate(models.Model):
    """The price before the work, in versions: a later one replaces those before that nobody has answered."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="estimates")
    edition = models.PositiveSmallIntegerField(_("version"))
    document_number = models.CharField(_("document"), max_length=40, blank=True)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    approved_total = models.DecimalField(_("approved"), max_digits=12, decimal_places=2, default=0)
    diagnosis_fee = models.DecimalField(_("if declined"), max_digits=12, decimal_places=2, null=True)
    is_replaced = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work_order", "edition"], name="repairs_estimate_edition_once"),
            models.CheckConstraint(
                condition=Q(approved_total__gte=0, total__gte=0), name="repairs_estimate_totals_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} v{self.edition}"


class EstimateLine(PricedLine):
    """A line as it was offered, and what the customer said to it: who, how, when, and who of us heard it."""

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.SET_NULL, null=True, related_name="offers")
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN, blank=True)
    answered_by = models.CharField(_("who said so"), max_length=200, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=How, blank=True)
    answered_at = models.DateTimeField(_("when"), null=True)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(PricedLine.Meta):
        constraints: ClassVar = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="repairs_estimateline_known_answer"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, how="")
                | Q(~Q(answer=""), ~Q(how=""), answered_at__isnull=False),
                name="repairs_estimateline_answer_whole",
            ),
        ]
