"""What is frozen into a document about a work order: plain data, in the words of documents/rendering.Paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from core import clock, money
from core.shop import current_shop
from documents.actions import Findable
from documents.kinds import DocumentKind
from documents.letterhead import shop_part
from repairs import frozen, signing
from repairs.models import Moment
from repairs.states import Status

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from core.models import Shop
    from customers.models import Customer
    from devices.models import Device
    from repairs.models import WorkOrder

CHECKED = frozenset({DocumentKind.INTAKE_RECEIPT, DocumentKind.REPAIR_ORDER})
SIGNED = {DocumentKind.INTAKE_RECEIPT: Moment.INTAKE, DocumentKind.HANDOVER_REPORT: Moment.HANDOVER}


def content(
    order: WorkOrder, *, by: User | None, kind: DocumentKind | None = None, collected_by: str = ""
) -> dict[str, Any]:
    """What a document issued now about this order says; `by` issues it, and hands over where the order is handed over.

    Lines, sums and payments come with the kind that shows them.
    """
    shop = current_shop()
    with translation.override(order.customer.language):
        return {
            **_content(order, shop, by=by, collected_by=collected_by),
            **({**frozen.of_kind(kind, order, shop), **_looked_at_and_signed(order, kind)} if kind else {}),
        }


def _content(order: WorkOrder, shop: Shop, *, by: User | None, collected_by: str) -> dict[str, Any]:
    return {
        "shop": shop_part(shop),
        "customer": _customer(order),
        "device": _device(order.device),
        "order": {**_order(order, shop), "collected_by": collected_by, "handed_over_by": _handed_over_by(order, by)},
        "issued_by": str(by or ""),
    }


def _looked_at_and_signed(order: WorkOrder, kind: DocumentKind) -> dict[str, Any]:
    parts: dict[str, Any] = {"checklist": order.checks} if kind in CHECKED else {}
    return parts | (signing.named(order, SIGNED[kind]) if kind in SIGNED else {})


def find_by(order: WorkOrder, *, amount: Decimal | None = None) -> Findable:
    customer, device = order.customer, order.device
    return Findable(
        customer_number=customer.number,
        customer_name=customer.name,
        phones=" ".join(
            part
            for phone in customer.phones.all()
            for part in (phone.shown, phone.e164.lstrip("+"), phone.national)
            if part
        ),
        device_number=device.number,
        device=device.title,
        identifiers=" ".join(part for part in (device.imei, device.imei2, device.serial, device.vin) if part),
        plate=device.plate,
        order_number=order.number,
        slip_code=order.slip_code,
        amount=order.cost if amount is None else amount,
        currency=current_shop().currency,
    )


def status_url(order: WorkOrder, shop: Shop) -> str:
    return f"{shop.public_url.rstrip('/')}/r/{order.secret}" if shop.public_url else f"/r/{order.secret}"


def _customer(order: WorkOrder) -> dict[str, Any]:
    customer: Customer = order.customer
    return {
        "number": customer.number,
        "name": customer.name,
        "form": customer.form,
        "address": customer.address_lines,
        "phones": [phone.shown for phone in customer.phones.all()],
        "email": customer.email,
        "tax_number": customer.tax_number,
        "contact": str(order.contact or ""),
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "number": device.number,
        "title": device.title,
        "kind": device.kind,
        "brand": device.brand,
        "model": device.model,
        "colour": device.colour,
        "imei": device.imei,
        "imei2": device.imei2,
        "serial": device.serial,
        "vin": device.vin,
        "plate": device.plate,
        "mileage": device.mileage,
    }


def _order(order: WorkOrder, shop: Shop) -> dict[str, Any]:
    handed_over = order.closed_at if order.status == Status.HANDED_OVER else None
    return {
        "number": order.number,
        "slip_code": order.slip_code,
        "status_url": status_url(order, shop),
        "kind": order.kind,
        "received_at": clock.frozen(order.received_at),
        "received_by": str(order.received_by or ""),
        "promised_at": clock.frozen(order.promised_at),
        "technician": str(order.technician or ""),
        "reported_fault": order.reported_fault,
        "condition": order.condition,
        "accessories": order.accessories,
        "passcode": "given" if order.passcode else "",
        "estimated_cost": money.frozen(order.estimated_cost),
        "diagnosis_fee": money.frozen(order.diagnosis_fee),
        "currency": shop.currency,
        "work_done": order.work_done,
        "outcome": order.outcome,
        "final_cost": money.frozen(order.total if handed_over else order.final_cost),
        "warranty_months": order.warranty_months,
        "warranty_until": order.warranty_until.isoformat() if order.warranty_until else "",
        "handed_over_at": clock.frozen(handed_over),
    }


def _handed_over_by(order: WorkOrder, by: User | None) -> str:
    return str(by or "") if order.status == Status.HANDED_OVER else ""
