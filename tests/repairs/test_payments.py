from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Event
from customers.actions import NotConfirmed, delete_customer, restore_customer
from customers.merging import merge_customers
from customers.models import Customer
from documents.models import DocumentContent
from repairs.actions import hand_over
from repairs.gates import Barred
from repairs.models import Payment, WorkOrder
from repairs.moving import move_many, reopen_order
from repairs.payments import Paying, TooMuch, allow_credit, refund
from repairs.states import Status
from repairs.working import start_work
from tests.factories import order, person, ready_order, shop, staff
from tests.repairs.money import line, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("manager"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return order(person())


def take(client: Client, made: WorkOrder, **typed: str) -> Any:
    body = {"amount": "200", "method": "cash", **typed}
    return client.post(reverse("payment_new", args=[made.number]), body, follow=True)


def money(customer: Customer) -> tuple[str, str, str]:
    customer.refresh_from_db()
    return str(customer.turnover), str(customer.debt), str(customer.deposits)


def test_a_deposit_has_its_receipt(client: Client, made: WorkOrder) -> None:
    page = take(client, made, note="small notes")
    payment = Payment.objects.get()
    assert (payment.kind, str(payment.amount), payment.method) == ("deposit", "200.00", "cash")
    paper = DocumentContent.objects.get(number=payment.document_number)
    assert (json.loads(paper.content)["payment"]["amount"], str(paper.amount)) == ("200.00", "200.00")
    assert "Deposit, Cash" in page.content.decode()
    assert money(made.customer) == ("0.00", "0.00", "200.00")
    event = Event.objects.get(verb="payment_taken")
    assert event.facts == {"amount": "200.00", "method": "cash", "kind": "deposit"}


def test_unpaid_partial_paid(client: Client) -> None:
    made = ready_order(person())
    WorkOrder.objects.filter(pk=made.pk).update(status="in_repair")
    line(made, price="620.00")
    WorkOrder.objects.filter(pk=made.pk).update(status="ready")
    assert "Not paid" in client.get(made.get_absolute_url()).content.decode()
    assert "Partly paid" in take(client, made, amount="20").content.decode()
    assert "Only 600.00" in take(client, made, amount="600.01").content.decode()
    assert '<span class="tag tag-ok">Paid</span>' in take(client, made, amount="600").content.decode()


def test_ready_without_a_price_it_is_a_deposit(client: Client) -> None:
    made = ready_order(person(), estimated_cost=Decimal(500))
    sheet = client.get(reverse("payment_new", args=[made.number])).content.decode()
    assert "<dt>Estimate</dt><dd>500.00</dd>" in sheet
    take(client, made, amount="450", method="transfer")
    assert [(each.kind, str(each.amount)) for each in made.payments.all()] == [("deposit", "450.00")]
    hand_over(
        number=made.number, seen="ready", final_cost=Decimal(500), pays_all=True, method="cash", by=staff("manager")
    )
    assert [(each.kind, str(each.amount)) for each in made.payments.all()][1:] == [("balance", "50.00")]


def test_ready_for_nothing_nothing_is_taken(client: Client) -> None:
    made = ready_order(person())
    line(made, price="0")
    assert "Only 0.00" in take(client, made).content.decode()


def test_nobody_owes_for_what_was_cancelled(client: Client, made: WorkOrder) -> None:
    line(made, price="620.00")
    assert [each.number for each in WorkOrder.objects.unpaid()] == [made.number]
    start_work(number=made.number, by=staff("technician"))
    cancel(client, made)
    made.refresh_from_db()
    assert (list(WorkOrder.objects.unpaid()), str(made.owed), str(made.total)) == ([], "0", "620.00")
    assert made.sessions.filter(stopped_at=None).count() == 0


def test_twice_takes_once(client: Client, made: WorkOrder) -> None:
    nonce = "6f1ed002-ab5f-4b5d-9d4c-1b5b7e6a0a11"
    take(client, made, nonce=nonce)
    take(client, made, nonce=nonce)
    assert "already sent with another amount" in take(client, made, nonce=nonce, amount="5").content.decode()
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "0"}, "Write an amount above 0."),
        ({"amount": "-5"}, "Write an amount like 950.00."),
        ({"amount": "1000000000000"}, "Write an amount below 10,000,000,000."),
        ({"amount": "1.1234567"}, "Write an amount with at most two decimals, like 950.00."),
        ({"amount": ""}, "Write the amount."),
        ({"method": "gold"}, "gold is not one of the available choices"),
    ],
)
def test_bad_input(client: Client, made: WorkOrder, typed: dict[str, str], sentence: str) -> None:
    page = take(client, made, **{"note": "Kept note", **typed})
    assert sentence in page.content.decode()
    assert "Kept note" in page.content.decode()
    assert not Payment.objects.exists()


def test_a_refund_is_never_above_what_was_paid(client: Client, made: WorkOrder) -> None:
    pay(made, "200")
    url = reverse("payment_refund", args=[made.number])
    page = client.post(url, {"amount": "200.01", "method": "cash"})
    assert "Only 200.00" in page.content.decode()
    client.post(url, {"amount": "150", "method": "cash"})
    with pytest.raises(TooMuch):
        refund(number=made.number, paying=Paying(Decimal("50.01"), "cash"), by=staff("manager"))
    assert money(made.customer) == ("0.00", "0.00", "50.00")


def cancel(client: Client, made: WorkOrder, **chosen: str) -> Any:
    body = {"seen": "received", "to": "cancelled", "note": "Sold it", **chosen}
    return client.post(reverse("order_move", args=[made.number]), body, follow=True)


def test_cancelled_with_money_it_is_asked_what_becomes_of_it(client: Client, made: WorkOrder) -> None:
    pay(made, "200")
    question = client.get(reverse("order_move", args=[made.number]), {"to": "cancelled"}).content.decode()
    assert "200.00\N{NO-BREAK SPACE}RON is held" in question
    page = cancel(client, made).content.decode()
    assert ["Choose whether it is paid back or kept." in page, "Sold it" in page] == [True, True]
    report = move_many(numbers=[made.number], to=Status.CANCELLED, note="Sold it", by=staff("manager"))
    assert "is held: cancel it on its page" in report.refused[0][1]
    assert WorkOrder.objects.get(pk=made.pk).status == "received"
    cancel(client, made, held="back", method="card")
    made.refresh_from_db()
    assert (made.status, str(made.paid), money(made.customer)) == ("cancelled", "0.00", ("0.00", "0.00", "0.00"))
    given = Payment.objects.get(kind="refund")
    assert (str(given.amount), given.method, bool(given.document_number)) == ("200.00", "card", True)


def test_who_may_not_pay_back_keeps_it(made: WorkOrder) -> None:
    pay(made, "200")
    client = Client()
    client.force_login(staff("front_desk"))
    assert "dream is not one" in cancel(client, made, held="dream").content.decode()
    assert "back is not one" in cancel(client, made, held="back", method="cash").content.decode()
    page = cancel(client, made, held="keep").content.decode()
    made.refresh_from_db()
    assert (made.status, str(made.paid), "Kept, RON" in page, "To pay" in page) == ("cancelled", "200.00", True, False)
    assert Event.objects.get(verb="deposit_kept").facts == {"amount": "200.00"}


def test_turnover_and_debt_follow_the_order(client: Client) -> None:
    made = ready_order(person(), estimated_cost=Decimal(500))
    allow_credit_to(made)
    hand_over(
        number=made.number, seen="ready", final_cost=Decimal(500), pays=Decimal(200), method="card", by=staff("manager")
    )
    assert money(made.customer) == ("500.00", "300.00", "0.00")
    pay(made, "300")
    assert money(made.customer) == ("500.00", "0.00", "0.00")
    reopen_order(number=made.number, seen="handed_over", to=Status.IN_REPAIR, note="not right", by=staff("manager"))
    assert money(made.customer) == ("0.00", "0.00", "500.00")


def allow_credit_to(made: WorkOrder) -> None:
    """Before there is a price: as a manager does who knows the customer."""
    WorkOrder.objects.filter(pk=made.pk).update(total=Decimal(500))
    allow_credit(number=made.number, by=staff("manager"))


def test_handed_over_is_what_is_paid(client: Client) -> None:
    made = ready_order(person())
    with pytest.raises(Barred, match="100"):
        hand_over(number=made.number, seen="ready", final_cost=Decimal(100), by=staff("front_desk"))
    made.refresh_from_db()
    assert (made.status, str(made.total)) == ("ready", "0.00")
    client.force_login(staff("front_desk"))
    body = {
        "seen": "ready",
        "final_cost": "100",
        "pays": "40",
        "method": "cash",
        "on_credit": "on",
        "note": "Kept note",
    }
    page = client.post(reverse("hand_over", args=[made.number]), body)
    assert "60.00" in page.content.decode()
    assert "Kept note" in page.content.decode()
    client.force_login(staff("manager"))
    client.post(reverse("hand_over", args=[made.number]), body)
    made.refresh_from_db()
    assert (made.status, str(made.owed), str(made.credit_by)) == ("handed_over", "60.00", "Ioana Pop")


def test_a_merge_takes_the_money_along(client: Client, made: WorkOrder) -> None:
    pay(made, "200")
    other = person("Ana", "Pop", "+40 722 111 222")
    merge_customers(kept=other.number, other=made.customer.number, taken=[], by=staff("manager"))
    assert money(other) == ("0.00", "0.00", "200.00")


def test_before_a_deletion_deposits_and_debts_are_ticked(client: Client, made: WorkOrder) -> None:
    pay(made, "200")
    customer, by = made.customer, staff("manager")
    with pytest.raises(NotConfirmed) as refused:
        delete_customer(number=customer.number, typed_name=customer.name, ticked=[made.number], by=by)
    assert refused.value.unticked == ["deposits"]
    delete_customer(number=customer.number, typed_name=customer.name, ticked=[made.number, "deposits"], by=by)
    restored = restore_customer(number=customer.number, by=by)
    assert money(restored) == ("0.00", "0.00", "200.00")
    assert [str(each.amount) for each in Payment.objects.all()] == ["200.00"]


def test_nobody_writes_a_customers_money_but_the_orders(made: WorkOrder) -> None:
    pay(made, "200")
    Customer.objects.filter(pk=made.customer_id).update(deposits=Decimal(9), turnover=Decimal(9))
    assert money(made.customer) == ("0.00", "0.00", "200.00")


def test_the_list_shows_and_filters_debts(client: Client) -> None:
    made = ready_order(person())
    hand_over(number=made.number, seen="ready", final_cost=Decimal(300), on_credit=True, by=staff("manager"))
    person("Ana", "Pop", "+40 722 111 222")
    page = client.get(reverse("customer_list"), {"money": "debt", "sort": "turnover"})
    assert [row.number for row in page.context["page"].rows] == [made.customer.number]
    assert '<span class="danger">300.00</span>' in page.content.decode()


def test_who_may_not(made: WorkOrder) -> None:
    client = Client()
    client.force_login(staff("technician"))
    names = ["payment_new", "payment_refund"]
    assert [client.get(reverse(name, args=[made.number])).status_code for name in names] == [403, 403]
    client.force_login(staff("front_desk"))
    assert [client.get(reverse(name, args=[made.number])).status_code for name in names] == [200, 403]
    assert client.post(reverse("credit_allow", args=[made.number])).status_code == 403


def test_wrong_method_and_not_there(client: Client, made: WorkOrder) -> None:
    assert client.get(reverse("credit_allow", args=[made.number])).status_code == 405
    assert client.put(reverse("payment_new", args=[made.number])).status_code == 405
    assert client.get(reverse("payment_new", args=["WO-2026-999999"])).status_code == 404


def test_what_is_paid_later_has_its_own_day(made: WorkOrder) -> None:
    now = clock.now()
    assert pay(made, "5").at >= now
