from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer
from devices.models import Device, check_label
from repairs.states import CLOSED, GROUPS, OPEN, Status, patience

SLIP_ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"  # none that can be misread: no 0/O, 1/I/L, 2/Z, 5/S, 8/B
SLIP_LENGTH = 6
WAITING_LONG = timedelta(days=7)  # ready and not collected: amber after a week, red after a month
WAITING_TOO_LONG = timedelta(days=30)
SLIP_CODE = "".join(("^[", SLIP_ALPHABET, "]{", str(SLIP_LENGTH), "}$"))


def new_slip_code() -> str:
    return "".join(secrets.choice(SLIP_ALPHABET) for _position in range(SLIP_LENGTH))


def new_secret() -> str:
    """128 bits, for the address on the customer's slip."""
    return secrets.token_urlsafe(16)


class OrderKind(models.TextChoices):
    PAID = "paid", _("Paid repair")
    WARRANTY = "warranty", _("Warranty")
    URGENT = "urgent", _("Urgent")
    ON_SITE = "on_site", _("On site")


class Outcome(models.TextChoices):
    REPAIRED = "repaired", _("Repaired")
    NOT_REPAIRED = "not_repaired", _("Not repaired")
    DECLINED = "declined", _("Declined")


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def closed(self) -> Self:
        return self.filter(status__in=CLOSED)

    def overdue(self) -> Self:
        return self.open().exclude(status=Status.READY).filter(promised_at__lt=timezone.now())

    def awaiting_pickup(self) -> Self:
        return self.filter(status=Status.READY)

    def stuck(self) -> Self:
        """Standing in a status for longer than the shop has patience with it."""
        return self.filter(stuck())

    def not_collected(self) -> Self:
        """Ready for longer than a week: somebody should be reminded."""
        return self.awaiting_pickup().filter(status_since__lt=timezone.now() - WAITING_LONG)

    def booked(self) -> Self:
        return self.filter(status=Status.BOOKED)

    def booked_today(self) -> Self:
        return self.booked().filter(day_of("promised_at"))

    def promised_today(self) -> Self:
        """What is here already and shall be done today."""
        return self.open().exclude(status=Status.BOOKED).filter(day_of("promised_at"))

    def warranty_returns(self) -> Self:
        return self.filter(Q(warranty_of__isnull=False))

    def in_warranty(self) -> Self:
        """What was handed over with a warranty that still runs."""
        return self.filter(status=Status.HANDED_OVER, warranty_until__gte=timezone.localdate())

    def unpaid(self) -> Self:
        """What somebody still owes; of a cancelled order nobody does."""
        return self.filter(paid__lt=F("total")).exclude(status=Status.CANCELLED)

    def by_promise(self) -> Self:
        """The most urgent first; what nobody promised comes last."""
        return self.order_by(F("promised_at").asc(nulls_last=True), "pk")

    def in_service(self) -> Self:
        return self.filter(status__in=[status for status in OPEN if status not in {Status.BOOKED, Status.READY}])


def day_of(name: str) -> Q:
    """The moment in the field `name` lies in this day of the shop."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Q(**{f"{name}__gte": start, f"{name}__lt": start + timedelta(days=1)})


def stuck() -> Q:
    now = timezone.now()
    limits = {status: now - timedelta(days=days) for status, days in patience().items()}
    return reduce(or_, (Q(status=status, status_since__lt=limit) for status, limit in limits.items()))


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
    # The keys without an index of their own begin one of the indexes below.
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="work_orders", db_index=False, verbose_name=_("customer")
    )
    device = models.ForeignKey(
        Device, models.RESTRICT, related_name="work_orders", db_index=False, verbose_name=_("device")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("contact")
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
        db_index=False,
        verbose_name=_("technician"),
    )
    received_at = models.DateTimeField(_("in"), default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("out"), null=True, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=15, choices=Outcome, blank=True, default="", db_default="", editable=False
    )
    checklist = models.JSONField(
        _("checklist"), default=list, db_default=Value([], models.JSONField()), blank=True, help_text="item and answer"
    )
    passcode = models.TextField(default="", db_default="", blank=True, editable=False, help_text="encrypted")
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True, db_default=True, editable=False)
    # Kept by the deeds under the order's lock, so that lists and sums over customers add no lines and payments up.
    total = models.DecimalField(
        _("total"), max_digits=12, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    paid = models.DecimalField(
        _("paid"), max_digits=12, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    approved_total = models.DecimalField(
        _("approved"), max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    credit_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    credit_at = models.DateTimeField(null=True, blank=True, editable=False)
    warranty_months = models.PositiveSmallIntegerField(
        _("warranty, months"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True, editable=False)
    warranty_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="warranty_returns", db_index=False,
        verbose_name=_("warranty return of"),
    )  # fmt: skip
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, db_default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Filled by triggers from this row, its device and its customer; see repairs/migrations/0002_search.
    search = models.TextField(blank=True, editable=False, default="")

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        permissions: ClassVar = [
            ("export_workorder", "Can export work orders"),
            ("move_workorder", "Can move a work order to another status"),
            ("hand_over_workorder", "Can hand a device over"),
            ("jump_workorder", "Can move a work order to any status"),
            ("reopen_workorder", "Can open a closed work order again"),
            ("price_workorder", "Can edit lines and estimates"),
            ("take_payment", "Can take payments"),
            ("refund_payment", "Can pay money back"),
            ("credit_workorder", "Can let a device go that is not paid"),
            ("view_passcode", "Can see a device's passcode"),
            ("lend_device", "Can lend a device and take it back"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="repairs_workorder_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False) | Q(~Q(status__in=CLOSED), closed_at=None),
                name="repairs_workorder_closed_has_time",
            ),
            models.CheckConstraint(condition=~Q(reported_fault=""), name="repairs_workorder_has_fault"),
            models.CheckConstraint(condition=Q(total__gte=0, paid__gte=0), name="repairs_workorder_money"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="repairs_workorder_outcome"),
            models.CheckConstraint(condition=~Q(warranty_of=F("pk")), name="repairs_workorder_not_its_own_return"),
        ]
        indexes: ClassVar = [
            models.Index("received_at", "id", name="repairs_by_age"),
            models.Index("status", "promised_at", name="repairs_open", condition=~Q(status__in=CLOSED)),
            models.Index("technician", "promised_at", name="repairs_mine", condition=~Q(status__in=CLOSED)),
            models.Index("customer", "received_at", name="repairs_of_customer"),
            models.Index(
                "customer", include=["status"], name="repairs_open_of_customer", condition=~Q(status__in=CLOSED)
            ),
            models.Index("device", "received_at", name="repairs_of_device"),
            models.Index("contact", name="repairs_of_contact", condition=Q(contact__isnull=False)),
            models.Index("status", "status_since", "id", name="repairs_stuck", condition=~Q(status__in=CLOSED)),
            models.Index("promised_at", "id", name="repairs_promised", condition=~Q(status__in=CLOSED)),
            models.Index("status", "received_at", "id", name="repairs_by_status"),
            models.Index("technician", "received_at", "id", name="repairs_by_technician"),
            models.Index("kind", "received_at", "id", name="repairs_by_kind", condition=~Q(kind=OrderKind.PAID)),
            models.Index("closed_at", "id", name="repairs_closed", condition=Q(closed_at__isnull=False)),
            models.Index("received_at", "id", name="repairs_unpaid", condition=Q(paid__lt=F("total"))),
            models.Index("warranty_until", "id", name="repairs_warranty", condition=Q(warranty_until__isnull=False)),
            models.Index("warranty_of", "id", name="repairs_returns", condition=Q(warranty_of__isnull=False)),
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
        """What it costs as far as is known: the lines, else the price agreed at hand-over, else the first guess, unless that was declined."""
        if self.total or self.final_cost is not None or self.outcome == Outcome.DECLINED:
            return self.total
        return self.estimated_cost

    @property
    def checks(self) -> list[dict[str, str]]:
        """The intake checklist in the reader's words: "label" and "state"."""
        return [{"label": check_label(each["item"]), "state": each["answer"]} for each in self.checklist]

    @property
    def owed(self) -> Decimal:
        return Decimal(0) if self.status == Status.CANCELLED else max(self.total - self.paid, Decimal(0))


class StatusMove(models.Model):
    """One move of a work order, kept for ever with it: from, to, who, when, and why."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=Status, blank=True)
    after = models.CharField(max_length=20, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True, max_length=4000)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
