"""The archive: insert-only, without a foreign key in or out, so that no deletion of anything can reach it.

The database itself refuses UPDATE, DELETE and TRUNCATE here (rights of the web role, and triggers that are always on).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.kinds import DocumentKind


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
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the frozen content, as UTF-8")
    previous_hash = models.CharField(max_length=64, blank=True, help_text="own_hash of the one before in its series")
    own_hash = models.CharField(max_length=64, help_text="SHA-256 over the other fields; see documents/chain.py")

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ("view",)
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "position"], name="documents_document_place_once"),
        ]
        indexes: ClassVar = [
            models.Index("issued_at", "id", name="documents_by_age"),
            models.Index("kind", "issued_at", "id", name="documents_by_kind"),
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
