from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repairs.models.order import WorkOrder


class OrderNote(models.Model):
    """Something written down on an order: for us alone, or for the customer to see on the status page."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="notes")
    text = models.TextField(_("text"), max_length=4000)
    is_public = models.BooleanField(_("the customer sees it"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="repairs_ordernote_has_text")]

    def __str__(self) -> str:
        return self.text[:60]


class Question(models.Model):
    """A question that stays open until it is answered; an open one keeps the order from being ready."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="repairs_question_has_text"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(~Q(answer=""), answered_at__isnull=False),
                name="repairs_question_answer_whole",
            ),
        ]
        indexes: ClassVar = [models.Index("asked_at", name="repairs_question_open", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return self.text[:60]
