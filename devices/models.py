"""The thing repaired, what kinds of things there are, and what is known of brands and models."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.remembering import forget, remembered, standing, watch
from customers.models import Customer
from devices.standing import CHECKS, Alert, Kind


def as_typed(column: str) -> OpClass:
    """For an index that finds a word's beginning in capitals or not."""
    return OpClass(Upper(column), name="text_pattern_ops")


class DeviceKind(models.Model):
    """What a thing can be: the standing kinds and the shop's own. Without a name the built-in word holds, in the reader's language.

    `own_fields` are {"key", "label", "type", "choices"} (see devices/own_fields.py); `checklist` holds codes of devices/standing.py
    and texts of the shop's own; `identifiers` says which of IMEI, serial, plate and VIN such a thing has.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="package")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)
    identifiers = models.JSONField(_("identifiers"), default=list)
    own_fields = models.JSONField(_("own fields"), default=list)
    checklist = models.JSONField(_("intake checklist"), default=list)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("kind of device")
        verbose_name_plural = _("kinds of device")
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex="^[a-z][a-z0-9_]*$"), name="devices_kind_has_code"),
            models.CheckConstraint(condition=~Q(name="") | Q(code__in=Kind.values), name="devices_kind_has_name"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name or str(dict(Kind.choices).get(self.code, self.code))

    @property
    def checks(self) -> list[tuple[str, str]]:
        """What is looked at when such a thing comes in, with the words of the reader's language."""
        return [(item, check_label(item)) for item in self.checklist]


def check_label(item: str) -> str:
    return str(CHECKS.get(item, item))


def kinds() -> dict[str, DeviceKind]:
    """All kinds by code, in the order of the settings; read once a request."""
    return remembered("device_kinds", lambda: standing("device_kinds", _read_kinds))


def _read_kinds() -> dict[str, DeviceKind]:
    return {kind.code: kind for kind in DeviceKind.objects.all()}


watch("device_kinds", DeviceKind._meta.db_table)


def forget_kinds() -> None:
    forget("device_kinds")


def kind_of(code: str) -> DeviceKind:
    """The kind; one that is gone (it came back from an old bin) speaks for itself."""
    return kinds().get(code) or DeviceKind(code=code, name=code, identifiers=["imei", "serial", "plate", "vin"])


class Device(models.Model):
    """The thing repaired. Identifiers are kept without spaces and dashes, in capitals; a wrong one is kept as it is."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    external_number = models.CharField(_("number in the old system"), max_length=60, blank=True)
    owner = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="devices", verbose_name=_("owner")
    )
    kind = models.CharField(_("kind"), max_length=20, default=Kind.PHONE, help_text="the code of a DeviceKind")
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120)
    colour = models.CharField(_("colour"), max_length=60, blank=True)
    imei = models.CharField(_("IMEI"), max_length=40, blank=True)
    imei2 = models.CharField(_("second IMEI"), max_length=40, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    vin = models.CharField(_("VIN"), max_length=40, blank=True)
    plate = models.CharField(_("plate"), max_length=20, blank=True)
    body_number = models.CharField(_("body number"), max_length=40, blank=True, default="", db_default="")
    engine = models.CharField(_("engine"), max_length=60, blank=True, default="", db_default="")
    trim = models.CharField(_("trim"), max_length=60, blank=True, default="", db_default="")
    mileage = models.PositiveIntegerField(_("mileage"), null=True, blank=True)
    purchased_on = models.DateField(_("bought on"), null=True, blank=True)
    warranty_until = models.DateField(_("maker's warranty until"), null=True, blank=True)
    own = models.JSONField(_("own fields"), default=dict, blank=True, db_default={})
    photo = models.FileField(_("photo"), max_length=200, blank=True, default="", db_default="", editable=False)
    alert = models.CharField(
        _("stolen or lost"), max_length=10, choices=Alert, blank=True, default="", db_default="", editable=False
    )
    alert_note = models.CharField(max_length=400, blank=True, default="", db_default="", editable=False)
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
        permissions: ClassVar = [
            ("view_former_owner", "Can see who else has or had a device"),
            ("export_device", "Can export devices"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(model=""), name="devices_device_has_model"),
            models.CheckConstraint(condition=Q(alert__in=["", *Alert.values]), name="devices_device_known_alert"),
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
        return kind_of(self.kind).icon

    def get_kind_display(self) -> str:
        return kind_of(self.kind).label

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
        indexes: ClassVar = [
            models.Index(as_typed("brand"), as_typed("model"), name="devices_tac_names"),
        ]

    def __str__(self) -> str:
        return f"{self.tac} {self.brand} {self.model}"


class KnownModel(models.Model):
    """A brand and a model that came in before: suggested while typing."""

    kind = models.CharField(max_length=20)
    brand = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "brand", "model"], name="devices_known_once")]
        indexes: ClassVar = [models.Index("kind", as_typed("brand"), as_typed("model"), name="devices_known_names")]

    def __str__(self) -> str:
        return f"{self.brand} {self.model}".strip()
