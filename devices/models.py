from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


class Kind(models.TextChoices):
    PHONE = "phone", _("phone")
    TABLET = "tablet", _("tablet")
    LAPTOP = "laptop", _("laptop")
    COMPUTER = "computer", _("computer")
    CONSOLE = "console", _("console")
    WATCH = "watch", _("watch")
    APPLIANCE = "appliance", _("household machine")
    TOOL = "tool", _("power tool")
    BICYCLE = "bicycle", _("bicycle or scooter")
    CAR = "car", _("car")
    OTHER = "other", _("other")


ICONS = {
    "phone": "smartphone", "tablet": "tablet", "laptop": "laptop", "computer": "monitor", "console": "gamepad-2",
    "watch": "watch", "appliance": "washing-machine", "tool": "drill", "bicycle": "bike", "car": "car", "other": "package",
}  # fmt: skip


class Device(models.Model):
    """The thing repaired. Identifiers are kept without spaces and dashes, in capitals; a wrong one is kept as it is."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    external_number = models.CharField(_("number in the old system"), max_length=60, blank=True)
    owner = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="devices", verbose_name=_("owner")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PHONE)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120)
    colour = models.CharField(_("colour"), max_length=60, blank=True)
    imei = models.CharField(_("IMEI"), max_length=40, blank=True)
    imei2 = models.CharField(_("second IMEI"), max_length=40, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    vin = models.CharField(_("VIN"), max_length=40, blank=True)
    plate = models.CharField(_("plate"), max_length=20, blank=True)
    mileage = models.PositiveIntegerField(_("mileage"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    created_at = models.DateTimeField(_("first seen"), default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Filled by triggers from this row and its owner's name; see devices/migrations/0002_search.
    serial_key = models.CharField(max_length=80, blank=True, editable=False, default="")
    plate_key = models.CharField(max_length=20, blank=True, editable=False, default="")
    search = models.TextField(blank=True, editable=False, default="")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(model=""), name="devices_device_has_model"),
        ]
        indexes: ClassVar = [
            models.Index("last_activity_at", "id", name="devices_activity"),
            models.Index("imei", name="devices_imei", condition=~Q(imei="")),
            models.Index("imei2", name="devices_imei2", condition=~Q(imei2="")),
            models.Index("vin", name="devices_vin", condition=~Q(vin="")),
            models.Index("serial_key", name="devices_serial", condition=~Q(serial_key="")),
            models.Index("plate_key", name="devices_plate", condition=~Q(plate_key="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("device_page", args=[self.number])

    @property
    def title(self) -> str:
        return f"{self.brand} {self.model}".strip()

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "package")

    @property
    def main_identifier(self) -> str:
        """The one identifier people at the desk speak of: plate, IMEI, serial, VIN, in this order."""
        if self.plate:
            return self.plate
        if self.imei:
            return f"IMEI {self.imei_shown}"
        if self.serial:
            return f"S/N {self.serial}"
        return f"VIN {self.vin}" if self.vin else ""

    @property
    def imei_shown(self) -> str:
        """Spaced as on the box: 35 104463 048273 8 (GSMA TS.06: type code 2 + 6, serial 6, check digit)."""
        imei = self.imei
        return f"{imei[:2]} {imei[2:8]} {imei[8:14]} {imei[14:]}".strip() if imei.isdigit() else imei


class TypeAllocation(models.Model):
    """The first eight digits of an IMEI and what they stand for."""

    tac = models.CharField(_("type allocation code"), max_length=8, primary_key=True)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120)

    class Meta:
        verbose_name = _("type allocation")
        verbose_name_plural = _("type allocations")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.tac} {self.brand} {self.model}"
