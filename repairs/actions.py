"""The deeds on work orders: taking a device in, moving the order on, handing the device over.

Rows are locked customer → device → work order; numbers are taken after that, in the same order, documents last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from core import clock, numbering
from core.inserting import insert_together
from core.locks import Stale, deed
from core.nonces import once, still_there
from core.shop import current_shop
from customers import actions as customers
from customers.actions import CustomerDraft
from devices import actions as devices
from devices.actions import DeviceDraft
from devices.models import Device
from documents.kinds import DocumentKind
from repairs import drafts, gates, payments, signing, totals, warranty, working
from repairs.ageing import active_orders
from repairs.ciphers import encrypted
from repairs.models import Moment, Outcome, StatusMove, WorkOrder, new_slip_code
from repairs.pricing import refresh_total
from repairs.states import CLOSED, Status, allowed, needs_reason
from repairs.writing import NotAllowed, event_of, issue_paper, lock_order, record

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from accounts.models import User
    from customers.models import Customer
    from documents.models import Document

EDITABLE = (
    "kind", "reported_fault", "condition", "accessories", "bench_note", "estimated_cost", "diagnosis_fee", "promised_at",
    "technician", "contact", "may_collect",
)  # fmt: skip
GOING_OUT = (
    "work_done", "final_cost", "outcome", "warranty_months", "warranty_until", "credit_by", "credit_at",
)  # fmt: skip
DONE = frozenset({Status.READY, *CLOSED})
NOT_HERE = (Status.BOOKED, Status.CANCELLED)  # in these the device need never have come


__all__ = ["NotAllowed", "lock_order"]  # with the deeds below


class ReasonMissing(Exception):
    """Cancelling, jumping and reopening need a reason."""


@dataclass(frozen=True)
class Intake:
    """What comes in: a standing customer and device by number, or drafts of new ones; `job` by the names in EDITABLE.

    `known` is what became known of a standing device, by devices' EDITABLE; `draft` the key of the draft whose photos come along;
    `signature` a PNG of repairs/signing; `warranty_of` the number of the order under whose warranty the device comes back.
    """

    customer: str | CustomerDraft
    device: str | DeviceDraft
    job: dict[str, Any]
    status: Status = Status.RECEIVED
    known: dict[str, Any] = field(default_factory=dict)
    is_another: bool = False  # what is known of it stands on somebody else's device too, and is meant so
    passcode: str = ""
    signature: bytes = b""
    draft: int | None = None
    deposit: payments.Paying | None = None
    warranty_of: str = ""


@deed
def receive_device(*, intake: Intake, by: User, nonce: UUID | None = None) -> WorkOrder:
    """Take the device in: work order numbered, intake receipt issued.

    Raises Gone, devices.HeldByAnother, warranty.NoWarranty and nonces.UsedOtherwise.
    """
    number = once(nonce, body_of(intake), lambda: _receive(intake, by=by).number, by=by)
    made = WorkOrder.objects.select_related("customer", "device").filter(number=number).first()
    return still_there(made, number)


def _receive(intake: Intake, *, by: User) -> WorkOrder:
    customer = customers.lock_customer(intake.customer) if isinstance(intake.customer, str) else None
    device = devices.lock_device(intake.device) if isinstance(intake.device, str) else None
    if isinstance(intake.customer, CustomerDraft):
        customer = customers.insert_customer(intake.customer, by=by)
    if isinstance(intake.device, DeviceDraft):
        device = devices.insert_device(intake.device, owner=_there(customer), by=by)
    elif device:
        devices.bring_in(device, known_of(intake), owner=_there(customer), by=by)
    order = _insert_order(_there(customer), _there(device), intake, by=by)
    take_along(order, intake, by=by)
    if order.status != Status.BOOKED:  # what is only booked is not here yet
        issue_paper(DocumentKind.INTAKE_RECEIPT, order, by=by)
    return order


def known_of(intake: Intake) -> DeviceDraft:
    return DeviceDraft(intake.known, is_another=intake.is_another)


def take_along(order: WorkOrder, intake: Intake, *, by: User) -> None:
    """What comes in beside the device: the signature, the photos of the draft, a deposit."""
    signing.keep(order, intake.signature, moment=Moment.INTAKE, signed_by=order.customer.name)
    if intake.draft is not None:
        drafts.hand_photos(intake.draft, order, by=by)
    if intake.deposit:
        payments.insert(order, intake.deposit, by=by)


def _insert_order(customer: Customer, device: Device, intake: Intake, *, by: User) -> WorkOrder:
    now = clock.now()
    customers.touch(customer, at=now, is_active=True)
    Device.objects.filter(pk=device.pk).update(last_activity_at=now)
    order = WorkOrder(
        **intake.job,
        customer=customer,
        device=device,
        status=intake.status,
        status_since=now,
        received_at=now,
        received_by=by,
        slip_code=_free_slip_code(),
        prices_include_tax=current_shop().prices_include_tax,
        warranty_of=warranty.first_of(intake.warranty_of, device) if intake.warranty_of else None,
        passcode=encrypted(intake.passcode),
        number=numbering.take("work_order").number,
    )
    move = StatusMove(work_order=order, before="", after=order.status, by=by, at=now)
    insert_together(order, move, *event_of("device_received", order, by=by))
    return order


@deed
def update_order(*, number: str, fields: dict[str, Any], version: int, by: User) -> WorkOrder:
    """Save an edited order; `fields` by the names in EDITABLE. Raises Gone, and Stale when somebody saved since."""
    order = lock_order(number)
    if order.version != version:
        raise Stale(order)
    changed = [name for name, value in fields.items() if getattr(order, name) != value]
    before = {name: str(getattr(order, name) or "") for name in changed}
    for name in changed:
        setattr(order, name, fields[name])
    order.version += 1
    order.save()
    after = {name: str(getattr(order, name) or "") for name in changed}
    record("order_changed", order, by=by, facts={"fields": changed}, detail={"before": before, "after": after})
    return order


@deed
def move_order(  # noqa: PLR0913 - what a move says
    *, number: str, seen: str, to: Status, by: User, note: str = "", settling: payments.Settling | None = None
) -> WorkOrder:
    """Move the order on from the status it was seen in. Raises Gone, NotAllowed, ReasonMissing and gates.Barred; and
    payments.MoneyHeld for one that is cancelled with money, unless `settling` says what becomes of it.

    Of twenty people who push the same order at once, one moves it; the others get NotAllowed with where it stands now.
    A booked device that is received now gets its intake receipt now.
    """
    order = lock_order(number)
    if order.status != seen or to not in allowed(order.status) or to == Status.HANDED_OVER:
        raise NotAllowed(order.status)
    if needs_reason(to) and not note.strip():
        raise ReasonMissing
    if to == Status.CANCELLED:
        gates.check(order, to)
        payments.settle(order, settling, by=by)
    return put(order, to, by=by, note=note)


@dataclass(frozen=True)
class HandOver:
    """How the device goes out. `final_cost` is the price of an order without lines; what is paid now is paid with the hand-over.

    `on_credit`: it may go, or may not after all, although not all is paid; None leaves what was allowed before.
    """

    work_done: str = ""
    final_cost: Decimal | None = None
    collected_by: str = ""
    note: str = ""
    outcome: str = Outcome.REPAIRED
    warranty_months: int | None = None
    pays: Decimal | None = None
    method: str = ""
    pays_all: bool = False
    on_credit: bool | None = None
    signature: bytes = b""  # a PNG of repairs/signing


@deed
def hand_over(*, number: str, seen: str, by: User, told: HandOver | None = None, **fields: Any) -> Document:
    """The device goes out and the hand-over report is issued; `fields` are HandOver's, one by one.

    Raises Gone, NotAllowed, payments.TooMuch and gates.Barred (not paid and no credit, a loan device out).
    """
    told = told or HandOver(**fields)
    order = lock_order(number)
    if order.status != seen or Status.HANDED_OVER not in allowed(order.status):
        raise NotAllowed(order.status)
    order.work_done, order.final_cost = told.work_done, told.final_cost
    order.outcome = Outcome.DECLINED if order.outcome == Outcome.DECLINED else told.outcome
    refresh_total(order)
    _pay(order, told, by=by)
    now = clock.now()
    if told.on_credit is not None:
        order.credit_by, order.credit_at = (by, now) if told.on_credit and order.owed else (None, None)
    gates.check(order, Status.HANDED_OVER)
    warranty.start(order, months=told.warranty_months, at=now)
    order.save(update_fields=GOING_OUT)
    signing.keep(order, told.signature, moment=Moment.HANDOVER, signed_by=told.collected_by or order.customer.name)
    _move(order, Status.HANDED_OVER, by=by, note=told.note, at=now, verb="device_handed_over")
    return issue_paper(DocumentKind.HANDOVER_REPORT, order, by=by, collected_by=told.collected_by)


def _pay(order: WorkOrder, told: HandOver, *, by: User) -> None:
    """Take what is paid with the hand-over: the price is known now, so never more than that."""
    pays = order.owed if told.pays_all else told.pays or totals.ZERO
    if pays > order.owed:
        raise payments.TooMuch(order.owed)
    if pays:
        payments.insert(order, payments.Paying(pays, told.method), by=by)


def is_active(customer: Customer) -> bool:
    """The rule of automatic mode: an order is open, or one was handed over lately (the shop says within how many days)."""
    return WorkOrder.objects.filter(active_orders(), customer=customer).exists()


def put(  # noqa: PLR0913 - what a move says
    order: WorkOrder,
    to: Status,
    *,
    by: User | None,
    note: str = "",
    verb: str = "order_moved",
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> WorkOrder:
    """Where every move of a locked order ends, whoever allowed it. Raises gates.Barred.

    A device that comes in only now, out of a booking, gets its intake receipt now.
    """
    gates.check(order, to)
    comes_in = to not in NOT_HERE and order.status in NOT_HERE and not order.moves.exclude(after__in=NOT_HERE).exists()
    _move(order, to, by=by, note=note, at=clock.now(), verb=verb, facts=facts, detail=detail)
    if comes_in:
        order.received_at, order.received_by = order.status_since, by
        order.save(update_fields=["received_at", "received_by"])
        issue_paper(DocumentKind.INTAKE_RECEIPT, order, by=by)
    return order


def _move(  # noqa: PLR0913 - what a move says
    order: WorkOrder,
    to: Status,
    *,
    by: User | None,
    note: str,
    at: datetime,
    verb: str,
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    before = order.status
    order.status, order.status_since = to, at
    order.closed_at = at if to in CLOSED else None
    if to in CLOSED:
        order.passcode = ""
        working.stop_all(order, by=by)
    elif before in DONE:  # what came of it is told anew when it is done again
        order.outcome, order.warranty_until = "", None
    order.save(update_fields=["status", "status_since", "closed_at", "passcode", "outcome", "warranty_until"])
    StatusMove.objects.create(work_order=order, before=before, after=to, by=by, at=at, note=note)
    customers.touch(order.customer, at=at, is_active=is_active(order.customer))
    Device.objects.filter(pk=order.device_id).update(last_activity_at=at)
    told = {**(facts or {}), "before": before, "after": to}
    record(verb, order, by=by, facts=told, detail={"note": note, **(detail or {})})


def _free_slip_code() -> str:
    while WorkOrder.objects.filter(slip_code=(code := new_slip_code())).exists():
        pass
    return code


def _there[Row: Model](row: Row | None) -> Row:
    if row is None:
        message = "an intake names a standing record or drafts a new one"
        raise ValueError(message)
    return row


def body_of(intake: Intake) -> dict[str, Any]:
    job = {name: value.pk if isinstance(value, Model) else value for name, value in intake.job.items()}
    rest = {
        "known": intake.known,
        "status": intake.status,
        "draft": intake.draft,
        "signed": bool(intake.signature),
        "deposit": str(intake.deposit),
        "warranty_of": intake.warranty_of,
    }
    named = {"customer": str(intake.customer), "device": str(intake.device), "job": str(sorted(job.items(), key=str))}
    return {**named, **rest}
