"""Notes, questions, working time, loan devices and reminders on an order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.locks import Stale
from core.models import Event
from repairs import lending, talking, working
from repairs.actions import NotAllowed, move_order
from repairs.gates import Barred
from repairs.models import Loan, LoanDevice, WorkOrder, WorkSession
from repairs.states import Status
from tests.factories import order, person, ready_order, shop, staff


@pytest.fixture
def made(db: None) -> WorkOrder:
    shop()
    return order(person())


@pytest.fixture
def client(made: WorkOrder) -> Client:
    client = Client()
    client.force_login(staff("technician"))
    return client


@pytest.fixture
def desk(made: WorkOrder) -> Client:
    client = Client()
    client.force_login(staff("front_desk"))
    return client


def nobody() -> Client:
    client = Client()
    user = staff("technician", username="nobody")
    user.groups.clear()
    client.force_login(user)
    return client


def post(client: Client, name: str, /, *arguments: Any, **body: Any) -> Any:
    return client.post(reverse(name, args=arguments), body, follow=True)


def last() -> Event:
    return Event.objects.latest("pk")


# --- Notes and questions ---


def test_internal_notes_stay_in_the_shop(client: Client, made: WorkOrder) -> None:
    page = post(client, "order_note", made.number, text="Frame <b>bent</b>", nonce=uuid4())
    assert "Frame &lt;b&gt;bent&lt;/b&gt;" in page.content.decode()
    assert (last().verb, last().order_number, last().customer_number, last().device_number) == (
        "order_noted", made.number, made.customer.number, made.device.number,
    )  # fmt: skip
    assert "bent" not in str(last().facts)
    assert "bent" not in Client().get(reverse("public_status", args=[made.secret])).content.decode()


def test_what_is_written_to_the_customer_stands_on_the_status_page(client: Client, made: WorkOrder) -> None:
    post(client, "order_note", made.number, text="It comes <script>on Friday</script>", is_public="on")
    text = Client().get(reverse("public_status", args=[made.secret])).content.decode()
    assert "It comes &lt;script&gt;on Friday&lt;/script&gt;" in text
    assert "From the workshop" in text
    assert last().verb == "customer_told"


def test_a_note_sent_twice_is_written_once(client: Client, made: WorkOrder) -> None:
    nonce = uuid4()
    for _time in range(2):
        post(client, "order_note", made.number, text="Bent", nonce=nonce)
    assert made.notes.count() == 1
    page = post(client, "order_note", made.number, text="Other", nonce=nonce)
    assert "sent before with another text" in page.content.decode()
    assert "Other" in page.content.decode()


def test_a_note_is_removed(client: Client, made: WorkOrder) -> None:
    post(client, "order_note", made.number, text="Wrong")
    key = made.notes.get().pk
    assert "Note removed" in post(client, "order_note_drop", made.number, key).content.decode()
    assert made.notes.count() == 0
    assert last().verb == "note_dropped"
    assert "removed meanwhile" in post(client, "order_note_drop", made.number, key).content.decode()


def test_an_open_question_keeps_the_order_from_being_ready(client: Client, made: WorkOrder) -> None:
    post(client, "order_question", made.number, text="Keep True Tone?")
    move_order(number=made.number, seen="received", to=Status.DIAGNOSIS, by=staff("technician"))
    page = post(client, "order_move", made.number, to="ready", seen="diagnosis").content.decode()
    assert "A question is still open: answer it first." in page
    assert "Keep True Tone?" in page
    question = made.questions.get()
    page = post(client, "order_answer", made.number, question.pk, answer="Yes").content.decode()
    assert "Question answered" in page
    assert (last().verb, made.questions.get().answered_by) == ("question_answered", staff("technician"))
    page = post(client, "order_move", made.number, to="ready", seen="diagnosis").content.decode()
    assert f"{made.number} moved to Ready" in page


def test_answered_by_a_colleague_meanwhile(client: Client, made: WorkOrder) -> None:
    talking.ask_question(number=made.number, text="Colour?", by=staff("technician"))
    key = made.questions.get().pk
    talking.answer_question(number=made.number, key=key, answer="Red", by=staff("front_desk"))
    page = post(client, "order_answer", made.number, key, answer="Blue").content.decode()
    assert "It was answered meanwhile: “Red”" in page
    assert "Blue" in page
    assert made.questions.get().answer == "Red"


@pytest.mark.parametrize("name", ["order_note", "order_question"])
@pytest.mark.parametrize("text", ["", " ", "x" * 4001, "a\0b", "x" + "\n" * 500 + "x"])
def test_bad_text_is_asked_again(client: Client, made: WorkOrder, name: str, text: str) -> None:
    page = post(client, name, made.number, text=text)
    assert page.status_code == 200
    assert page.context["form"].errors["text"]
    assert not made.notes.exists()
    assert not made.questions.exists()


# --- Time ---


def test_the_clock_runs_on_one_order_at_a_time(client: Client, made: WorkOrder) -> None:
    other = order(made.customer, made.device)
    by = staff("technician")
    begun = timezone.now() - timedelta(minutes=50)
    with clock.at(begun):
        working.start_work(number=made.number, by=by)
        assert working.start_work(number=made.number, by=by).started_at == begun
    page = post(client, "work_start", other.number).content.decode()
    assert f"The clock runs on {other.number}; on {made.number} it stopped" in page
    assert "0:50 h" in client.get(made.get_absolute_url()).content.decode()
    assert Event.objects.filter(verb="work_stopped", order_number=made.number, facts={"minutes": 50}).count() == 1
    assert f"The clock on {other.number} stopped" in post(client, "work_stop", other.number).content.decode()
    assert "Your clock does not run on" in post(client, "work_stop", other.number).content.decode()
    assert WorkSession.objects.filter(stopped_at=None).count() == 0


def test_nobody_works_on_a_closed_order(client: Client, made: WorkOrder) -> None:
    move_order(number=made.number, seen="received", to=Status.CANCELLED, note="x", by=staff("technician"))
    with pytest.raises(NotAllowed):
        working.start_work(number=made.number, by=staff("technician"))
    assert "stands at “Cancelled” meanwhile" in post(client, "work_start", made.number).content.decode()


def session_of(made: WorkOrder, by: str = "technician") -> WorkSession:
    with clock.at(timezone.now() - timedelta(hours=20)):
        return working.start_work(number=made.number, by=staff(by))


def test_a_forgotten_clock_is_put_right(client: Client, made: WorkOrder) -> None:
    session = session_of(made)
    assert "Forgotten?" in client.get(reverse("my_work")).content.decode()
    url = reverse("work_correct", args=[session.pk])
    assert client.get(url).status_code == 200
    begun = timezone.localtime(session.started_at)
    body = {"started_at": f"{begun:%Y-%m-%dT%H:%M}", "stopped_at": f"{begun + timedelta(hours=2):%Y-%m-%dT%H:%M}"}
    page = client.post(url, {**body, "version": 1}, follow=True)
    assert "Working time corrected" in page.content.decode()
    assert WorkSession.objects.get().lasted == timedelta(hours=2)
    assert last().verb == "work_corrected"
    page = client.post(url, {**body, "version": 1})
    assert "Somebody corrected it meanwhile" in page.content.decode()
    with pytest.raises(Stale):
        working.correct_work(key=session.pk, started_at=begun, stopped_at=begun, version=1, by=staff("technician"))


@pytest.mark.parametrize(
    ("started", "stopped"),
    [
        ("2026-01-02T10:00", "2026-01-02T09:00"),
        ("2026-01-02T10:00", "2026-01-04T10:00"),
        ("2098-01-02T10:00", "2098-01-02T11:00"),
        ("1970-01-02T10:00", "2026-01-02T11:00"),
        ("", "2026-01-02T11:00"),
        ("yesterday", "x" * 200),
    ],
)
def test_impossible_times_are_said(client: Client, made: WorkOrder, started: str, stopped: str) -> None:
    session = session_of(made)
    body = {"started_at": started, "stopped_at": stopped, "version": 1}
    page = client.post(reverse("work_correct", args=[session.pk]), body)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert WorkSession.objects.get().stopped_at is None


def test_times_of_others_are_the_manager_s(client: Client, made: WorkOrder) -> None:
    url = reverse("work_correct", args=[session_of(made, "front_desk").pk])
    assert client.get(url).status_code == 403
    client.force_login(staff("manager"))
    assert client.get(url).status_code == 200
    assert client.get(reverse("work_correct", args=[999999])).status_code == 404


def test_one_clock_for_two_clicks_at_once(own_database: str) -> None:
    shop()
    customer = person()
    orders = [order(customer), order(customer, customer.devices.first())]
    by = staff("technician")

    def start(made: WorkOrder) -> None:
        try:
            working.start_work(number=made.number, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, orders * 3))
    assert WorkSession.objects.filter(technician=by, stopped_at=None).count() == 1


def test_my_work_is_mine_by_promise(client: Client, made: WorkOrder) -> None:
    me, now = staff("technician"), timezone.now()
    thing = made.device
    later = order(made.customer, thing, technician=me, promised_at=now + timedelta(days=2))
    whenever = order(made.customer, thing, technician=me)
    sooner = order(made.customer, thing, technician=me, promised_at=now - timedelta(days=1))
    ready_order(made.customer, thing=thing, technician=me)
    talking.ask_question(number=sooner.number, text="Colour?", by=me)
    page = client.get(reverse("my_work"))
    assert [job["order"].number for job in page.context["jobs"]] == [sooner.number, later.number, whenever.number]
    assert [job["asked"] for job in page.context["jobs"]] == [True, False, False]
    others = client.get(reverse("my_work"), {"technician": staff("front_desk").pk})
    assert others.context["jobs"] == []
    assert client.get(reverse("my_work"), {"technician": "x"}).status_code == 404
    assert nobody().get(reverse("my_work")).status_code == 403
    assert client.post(reverse("my_work")).status_code == 405


def test_my_work_asks_as_often_for_three_as_for_one(client: Client, made: WorkOrder) -> None:
    counts = []
    for more in (1, 2):
        for _each in range(more):
            order(made.customer, made.device, technician=staff("technician"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("my_work"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- Loans ---


@pytest.fixture
def loan_device(made: WorkOrder) -> LoanDevice:
    return lending.save_loan_device(
        key=None, fields={"name": "Samsung A14", "identifiers": "", "note": "", "is_active": True}, version=0,
        by=staff("manager"),
    )  # fmt: skip


def test_a_loan_comes_back_before_closing(desk: Client, made: WorkOrder, loan_device: LoanDevice) -> None:
    assert "Samsung A14" in desk.get(reverse("order_lend", args=[made.number])).content.decode()
    page = post(desk, "order_lend", made.number, device=loan_device.pk, note="with cable").content.decode()
    assert "Samsung A14 lent out" in page
    assert (last().verb, last().facts) == ("device_lent", {"key": loan_device.pk})
    page = post(desk, "order_move", made.number, to="cancelled", seen="received", note="x").content.decode()
    assert "Samsung A14 is still lent out: take it back first." in page
    loan = Loan.objects.get()
    assert "Samsung A14 is back" in post(desk, "loan_back", made.number, loan.pk).content.decode()
    assert last().verb == "device_returned"
    post(desk, "loan_back", made.number, loan.pk)
    assert Event.objects.filter(verb="device_returned").count() == 1
    post(desk, "order_move", made.number, to="cancelled", seen="received", note="x")
    assert WorkOrder.objects.get().status == "cancelled"


def test_what_is_out_is_not_lent_again(desk: Client, made: WorkOrder, loan_device: LoanDevice) -> None:
    other = order(made.customer, made.device)
    lending.lend(number=made.number, device=loan_device.pk, note="", by=staff("front_desk"))
    page = post(desk, "order_lend", other.number, device=loan_device.pk)
    assert page.context["form"].errors["device"]
    with pytest.raises(lending.LentOut):
        lending.lend(number=other.number, device=loan_device.pk, note="", by=staff("front_desk"))
    with pytest.raises(Barred, match="Samsung A14"):
        move_order(number=made.number, seen="received", to=Status.CANCELLED, note="x", by=staff("front_desk"))


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "-1"])
def test_no_such_loan_device(desk: Client, made: WorkOrder, loan_device: LoanDevice, key: str) -> None:
    assert post(desk, "order_lend", made.number, device=key).context["form"].errors["device"]
    assert not Loan.objects.exists()


def test_the_list_of_loan_devices(made: WorkOrder, loan_device: LoanDevice) -> None:
    client = Client()
    client.force_login(staff("manager"))
    assert "Nokia 105 saved" in post(client, "loan_devices", name="Nokia 105", is_active="on").content.decode()
    body = {"key": loan_device.pk, "name": "Samsung A15", "version": 1}
    post(client, "loan_devices", **body)
    loan_device.refresh_from_db()
    assert (loan_device.name, loan_device.is_active, loan_device.version) == ("Samsung A15", False, 2)
    page = post(client, "loan_devices", **{**body, "name": "Samsung A16"}).content.decode()
    assert "Somebody changed it meanwhile" in page
    assert "Samsung A16" in page
    assert "Write a name." in post(client, "loan_devices", name=" ").content.decode()
    assert post(client, "loan_devices", key="9" * 30, name="x").status_code == 200
    assert "not in the list any more" in post(client, "loan_devices", key="999", name="x").content.decode()


# --- Reminders ---


def test_a_reminder_is_written_down_once(desk: Client, made: WorkOrder) -> None:
    ready = ready_order(made.customer, thing=made.device)
    for _time in range(2):
        page = post(desk, "order_remind", ready.number, seen="0")
    assert f"Reminder for {ready.number} written down" in page.content.decode()
    ready.refresh_from_db()
    assert ready.reminders == 1
    assert ready.reminded_at is not None
    assert Event.objects.filter(verb="customer_reminded").count() == 1
    for seen in ("x", "9" * 30, "-1", ""):
        assert post(desk, "order_remind", ready.number, seen=seen).status_code == 200


@pytest.mark.parametrize(
    "name", ["order_note", "order_question", "order_remind", "work_start", "work_stop", "order_lend"]
)
def test_who_may_not(made: WorkOrder, name: str) -> None:
    client = nobody()
    assert client.post(reverse(name, args=[made.number])).status_code == 403
    client.force_login(staff("front_desk"))
    assert client.post(reverse(name, args=["WO-2000-000001"])).status_code == 404
    assert client.delete(reverse(name, args=[made.number])).status_code == 405
