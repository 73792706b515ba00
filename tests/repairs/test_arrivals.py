"""What an order waited for has come: order page, board, my work and the start page offer to move it on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Event
from repairs import board
from repairs.actions import move_order
from repairs.arrivals import answered_by_link, came
from repairs.codes import Supply
from repairs.estimates import Said, answer_estimate
from repairs.models import Estimate, How, WorkOrder
from repairs.pricing import supply_line
from repairs.states import Status
from tests.factories import order, person, shop, staff
from tests.repairs.money import answer, estimate, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> WorkOrder:
    """The technician's, in diagnosis."""
    shop()
    made = order(person(), technician=staff("technician"))
    return move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))


def supplied(made: WorkOrder, key: int, supply: Supply) -> None:
    supply_line(number=made.number, key=key, supply=supply, by=staff("technician"))


def pages(*names: str) -> list[str]:
    client = Client()
    client.force_login(staff("technician"))
    return [client.get(reverse(name)).content.decode() for name in names]


def test_the_last_part_has_come(made: WorkOrder) -> None:
    first, second = line(made, "Display"), line(made, "Battery", "240")
    for each in (first, second):
        supplied(made, each.pk, Supply.ORDERED)
    made = move_order(number=made.number, seen="diagnosis", to=Status.AWAITING_PARTS, by=staff("technician"))
    supplied(made, first.pk, Supply.ARRIVED)
    assert came([made]) == {}
    before = board.look().mark
    supplied(made, second.pk, Supply.ARRIVED)
    assert [came([made]), board.look().mark == before] == [{made.pk: "Arrived"}, False]
    on_board, mine = pages("board", "my_work")
    offer = (
        f'href="/repairs/{made.number}/move/?choose=1&amp;next=/repairs/board/" data-to="in_repair">Start repair</a>'
    )
    assert [offer in on_board, '<span class="tag tag-ok">Arrived</span>' in mine] == [True, True]
    client = Client()
    client.force_login(staff("technician"))
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.count('name="to" value="in_repair"') == 2  # among the moves, and beside "All parts are here."


def test_the_customer_has_approved(made: WorkOrder) -> None:
    line(made, "Display")
    given = estimate(made)
    made.refresh_from_db()
    assert came([made]) == {}
    answer(made, given, "approved")
    assert came([made]) == {made.pk: "Approved"}
    assert ["board-offer" in page for page in pages("board")] == [True]
    estimate(made)  # a newer version asks again
    assert came([made]) == {}


def test_what_was_answered_by_the_link_stands_on_the_start_page(made: WorkOrder) -> None:
    line(made, "Display")
    given = estimate(made)
    said = Said({each.pk: "approved" for each in given.lines.all()}, "Maria Ene", How.LINK)
    assert "Estimate v1 approved" not in pages("start")[0]
    answer_estimate(number=made.number, edition=1, said=said, version=1, by=None)
    assert "Estimate v1 approved" in pages("start")[0]
    move_order(number=made.number, seen="awaiting_approval", to=Status.IN_REPAIR, by=staff("technician"))
    assert "Estimate v1 approved" not in pages("start")[0]


@pytest.mark.parametrize("status", ["in_repair", "received", "awaiting_parts"])
def test_an_answer_by_the_link_waits_wherever_the_order_stands(made: WorkOrder, status: str) -> None:
    line(made, "Display")
    given = estimate(made)
    WorkOrder.objects.filter(pk=made.pk).update(status=status)
    by_link(given, "approved")
    assert [each.pk for each in answered_by_link()] == [given.pk]
    answer(made, given, "approved")
    assert answered_by_link() == []


def test_a_decline_by_the_link_waits_until_somebody_has_seen_it(made: WorkOrder) -> None:
    line(made, "Display")
    by_link(estimate(made), "declined")
    made.refresh_from_db()
    assert (made.status, [each.work_order for each in answered_by_link()]) == ("ready", [made])
    client = Client()
    client.force_login(staff("manager", first_name="Radu"))
    url = reverse("estimate_seen", args=[made.number, 1])
    assert f'action="{url}"' in client.get(made.get_absolute_url()).content.decode()
    for _twice in range(2):
        page = client.post(url, follow=True).content.decode()
    assert ["seen by Radu Pop" in page, f'action="{url}"' in page, answered_by_link()] == [True, False, []]
    assert Event.objects.filter(verb="answer_seen").count() == 1


def test_seen_is_asked_of_what_is_there_and_open(made: WorkOrder) -> None:
    line(made, "Display")
    estimate(made)
    client = Client()
    client.force_login(staff("technician"))
    url = reverse("estimate_seen", args=[made.number, 1])
    assert [client.get(url).status_code, client.post(url.replace("/1/", "/9/")).status_code] == [405, 404]
    move_order(number=made.number, seen="awaiting_approval", to=Status.CANCELLED, note="Sold", by=staff("technician"))
    assert "stands at “Cancelled”" in client.post(url, follow=True).content.decode()
    nobody = staff("technician", username="nobody")
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.post(url).status_code == 403


def by_link(given: Estimate, word: str) -> None:
    said = Said({each.pk: word for each in given.lines.all()}, "Maria Ene", How.LINK)
    answer_estimate(number=given.work_order.number, edition=given.edition, said=said, version=1, by=None)
