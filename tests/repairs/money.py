"""Lines, estimates and payments for tests, made by the deeds themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from repairs.actions import move_order
from repairs.estimates import Said, answer_estimate, issue_estimate
from repairs.payments import Paying, take_payment
from repairs.pricing import add_line
from repairs.states import Status
from tests.factories import order, person, staff

if TYPE_CHECKING:
    from repairs.models import Estimate, OrderLine, Payment, WorkOrder


def line(made: WorkOrder, text: str = "Display", price: str = "620.00", **fields: Any) -> OrderLine:
    standing = {"kind": "part", "text": text, "unit_price": Decimal(price), **fields}
    return add_line(number=made.number, fields=standing, by=staff("technician"))


def with_two_lines(made: WorkOrder) -> WorkOrder:
    """A part and its fitting, 860.00 in all."""
    line(made, "Display", "620.00")
    line(made, "Fitting", "240.00", kind="labour")
    return made


def in_diagnosis() -> WorkOrder:
    """With a part and its fitting, 860.00 in all; 60.00 for the looking."""
    made = order(person(), diagnosis_fee=Decimal(60))
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))
    return with_two_lines(made)


def estimate(made: WorkOrder) -> Estimate:
    return issue_estimate(number=made.number, by=staff("technician"))


def answer(made: WorkOrder, given: Estimate, *answers: str) -> Estimate:
    """One answer a line, in their order; a single one holds for all."""
    keys = list(given.lines.values_list("pk", flat=True))
    said = dict(zip(keys, answers if len(answers) > 1 else [answers[0]] * len(keys), strict=True))
    given.refresh_from_db()
    return answer_estimate(
        number=made.number,
        edition=given.edition,
        said=Said(said, "Andrei Popescu", "phone"),
        version=given.version,
        by=staff("technician"),
    )


def pay(made: WorkOrder, amount: str, method: str = "cash") -> Payment:
    return take_payment(number=made.number, paying=Paying(Decimal(amount), method), by=staff("front_desk"))
