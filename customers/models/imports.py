"""A list that somebody brings along: the file, how it is read, what came of it, and what undoing it needs."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    READING = "reading", _("being read")
    UPLOADED = "uploaded", _("columns to be chosen")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")


UNDER_WAY = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})


class Twins(models.TextChoices):
    """What becomes of a row that is in the book already."""

    SKIP = "skip", _("Leave the customer as it is")
    UPDATE = "update", _("Fill in what the row says")
    MAKE = "make", _("Make another customer")


class ImportJob(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1)
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list, help_text="of an Excel file; none for CSV")
    columns = models.JSONField(default=dict, help_text="head → the field it fills")
    twins = models.CharField(max_length=10, choices=Twins, default=Twins.SKIP)
    leaves_out = models.BooleanField(default=False, help_text="rows with problems stay out; else they stop the import")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    counts = models.JSONField(default=dict)
    remarks = models.JSONField(default=list, help_text="the first of them: kind, row, column, text")
    failure = models.TextField(blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now, db_index=True)
    checked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    made_lists = models.JSONField(default=dict, help_text="keys of the labels, types and price types it made")
    last_event = models.PositiveBigIntegerField(null=True, help_text="what happened later was done by somebody since")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=ImportState.DONE) | Q(done_at__isnull=False, last_event__isnull=False),
                name="customers_import_done_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class ImportedRow(models.Model):
    """A customer that an import made, or changed and how it was before. By number: the customer may be gone."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    customer_number = models.CharField(max_length=40, db_index=True)
    customer_key = models.BigIntegerField()
    before = models.JSONField(null=True, help_text="nothing for a customer that was made")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "row"], name="customers_importedrow_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.row}"


class ImportMapping(models.Model):
    """Which column fills what, under a name: for the lists of one program that come again and again."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    columns = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="customers_mapping_has_name")]

    def __str__(self) -> str:
        return self.name
