"""Notes of several people, and calls and visits in the timeline."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from core.models import Event
from customers.models import Customer, Note
from tests.factories import person, shop, staff

pytestmark = pytest.mark.django_db
PROFILE = "/customers/CLT-000001/"
DOWN = PROFILE + "write-down/"


def signed_in(role: str = "front_desk", username: str = "") -> Client:
    shop()
    client = Client()
    client.force_login(staff(role, username=username or role))
    return client


@pytest.fixture
def desk() -> Client:
    client = signed_in()
    person()
    return client


def note_address() -> str:
    return f"{PROFILE}notes/{Note.objects.get().pk}/"


def test_a_note_is_signed_dated_and_found(desk: Client) -> None:
    desk.post(DOWN, {"what": "note", "text": "Wants the old parts back."})
    body = desk.get(PROFILE).content.decode()
    assert "Wants the old parts back." in body
    assert "Ioana Pop, Today" in body
    event = Event.objects.get(verb="note_added")
    assert (event.facts, event.detail.data) == ({}, {"note": "Wants the old parts back."})
    assert [str(row) for row in desk.get("/customers/", {"text": "old parts"}).context["page"].rows] == [
        "Andrei Popescu"
    ]


@pytest.mark.parametrize(("what", "verb"), [("call", "call_noted"), ("visit", "visit_noted")])
def test_calls_and_visits_stand_in_the_timeline(desk: Client, what: str, verb: str) -> None:
    before = Customer.objects.get().last_activity_at
    desk.post(DOWN, {"what": what, "text": "Asked when it is ready."})
    assert Event.objects.get(verb=verb).detail.data == {"note": "Asked when it is ready."}
    customer = Customer.objects.get()
    assert customer.last_activity_at > before
    assert not customer.is_active
    calls = [line.text for line in desk.get(PROFILE, {"show": "calls"}).context["lines"]]
    assert calls == [what.capitalize()]
    changes = [line.text for line in desk.get(PROFILE + "timeline/", {"show": "changes"}).context["lines"]]
    assert changes == ["Customer CLT-000001 made"]
    assert len(desk.get(PROFILE, {"show": "nonsense"}).context["lines"]) == 2


def test_sent_twice_it_is_written_once(desk: Client) -> None:
    sent = {"what": "note", "text": "Once", "nonce": str(uuid4())}
    desk.post(DOWN, sent)
    desk.post(DOWN, sent)
    assert Note.objects.count() == 1
    assert "already written down once" in desk.post(DOWN, {**sent, "text": "Twice"}).content.decode()


def test_ones_own_note_is_changed_and_removed(desk: Client) -> None:
    desk.post(DOWN, {"what": "note", "text": "Once"})
    key = Note.objects.get().pk
    desk.post(note_address(), {f"note-{key}-text": "Better", f"note-{key}-version": 1})
    assert Note.objects.get().text == "Better"
    desk.post(note_address(), {"do": "remove"})
    assert not Note.objects.exists()
    assert list(Event.objects.filter(verb__startswith="note_").order_by("pk").values_list("verb", flat=True)) == [
        "note_added",
        "note_changed",
        "note_removed",
    ]


def test_the_second_of_two_people_sees_both_versions(desk: Client) -> None:
    desk.post(DOWN, {"what": "note", "text": "Once"})
    key = Note.objects.get().pk
    desk.post(note_address(), {f"note-{key}-text": "Hers", f"note-{key}-version": 1})
    answer = desk.post(note_address(), {f"note-{key}-text": "His", f"note-{key}-version": 1})
    body = answer.content.decode()
    assert "A colleague saved this note meanwhile" in body
    assert (">Hers<" in body, ">\nHis<" in body, f'name="note-{key}-version" value="2"' in body) == (True, True, True)
    desk.post(note_address(), {f"note-{key}-text": "His", f"note-{key}-version": 2})
    assert Note.objects.get().text == "His"


def test_anothers_note_is_a_managers_matter(desk: Client) -> None:
    desk.post(DOWN, {"what": "note", "text": "Once"})
    colleague, address = signed_in(username="radu"), note_address()
    assert address not in colleague.get(PROFILE).content.decode()
    colleague.post(address, {"do": "remove"})
    assert Note.objects.count() == 1
    signed_in("manager").post(address, {"do": "remove"})
    assert not Note.objects.exists()


def test_who_may_not(desk: Client) -> None:
    desk.post(DOWN, {"what": "note", "text": "Once"})
    technician = signed_in("technician")
    assert technician.post(DOWN, {"what": "note", "text": "x"}).status_code == 403
    assert technician.post(note_address(), {"do": "remove"}).status_code == 403
    assert DOWN not in technician.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"what": "note", "text": "  "}, "Write what was said."),
        ({"what": "call", "text": "a\0b"}, "Null characters"),
        ({"what": "visit", "text": "x" * 4001}, "at most 4000 characters"),
        ({"what": "party", "text": "x"}, "Select a valid choice"),
        ({}, "Write what was said."),
    ],
)
def test_bad_input_is_refused_in_words_and_kept(desk: Client, sent: dict[str, str], words: str) -> None:
    response = desk.post(DOWN, sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Note.objects.exists()


def test_a_note_that_is_no_more(desk: Client) -> None:
    assert desk.post(f"{PROFILE}notes/77/", {"do": "remove"}).status_code == 302
    assert desk.post(f"{PROFILE}notes/{10**30}/", {"do": "remove"}).status_code in {302, 404}
    assert desk.post("/customers/CLT-999999/write-down/", {"what": "note", "text": "x"}).status_code == 404
    desk.post(DOWN, {"what": "note", "text": "Once"})
    assert "Write the note." in desk.post(note_address(), {"do": "save"}).content.decode()
    assert desk.get(DOWN).status_code == 405
    assert desk.get(note_address()).status_code == 405
