from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Event, Shop
from documents.models import Document, DocumentContent
from repairs.actions import hand_over, move_order
from repairs.gates import Barred
from repairs.models import Estimate, WorkOrder
from repairs.states import Status
from tests.factories import order, person, shop, staff
from tests.repairs.money import answer, estimate, in_diagnosis, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    shop()
    client = Client()
    client.force_login(staff("front_desk"))
    return client


@pytest.fixture
def made(client: Client) -> WorkOrder:
    return in_diagnosis()


def post(client: Client, made: WorkOrder, given: Estimate, *answers: str, **body: Any) -> Any:
    lines = {f"line_{each.pk}": said for each, said in zip(given.lines.all(), answers, strict=True)}
    url = reverse("estimate_answer", args=[made.number, given.edition])
    standing = {"answered_by": "Andrei Popescu", "how": "phone", "version": given.version}
    return client.post(url, {**standing, **lines, **body}, follow=True)


def test_issued_it_waits_for_the_answer(client: Client, made: WorkOrder) -> None:
    page = client.post(reverse("estimate_new", args=[made.number]), follow=True)
    made.refresh_from_db()
    given = made.estimates.get()
    assert (made.status, given.edition, str(given.total)) == ("awaiting_approval", 1, "860.00")
    paper = DocumentContent.objects.get(number=given.document_number)
    content = json.loads(paper.content)
    assert (content["estimate"]["version"], content["totals"]["total"], str(paper.amount)) == (1, "860.00", "860.00")
    assert [each["text"] for each in content["lines"]] == ["Display", "Fitting"]
    text = page.content.decode()
    assert ["Estimate v1 waits for an answer" in text, f"/r/{made.secret}" in text] == [True, True]


@pytest.mark.parametrize(("days", "last"), [(30, "2026-04-03"), (0, None)])
def test_its_paper_says_until_when_it_holds_and_what_was_added(
    client: Client, made: WorkOrder, days: int, last: str | None
) -> None:
    Shop.objects.update(estimate_days=days)
    with clock.at(datetime(2026, 3, 3, 22, 30, tzinfo=UTC)):  # half past midnight of the fourth in Bucharest
        client.post(reverse("estimate_new", args=[made.number]), {"note": "The display is here on Friday."})
    content = json.loads(DocumentContent.objects.get(number=made.estimates.get().document_number).content)
    assert content["estimate"].get("valid_until") == last
    assert content["estimate"]["note"] == "The display is here on Friday."


def test_sent_twice_it_is_issued_once_and_asked_about_when_it_says_something_else(
    client: Client, made: WorkOrder
) -> None:
    url, nonce = reverse("estimate_new", args=[made.number]), "6f1ed002-ab5f-4b5d-9d4c-1b5b7e6a0a11"
    for _time in range(2):
        client.post(url, {"note": "By Friday", "nonce": nonce})
    assert made.estimates.count() == 1
    page = client.post(url, {"note": "By Monday", "nonce": nonce}).content.decode()
    asked = "This page was already sent with another note or other lines."
    assert [asked in page, "By Monday" in page, nonce in page] == [True, True, False]
    line(made, "Battery", "100.00")
    assert asked in client.post(url, {"note": "By Friday", "nonce": nonce}).content.decode()
    assert made.estimates.count() == 1


def test_a_discount_is_printed_as_it_was_given(made: WorkOrder) -> None:
    line(made, "Glue", "30.00", discount_amount=Decimal("9.99"))
    line(made, "Cleaning", "50.00", discount_percent=Decimal("12.5"))
    paper = DocumentContent.objects.get(number=estimate(made).document_number)
    lines = json.loads(paper.content)["lines"][2:]
    assert [(each.get("discount"), each.get("discount_amount")) for each in lines] == [(None, "9.99"), ("12.5", None)]


def test_approved_line_by_line(client: Client, made: WorkOrder) -> None:
    given = estimate(made)
    page = post(client, made, given, "approved", "approved")
    made.refresh_from_db()
    assert (str(made.approved_total), made.status) == ("860.00", "awaiting_approval")
    said = given.lines.first()
    assert said is not None
    assert (said.answered_by, said.how, str(said.heard_by)) == ("Andrei Popescu", "phone", "Ioana Pop")
    text = page.content.decode()
    assert ["Estimate v1 approved" in text, "Andrei Popescu, By phone to Ioana Pop, " in text] == [True, True]


def test_approved_in_part_only_that_is_charged(client: Client, made: WorkOrder) -> None:
    page = post(client, made, estimate(made), "declined", "approved")
    made.refresh_from_db()
    assert (str(made.total), str(made.approved_total)) == ("240.00", "240.00")
    assert "Declined: Display, 620.00" in page.content.decode()


def test_declined_it_is_ready_not_repaired_for_the_fee(client: Client, made: WorkOrder) -> None:
    post(client, made, estimate(made), "declined", "declined")
    made.refresh_from_db()
    assert (made.status, made.outcome, str(made.total)) == ("ready", "declined", "60.00")
    assert [(each.kind, each.text) for each in made.lines.all()] == [("fee", "Diagnosis")]
    assert Event.objects.filter(verb="estimate_declined").count() == 1


def test_a_higher_price_asks_again_and_nothing_is_ready_before(client: Client, made: WorkOrder) -> None:
    answer(made, estimate(made), "approved")
    line(made, "Battery", "240.00")
    move_order(number=made.number, seen="awaiting_approval", to=Status.IN_REPAIR, by=staff("technician"))
    with pytest.raises(Barred, match="approved is 860"):
        move_order(number=made.number, seen="in_repair", to=Status.READY, by=staff("technician"))
    assert "Above the approved price" in client.get(made.get_absolute_url()).content.decode()
    second = estimate(made)
    with pytest.raises(Barred, match="has not answered estimate v2"):
        move_order(number=made.number, seen="awaiting_approval", to=Status.READY, by=staff("technician"))
    answer(made, second, "approved")
    move_order(number=made.number, seen="awaiting_approval", to=Status.READY, by=staff("technician"))
    assert [each.is_replaced for each in made.estimates.all()] == [False, True]


def test_what_is_ready_does_not_go_out_above_the_approved_price(client: Client, made: WorkOrder) -> None:
    answer(made, estimate(made), "approved")
    move_order(number=made.number, seen="awaiting_approval", to=Status.READY, by=staff("technician"))
    line(made, "Battery", "240.00")
    with pytest.raises(Barred, match=r"The price is 1,100.00.*approved is 860.00"):
        hand_over(number=made.number, seen="ready", pays_all=True, method="cash", by=staff("front_desk"))
    answer(made, estimate(made), "approved")
    move_order(number=made.number, seen="awaiting_approval", to=Status.READY, by=staff("technician"))
    hand_over(number=made.number, seen="ready", pays_all=True, method="cash", by=staff("front_desk"))
    made.refresh_from_db()
    assert (made.status, str(made.paid)) == ("handed_over", "1100.00")


def test_an_answer_to_a_replaced_version(client: Client, made: WorkOrder) -> None:
    first = estimate(made)
    estimate(made)
    page = post(client, made, first, "approved", "approved")
    assert "A newer version replaced this estimate." in page.content.decode()


def test_two_write_an_answer_down(client: Client, made: WorkOrder) -> None:
    given = estimate(made)
    answer(made, given, "approved")
    given.version = 1
    page = post(client, made, given, "declined", "approved")
    assert "A colleague wrote an answer down meanwhile." in page.content.decode()
    assert str(WorkOrder.objects.get(pk=made.pk).approved_total) == "860.00"


def test_the_copy_stays_when_the_line_changes(made: WorkOrder) -> None:
    given = estimate(made)
    made.lines.update(text="Another", unit_price=Decimal(1))
    assert [each.text for each in given.lines.all()] == ["Display", "Fitting"]


def test_without_lines_there_is_nothing_to_offer(client: Client) -> None:
    empty = order(person("Ana", "Pop", "+40 722 111 222"))
    page = client.post(reverse("estimate_new", args=[empty.number]), follow=True)
    assert "Add a line first" in page.content.decode()
    assert not Document.objects.filter(kind="estimate").exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"answered_by": ""}, "Write who said so."),
        ({"how": "dream"}, "dream is not one of the available choices"),
        ({"answered_by": "x" * 201}, "at most 200 characters"),
    ],
)
def test_bad_input(client: Client, made: WorkOrder, body: dict[str, str], sentence: str) -> None:
    page = post(client, made, estimate(made), "approved", "declined", **body)
    assert sentence in page.content.decode()
    assert WorkOrder.objects.get(pk=made.pk).approved_total is None


def test_who_may_not_and_wrong_method(client: Client, made: WorkOrder) -> None:
    given = estimate(made)
    addresses = [
        reverse("estimate_new", args=[made.number]),
        reverse("estimate_answer", args=[made.number, given.edition]),
    ]
    assert [client.put(url).status_code for url in addresses] == [405, 405]
    assert client.get(reverse("estimate_answer", args=[made.number, 9])).status_code == 404
    nobody = staff("technician", username="nobody")
    nobody.groups.clear()
    client.force_login(nobody)
    assert [client.get(url).status_code for url in addresses] == [403, 403]
