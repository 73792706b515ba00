from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer
from devices.models import Device
from repairs.states import CLOSED, GROUPS, OPEN, Status

if TYPE_CHECKING:
    from decimal import Decimal

SLIP_ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"  # none that can be misread: no 0/O, 1/I/L, 2/Z, 5/S, 8/B
SLIP_LENGTH = 6
SLIP_CODE = "".join(("^[", SLIP_ALPHABET, "]{", str(SLIP_LENGTH), "}$"))


def new_slip_code() -> str:
    return "".join(secrets.choice(SLIP_ALPHABET) for _position in range(SLIP_LENGTH))


def new_secret() -> str:
    """128 bits, for the address on the customer's slip."""
    return secrets.token_urlsafe(16)


class OrderKind(models.TextChoices):
    PAID = "paid", _("Paid")
    WARRANTY = "warranty", _("Warranty")
    URGENT = "urgent", _("Urgent")
    ON_SITE = "on_site", _("On site")


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def closed(self) -> Self:
        return self.filter(status__in=CLOSED)

    def overdue(self) -> Self:
        return self.open().exclude(status=Status.READY).filter(promised_at__lt=timezone.now())

    def awaiting_pickup(self) -> Self:
        return self.filter(status=Status.READY)

    def in_service(self) -> Self:
        return self.filter(status__in=[status for status in OPEN if status not in {Status.BOOKED, Status.READY}])


def amount_field(label: Any) -> models.DecimalField[Decimal | str | None, Decimal | None]:
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class WorkOrder(models.Model):
    """One job on one device. `customer` is who ordered and never changes, but by a merge."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    external_number = models.CharField(_("number in the old system"), max_length=60, blank=True)
    slip_code = models.CharField(
        _("slip code"), max_length=SLIP_LENGTH, unique=True, default=new_slip_code, editable=False
    )
    secret = models.CharField(max_length=22, unique=True, default=new_secret, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="work_orders", verbose_name=_("customer"))
    device = models.ForeignKey(Device, models.RESTRICT, related_name="work_orders", verbose_name=_("device"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    may_collect = models.CharField(_("may collect"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OrderKind, default=OrderKind.PAID)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.RECEIVED, editable=False)
    status_since = models.DateTimeField(default=timezone.now, editable=False)
    reported_fault = models.TextField(_("reported fault"), max_length=4000)
    condition = models.TextField(_("condition"), blank=True, max_length=4000)
    accessories = models.CharField(_("left with us"), max_length=400, blank=True)
    bench_note = models.TextField(_("note for the bench"), blank=True, max_length=4000)
    work_done = models.TextField(_("work done"), blank=True, max_length=4000)
    estimated_cost = amount_field(_("estimate"))
    diagnosis_fee = amount_field(_("if declined"))
    final_cost = amount_field(_("final price"))
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("technician"),
    )
    received_at = models.DateTimeField(_("in"), default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("out"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Filled by triggers from this row, its device and its customer; see repairs/migrations/0002_search.
    search = models.TextField(blank=True, editable=False, default="")

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        permissions: ClassVar = [
            ("move_workorder", "Can move a work order to another status"),
            ("hand_over_workorder", "Can hand a device over"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="repairs_workorder_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False) | Q(~Q(status__in=CLOSED), closed_at=None),
                name="repairs_workorder_closed_has_time",
            ),
            models.CheckConstraint(condition=~Q(reported_fault=""), name="repairs_workorder_has_fault"),
        ]
        indexes: ClassVar = [
            models.Index("received_at", "id", name="repairs_by_age"),
            models.Index("status", "promised_at", name="repairs_open", condition=~Q(status__in=CLOSED)),
            models.Index("technician", "promised_at", name="repairs_mine", condition=~Q(status__in=CLOSED)),
            models.Index("customer", "received_at", name="repairs_of_customer"),
            models.Index("device", "received_at", name="repairs_of_device"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order_page", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED

    @property
    def is_overdue(self) -> bool:
        waits = self.is_open and self.status != Status.READY
        return waits and self.promised_at is not None and self.promised_at < timezone.now()

    @property
    def group(self) -> str:
        return GROUPS[Status(self.status)]

    @property
    def cost(self) -> Decimal | None:
        return self.final_cost if self.final_cost is not None else self.estimated_cost


class StatusMove(models.Model):
    """One move of a work order, kept for ever with it: from, to, who, when, and why."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=Status, blank=True)
    after = models.CharField(max_length=20, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True, max_length=4000)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
