"""Photos and signatures, and the draft of an intake that photos are uploaded to before there is an order."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repairs.models.order import WorkOrder


class IntakeDraft(models.Model):
    """What somebody has typed of an intake so far, kept on the server: a closed tab loses nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="intake_drafts")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index("user", "updated_at", name="repairs_draft_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.updated_at}"


class Photo(models.Model):
    """A picture of the device, re-encoded by us; of an order, or still of the draft of one."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, null=True, blank=True, related_name="photos")
    draft = models.ForeignKey(IntakeDraft, models.CASCADE, null=True, blank=True, related_name="photos")
    file = models.FileField(_("photo"), upload_to="photos/%Y/%m", max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(work_order__isnull=True, draft__isnull=False)
                | Q(work_order__isnull=False, draft__isnull=True),
                name="repairs_photo_of_order_or_draft",
            ),
        ]
        indexes: ClassVar = [models.Index("file", name="repairs_photo_file")]

    def __str__(self) -> str:
        return self.file.name or ""


class Moment(models.TextChoices):
    INTAKE = "intake", _("At intake")
    HANDOVER = "handover", _("At hand-over")


class Signature(models.Model):
    """Who signed on the screen and when; the picture itself is an asset of the archive, named by its SHA-256."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="signatures")
    moment = models.CharField(max_length=10, choices=Moment)
    asset = models.CharField(max_length=64)
    signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="repairs_signature_known_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.moment}"
