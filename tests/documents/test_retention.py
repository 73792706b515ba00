from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.kinds import DocumentKind
from documents.models import DestroyedDocument, DestructionProposal, Document, RetentionRule
from tests.archive.test_retention import LONG_AGO, old
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db
RETENTION = "/documents/retention/"
RULES = "/documents/retention/rules/"


def signed_in(role: str, **fields: str) -> Client:
    client = Client()
    client.force_login(staff(role, **fields))
    return client


@pytest.fixture
def manager() -> Client:
    shop()
    return signed_in("manager")


def test_one_proposes_and_another_confirms(manager: Client) -> None:
    number = old()
    assert number in manager.get(RETENTION).content.decode()
    proposed = manager.post(RETENTION, {"row": [number], "reason": "Time is over"})
    proposal = DestructionProposal.objects.get()
    page = f"{RETENTION}{proposal.pk}/"
    assert proposed.headers["Location"] == page
    assert number not in manager.get(RETENTION).context["lines"]
    assert 'value="destroy"' not in manager.get(page).content.decode()
    manager.post(page, {"answer": "destroy"})
    assert not DestroyedDocument.objects.exists()
    other = signed_in("administrator", first_name="Maria")
    answered = other.post(page, {"answer": "destroy"})
    minutes = Document.objects.get(kind="minutes_of_destruction")
    assert answered.headers["Location"] == minutes.get_absolute_url()
    for address in (page, f"/documents/{number}/", f"/documents/?text={number}", minutes.get_absolute_url(), RETENTION):
        assert other.get(address).status_code == 200
    emptied = other.get(f"/documents/{number}/").content.decode()
    assert "by Ioana Pop and Maria Pop" in emptied
    assert "Destroyed on Today" not in emptied
    assert '/customers/CLT-000001/">CLT-000001</a>' in emptied  # its name is gone
    assert "By e-mail" not in emptied
    gone = other.get(f"/documents/{number}.pdf")
    assert gone.status_code == 410
    assert minutes.number in gone.content.decode()
    assert other.get(f"/documents/{number}/correct/").headers["Location"] == f"/documents/{number}/"


def test_a_proposal_is_refused_or_taken_back(manager: Client) -> None:
    number = old()
    manager.post(RETENTION, {"row": [number]})
    page = f"{RETENTION}{DestructionProposal.objects.get().pk}/"
    assert manager.post(page, {"answer": "keep"}).headers["Location"] == RETENTION
    assert "Refused by" in manager.get(page).content.decode()
    assert manager.post(page, {"answer": "destroy"}).status_code == 200
    assert number in manager.get(RETENTION).content.decode()


@pytest.mark.parametrize("rows", [[], ["IR-2026-000001"], ["a\0b"], ["x" * 5000]])
def test_what_must_be_kept_is_not_proposed(manager: Client, rows: list[str]) -> None:
    old()
    response = manager.post(RETENTION, {"row": rows, "reason": "why I think so"})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "why I think so" in response.content.decode()
    assert not DestructionProposal.objects.exists()


def test_an_answer_that_is_none_changes_nothing(manager: Client) -> None:
    manager.post(RETENTION, {"row": [old()]})
    page = f"{RETENTION}{DestructionProposal.objects.get().pk}/"
    assert manager.post(page, {"answer": "perhaps"}).status_code == 200
    assert manager.get(f"{RETENTION}999/").status_code == 404


def test_the_rules_are_data_that_an_administrator_changes(manager: Client) -> None:
    admin = signed_in("administrator")
    assert "France, every kind: 10 years from the end of the year" in admin.get(RULES).content.decode()
    sent = {"country": "RO", "kind": "estimate", "years": "3", "starts": "issue"}
    assert admin.post(RULES, sent).headers["Location"] == RULES
    assert RetentionRule.objects.get(country="RO", kind="estimate").by == "Ioana Pop"
    assert "Romania, Estimate: 3 years from the day of issue" in manager.get(RETENTION).content.decode()
    for wrong in ({"country": "ro"}, {"kind": "love_letter"}, {"years": "0"}, {"years": "1e9"}, {"starts": "never"}):
        assert 'aria-invalid="true"' in admin.post(RULES, sent | wrong).content.decode()
    assert RetentionRule.objects.count() == 6


def test_who_may_not(manager: Client) -> None:
    assert manager.get(RULES).status_code == 403
    desk = signed_in("front_desk")
    for address in (RETENTION, f"{RETENTION}1/", RULES):
        assert desk.get(address).status_code == 403
        assert desk.put(address).status_code == 403
    assert manager.put(RETENTION).status_code == 405


def test_the_list_costs_the_same_at_one_row_and_at_three(manager: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            manager.get(RETENTION)
        return len(captured)

    old()
    queries()
    one = queries()
    old()
    old()
    assert queries() == one


def listed(client: Client, query: str = "") -> list[str]:
    return [row.document.number for row, _until in client.get(RETENTION + query).context["lines"]]


def test_the_list_is_narrowed_and_goes_on(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("documents.views.retention"), "MOST_LISTED", 2)
    for at in (LONG_AGO.replace(year=2014), LONG_AGO, LONG_AGO):
        old(at)
    old(kind=DocumentKind.ESTIMATE)
    assert listed(manager) == ["IR-2014-000001", "IR-2015-000001"]
    assert "?after=IR-2015-000001" in manager.get(RETENTION).content.decode()
    assert listed(manager, "?after=IR-2015-000001") == ["IR-2015-000002", "EST-2015-000001"]
    assert listed(manager, "?kind=estimate") == ["EST-2015-000001"]
    assert listed(manager, "?year=2014") == ["IR-2014-000001"]
    assert listed(manager, "?kind=estimate&year=2014") == []
    page = manager.get(f"{RETENTION}?year=20x4")
    assert "Write a year like 2019." in page.content.decode()
    assert page.context["lines"] == []
