"""The archive: insert-only, without a foreign key in or out, so that no deletion of anything can reach it.

The database itself refuses UPDATE, DELETE and TRUNCATE here (rights of the web role, and triggers that are always on).
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.kinds import DocumentKind

PARTS = ("shop", "customer", "corrects", "signatures")  # of a content, that pages look into


class Damaged(Exception):
    """What stands in the archive is not what was written there: the archive check says more."""


class Document(models.Model):
    """A document that was issued: its number, its place in the chain of its series, and what proves its content."""

    insert_only = True

    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind)
    number = models.CharField(_("number"), max_length=40, unique=True)
    series = models.CharField(max_length=60)
    position = models.PositiveBigIntegerField(help_text="1, 2, 3 … in its series")
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.CharField(_("by"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=2)
    country = models.CharField(max_length=2, blank=True, default="", db_default="", help_text="the shop's, at issue")
    corrects = models.CharField(_("corrects"), max_length=40, blank=True, default="", db_default="")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the frozen content, as UTF-8")
    previous_hash = models.CharField(max_length=64, blank=True, help_text="own_hash of the one before in its series")
    own_hash = models.CharField(max_length=64, help_text="SHA-256 over the other fields; see documents/chain.py")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("correct_document", "Can issue a document that corrects or cancels another"),
            ("export_document", "Can export the archive's list"),
        ]
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "position"], name="documents_document_place_once"),
            models.UniqueConstraint(
                fields=["corrects"], condition=~models.Q(corrects=""), name="documents_document_corrected_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index("issued_at", "id", name="documents_by_age"),
            models.Index("kind", "issued_at", "id", name="documents_by_kind"),
            models.Index("issued_at", "id", name="documents_corrections", condition=~models.Q(corrects="")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("document_page", args=[self.number])


class DocumentContent(models.Model):
    """What the document says, frozen, and plain columns to find it by when everybody it names is long gone."""

    insert_only = True

    number = models.CharField(max_length=40, primary_key=True)
    content = models.TextField(help_text="canonical JSON; its SHA-256 stands in Document.content_hash")
    template_version = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    customer_number = models.CharField(_("customer"), max_length=40, blank=True, db_index=True)
    customer_name = models.CharField(_("name"), max_length=420, blank=True)
    phones = models.TextField(_("phones"), blank=True)
    device_number = models.CharField(max_length=40, blank=True, db_index=True)
    device = models.CharField(_("device"), max_length=300, blank=True)
    identifiers = models.TextField(_("identifiers"), blank=True)
    plate = models.CharField(max_length=20, blank=True)
    order_number = models.CharField(_("work order"), max_length=40, blank=True, db_index=True)
    slip_code = models.CharField(_("slip code"), max_length=10, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # Filled by a trigger when the row is written; see documents/sql/archive.sql.
    search = models.TextField(blank=True, editable=False, default="")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index("issued_at", name="documents_content_by_age")]

    def __str__(self) -> str:
        return self.number

    @property
    def says(self) -> dict[str, Any]:
        """What was frozen; {} when it is destroyed. Raises Damaged."""
        if not self.content:
            return {}
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise Damaged(self.number) from error
        if not isinstance(found, dict) or any(not isinstance(found.get(part) or {}, dict) for part in PARTS):
            raise Damaged(self.number)
        return found


class DocumentFile(models.Model):
    """The PDF, made once and served byte for byte ever after; chained in the order of storing."""

    insert_only = True

    number = models.CharField(max_length=40, primary_key=True)
    position = models.PositiveBigIntegerField(unique=True, help_text="1, 2, 3 … in the order of storing")
    stored_at = models.DateTimeField()
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    own_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.number


class DocumentAsset(models.Model):
    """A picture that documents name by its SHA-256: a logo, a signature."""

    insert_only = True

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256


class Verification(models.Model):
    """What a look through the whole archive found, and the heads of its chains at that moment."""

    insert_only = True

    at = models.DateTimeField(_("when"))
    seconds = models.FloatField()
    documents = models.PositiveBigIntegerField()
    files = models.PositiveBigIntegerField()
    found = models.PositiveBigIntegerField(help_text="how many things are wrong")
    problems = models.JSONField(default=list, help_text="the first of them")
    heads = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-at", "-pk"]
        permissions: ClassVar = [("verify_archive", "Can look through the whole archive and close months")]
        indexes: ClassVar = [models.Index("at", name="documents_verification_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RetentionStart(models.TextChoices):
    """When the years of keeping begin."""

    YEAR_END = "year_end", _("the end of the year")
    JULY = "july", _("1 July of the following year")
    ISSUE = "issue", _("the day of issue")


class RetentionRule(models.Model):
    """How long documents are kept. Insert-only: the latest row of a country and kind holds.

    The database itself writes `at`. A shorter or a first rule lets nothing go within its first thirty days (documents/sql/retention.sql).
    """

    insert_only = True

    country = models.CharField(_("country"), max_length=2)
    kind = models.CharField(
        _("kind"), max_length=30, blank=True, choices=DocumentKind, help_text="empty for every kind"
    )
    years = models.PositiveSmallIntegerField(_("years"))
    starts = models.CharField(_("counted from"), max_length=10, choices=RetentionStart)
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [("change_retention", "Can change how long documents are kept")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(years__range=(1, 100)), name="documents_retentionrule_years"),
            models.CheckConstraint(
                condition=models.Q(starts__in=RetentionStart.values), name="documents_retentionrule_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}\Z"), name="documents_retentionrule_country"
            ),
        ]
        indexes: ClassVar = [models.Index("country", "kind", "at", name="documents_retentionrule_last")]

    def __str__(self) -> str:
        return f"{self.country} {self.kind} {self.years}"


class DestructionProposal(models.Model):
    """One person's proposal to destroy documents whose time is over; a second person answers it."""

    insert_only = True

    numbers = models.JSONField()
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField()
    by = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("destroy_document", "Can propose and confirm the destruction of expired documents")]

    def __str__(self) -> str:
        return str(self.pk)


class DestructionAnswer(models.Model):
    """The second person's yes or no to a proposal."""

    insert_only = True

    proposal_id = models.BigIntegerField(primary_key=True)
    accepted = models.BooleanField()
    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField()
    by = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.proposal_id)


class DestroyedDocument(models.Model):
    """A document whose content and file were emptied. Written by the database's own function alone, which checks that it may."""

    insert_only = True
    written_by_function = True

    number = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(_("destroyed"))
    proposed_by = models.CharField(max_length=300)
    confirmed_by = models.CharField(max_length=300)
    proposal_id = models.BigIntegerField()
    minutes = models.CharField(max_length=40)
    assets = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [GinIndex(fields=["assets"], name="documents_destroyed_assets")]

    def __str__(self) -> str:
        return self.number


class OutgoingMessage(models.Model):
    """An e-mail with a document that is to leave, or has left. What it says and to whom stands in its event's detail,
    which anonymising may empty.
    """

    number = models.CharField(_("document"), max_length=40, db_index=True)
    event = models.OneToOneField("core.Event", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, help_text="a worker is at it since")
    failed_at = models.DateTimeField(_("failed"), null=True)
    error = models.CharField(max_length=200, blank=True, help_text="a code; never an address")
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        default_permissions = ("add",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="documents_message_sent_or_failed"
            ),
        ]
        indexes: ClassVar = [
            models.Index("asked_at", name="documents_message_waiting", condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.pk}"
