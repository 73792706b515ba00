"""Two at the till at the same moment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from repairs.actions import NotAllowed, hand_over
from repairs.gates import Barred
from repairs.models import Payment, WorkOrder
from repairs.payments import Paying, TooMuch, refund, take_payment
from tests.customers.test_races import together
from tests.factories import order, person, ready_order, shop, staff
from tests.repairs.money import pay

if TYPE_CHECKING:
    from collections.abc import Callable


def caught(deed: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        try:
            return deed()
        except (TooMuch, NotAllowed, Barred) as refusal:
            return type(refusal)

    return run


def test_two_pay_the_same_debt(own_database: str) -> None:
    shop()
    made, desk = ready_order(person()), staff("front_desk")
    WorkOrder.objects.filter(pk=made.pk).update(total=Decimal(100))
    paying = Paying(Decimal(100), "cash")
    answers = together(*[caught(lambda: take_payment(number=made.number, paying=paying, by=desk))] * 4)
    assert answers.count(TooMuch) == 3
    made.refresh_from_db()
    assert (str(made.paid), Payment.objects.count()) == ("100.00", 1)
    made.customer.refresh_from_db()
    assert str(made.customer.deposits) == "100.00"


def test_two_pay_the_same_money_back(own_database: str) -> None:
    shop()
    made, manager = order(person()), staff("manager")
    pay(made, "100")
    paying = Paying(Decimal(60), "cash")
    answers = together(*[caught(lambda: refund(number=made.number, paying=paying, by=manager))] * 3)
    assert answers.count(TooMuch) == 2
    made.refresh_from_db()
    assert str(made.paid) == "40.00"


def test_two_hand_the_same_device_over(own_database: str) -> None:
    shop()
    made, desk = ready_order(person()), staff("front_desk")

    def out() -> object:
        return hand_over(
            number=made.number, seen="ready", final_cost=Decimal(50), pays=Decimal(50), method="card", by=desk
        )

    answers = together(*[caught(out)] * 3)
    assert answers.count(NotAllowed) == 2
    assert [str(each.amount) for each in Payment.objects.all()] == ["50.00"]
