from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.numbers import PREFIX, NumberPattern, NumberSeries

__all__ = [
    "PREFIX",
    "BinEntry",
    "Event",
    "EventDetail",
    "ExportJob",
    "ListChoice",
    "Nonce",
    "NumberPattern",
    "NumberSeries",
    "ReachRule",
    "SavedFilter",
    "Shop",
    "validate_time_zone",
]

A_DAY = timedelta(hours=24)
EIGHT_DAYS = timedelta(days=8)

if TYPE_CHECKING:
    from datetime import tzinfo


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone like Europe/Bucharest."))


class ReachRule(models.TextChoices):
    PHONE = "phone", _("a phone number")
    PHONE_OR_EMAIL = "phone_or_email", _("a phone number or an e-mail address")
    NONE = "none", _("nothing")


class Shop(models.Model):
    """The one row that says whose shop this is; a new document freezes what stands here at that moment."""

    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(
        _("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Write two letters, like RO."))]
    )
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Write three letters, like EUR."))]
    )
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="en")
    public_url = models.URLField(_("public address"), blank=True, max_length=200)
    logo = models.BinaryField(_("logo"), blank=True, default=b"")
    terms = models.JSONField(_("terms by language"), default=dict, blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    paper_sizes = models.JSONField(_("paper by kind of document"), default=dict, blank=True)
    terms_by_kind = models.JSONField(_("terms by kind of document and language"), default=dict, blank=True)
    reach_rule = models.CharField(_("to reach a customer"), max_length=20, choices=ReachRule, default=ReachRule.PHONE)
    active_days = models.PositiveSmallIntegerField(
        _("days a customer stays active after a repair"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    statuses = models.JSONField(
        _("statuses"), default=dict, db_default={}, blank=True, help_text="the shop's own labels and colours, by status"
    )
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    warranty_months = models.PositiveSmallIntegerField(
        _("warranty on repairs, months"), default=3, validators=[MaxValueValidator(120)]
    )
    estimate_days = models.PositiveSmallIntegerField(
        _("days an estimate holds"),
        default=30,
        db_default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Printed on it as its last day. 0: none is printed."),
    )
    archive_problems = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="what the last look through the archive found"
    )
    archive_checked_at = models.DateTimeField(
        null=True, editable=False, help_text="when the archive was looked through last"
    )
    is_demo = models.BooleanField(default=False)
    set_up_at = models.DateTimeField(db_default=Now(), editable=False)
    backed_up_at = models.DateTimeField(null=True, editable=False, help_text="when a backup was made and checked last")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shop")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="core_shop_is_one_row")]
        permissions: ClassVar = [("change_settings", "Can change the shop's settings")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_set_up(self) -> bool:
        return self.name != ""

    @property
    def backup_is_late(self) -> bool:
        """Whether the newest checked backup is more than a day old; a shop has its first day free."""
        since = self.backed_up_at or self.set_up_at
        return self.is_set_up and not self.is_demo and timezone.now() - since > A_DAY

    @property
    def archive_check_is_late(self) -> bool:
        """Whether the weekly look through the archive has not come for more than eight days."""
        since = self.archive_checked_at or self.set_up_at
        return self.is_set_up and not self.is_demo and timezone.now() - since > EIGHT_DAYS

    @property
    def address_lines(self) -> list[str]:
        place = " ".join(part for part in (self.postal_code, self.city) if part)
        return [line for line in (self.street, ", ".join(part for part in (place, self.region) if part)) if line]

    def terms_in(self, language: str) -> list[str]:
        """The clauses printed on documents, one a line in the settings; the shop's own language where none exist."""
        text: str = self.terms.get(language) or self.terms.get(self.language) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]


class Event(models.Model):
    """One deed that was done. Insert-only and free of personal text: names and values stand in EventDetail."""

    insert_only = True

    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("deed"), max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    subject_kind = models.CharField(max_length=20)
    subject_number = models.CharField(_("number"), max_length=40)
    customer_number = models.CharField(_("customer"), max_length=40, blank=True)
    device_number = models.CharField(_("device"), max_length=40, blank=True)
    order_number = models.CharField(_("work order"), max_length=40, blank=True)
    facts = models.JSONField(
        default=dict, help_text="Codes, numbers and counts; never a name or a text somebody typed."
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ("view",)
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index("at", "id", name="core_event_at"),
            models.Index("customer_number", "at", name="core_event_customer", condition=~Q(customer_number="")),
            models.Index("device_number", "at", name="core_event_device", condition=~Q(device_number="")),
            models.Index("order_number", "at", name="core_event_order", condition=~Q(order_number="")),
            models.Index("subject_number", "verb", name="core_event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_number}"


class EventDetail(models.Model):
    """The personal part of an event: names, old and new values, notes."""

    insert_only = True

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="detail")
    data = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.event_id)


class Nonce(models.Model):
    """What a form sent once has made, so that a double click makes nothing twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="core_nonce_once")]

    def __str__(self) -> str:
        return str(self.key)


class BinEntry(models.Model):
    """A deleted customer with everything that went, kept for restoring until `expires_at`."""

    customer_number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=300)
    deleted_at = models.DateTimeField(_("deleted"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    format = models.PositiveSmallIntegerField(help_text="version of the form of `content`")
    content = models.JSONField()

    class Meta:
        verbose_name = _("deleted customer")
        verbose_name_plural = _("recycle bin")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.customer_number} {self.name}"

    def parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = self.content
        return parts


class SavedFilter(models.Model):
    """A combination of filters of a list under a name: its owner's alone, or everybody's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=40, help_text="URL name of the list")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="core_savedfilter_once"),
            models.CheckConstraint(condition=~Q(name=""), name="core_savedfilter_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """What one person chose for one list: its columns (or search fields), and the saved filter it opens with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_choices")
    page = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    opens_with = models.ForeignKey(SavedFilter, models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "page"], name="core_listchoice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.page}"


class ExportJob(models.Model):
    """A list too large to be sent at once: the worker writes it to a file, which is kept for a day for who asked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("being written")
        READY = "ready", _("ready")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=40, help_text="URL name of the list")
    query = models.TextField(blank=True)
    format = models.CharField(max_length=4)
    is_as_shown = models.BooleanField(default=False)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text="when the worker last said that it is at work")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index("by", "asked_at", name="core_exportjob_mine")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working", "ready", "cancelled", "failed"]),
                name="core_exportjob_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.asked_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.WORKING}

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
