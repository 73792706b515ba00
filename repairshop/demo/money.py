"""What the demo's repairs cost: a small catalogue, lines, estimates with their answers, deposits, and a debt or two."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core import clock
from repairs.catalogue import save_item, save_rate
from repairs.codes import Method, Supply
from repairs.estimates import Said, answer_estimate, issue_estimate
from repairs.models import Answer, How, ItemKind, WorkOrder
from repairs.payments import Paying, take_payment
from repairs.pricing import add_line, supply_line
from repairs.states import CLOSED, Status
from repairshop.demo.people import CUSTOMERS

if TYPE_CHECKING:
    from accounts.models import User
    from repairshop.demo.plan import Visit

TAX = Decimal(21)
PARTS = {"ro": "Piese", "lv": "Detaļas", "fr": "Pièces", "ru": "Запчасти", "en": "Parts"}
CATALOGUE = (
    (ItemKind.LABOUR, "DIAG", "Constatare", 60),
    (ItemKind.LABOUR, "MAN-ECR", "Înlocuire ecran", 160),
    (ItemKind.LABOUR, "MAN-BAT", "Înlocuire baterie", 90),
    (ItemKind.LABOUR, "MAN-CUR", "Curățare după contact cu lichid", 180),
    (ItemKind.LABOUR, "MAN-ULEI", "Schimb ulei și filtre", 140),
    (ItemKind.PART, "APP-661-21988", "Ecran iPhone 13, original", 620),
    (ItemKind.PART, "APP-661-22301", "Baterie iPhone 13, 3.240 mAh", 240),
    (ItemKind.PART, "SAM-GH82-27500", "Ecran Galaxy S22 Ultra", 980),
    (ItemKind.PART, "FLT-OIL-1", "Filtru ulei", 45),
)
PRICED_EVERY = 3  # of the visits that are over; the open ones all are
DEPOSIT_EVERY, DEBT_EVERY = 4, 23


def stock(by: User) -> None:
    """The rates of tax and the catalogue."""
    save_rate(key=None, fields={"name": "TVA", "rate": TAX, "is_default": True, "is_active": True}, by=by)
    save_rate(key=None, fields={"name": "TVA redusă", "rate": Decimal(11), "is_default": False}, by=by)
    for kind, code, text, price in CATALOGUE:
        save_item(key=None, fields={"kind": kind, "code": code, "text": text, "unit_price": Decimal(price)}, by=by)


def is_priced(place: int, visit: Visit) -> bool:
    return visit.last not in CLOSED or place % PRICED_EVERY == 0


def price(number: str, visit: Visit, by: User) -> None:
    """A part and the work on it, which come to what the fault costs."""
    language = CUSTOMERS[visit.customer].language
    whole = Decimal(visit.fault.price)
    part = (whole * Decimal("0.65")).quantize(Decimal(1))
    for kind, text, amount in (
        (ItemKind.PART, f"{PARTS[language]} {visit.what.model}", part),
        (ItemKind.LABOUR, visit.fault.done[language].rstrip("."), whole - part),
    ):
        fields: dict[str, Any] = {"kind": kind, "text": text, "unit_price": amount, "tax_rate": TAX}
        add_line(number=number, fields=fields | ({"technician": by} if kind == ItemKind.LABOUR else {}), by=by)


def offer(number: str, visit: Visit, by: User) -> None:
    price(number, visit, by)
    issue_estimate(number=number, by=by)


def agree(number: str, by: User) -> None:
    """The customer calls and says yes to everything."""
    order = WorkOrder.objects.get(number=number)
    given = order.estimates.filter(answered_at=None).first()
    if given:
        said = Said(
            dict.fromkeys(given.lines.values_list("pk", flat=True), Answer.APPROVED), str(order.customer), How.PHONE
        )
        answer_estimate(number=number, edition=given.edition, said=said, version=given.version, by=by)


def await_part(number: str, by: User, *, has_come: bool) -> None:
    line = WorkOrder.objects.get(number=number).lines.filter(kind=ItemKind.PART).first()
    if line:
        supply = Supply.ARRIVED if has_come else Supply.ORDERED
        day = None if has_come else clock.now().date()
        supply_line(number=number, key=line.pk, supply=supply, expected_on=day, by=by)


def deposit(number: str, place: int, by: User) -> None:
    if place % DEPOSIT_EVERY == 0:
        take_payment(number=number, paying=Paying(Decimal(100), Method.CARD), by=by)


def at_the_till(number: str, place: int, agreed: Decimal) -> dict[str, Any]:
    """How the hand-over is paid: whole, but for a regular or two who pay half and owe the rest."""
    order = WorkOrder.objects.get(number=number)
    owed = order.owed if order.lines.exists() else agreed - order.paid
    is_debt = place % DEBT_EVERY == 0
    return {
        "final_cost": None if order.lines.exists() else agreed,
        "pays": (owed / 2).quantize(Decimal(1)) if is_debt else owed,
        "method": Method.CARD if place % 2 else Method.CASH,
        "on_credit": is_debt,
    }


def before_move(number: str, place: int, visit: Visit, step: int, by: User) -> bool:
    """What happens to the money on the way to this step; True when that moved the order by itself."""
    if not is_priced(place, visit):
        return False
    before, to = visit.steps[step - 1][0], visit.steps[step][0]
    if before == Status.AWAITING_APPROVAL and to != Status.CANCELLED:
        agree(number, by)
    if to == Status.AWAITING_APPROVAL:
        offer(number, visit, by)
        return True
    if to in {Status.AWAITING_PARTS, Status.IN_REPAIR} and not WorkOrder.objects.get(number=number).lines.exists():
        price(number, visit, by)
    if before == Status.AWAITING_PARTS:
        await_part(number, by, has_come=True)
    if to == Status.AWAITING_PARTS:
        await_part(number, by, has_come=False)
    return False
