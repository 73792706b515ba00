"""Documents are kept as long as the country's rule says; then two people may have them destroyed, and the chain still holds."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import DatabaseError, connection, connections, transaction

from core import clock
from core.models import Event
from documents.actions import Findable, issue, keep_asset, store_file
from documents.kinds import DocumentKind
from documents.models import (
    DestroyedDocument,
    DestructionAnswer,
    DestructionProposal,
    Document,
    DocumentAsset,
    DocumentContent,
    DocumentFile,
    RetentionRule,
)
from documents.retention import (
    Answered,
    NotExpired,
    RefusedByDatabase,
    Rules,
    SamePerson,
    TooMany,
    answer_proposal,
    expired,
    keep_rule,
    propose_destruction,
)
from documents.verifying import look_through
from tests.factories import shop, staff

if TYPE_CHECKING:
    from accounts.models import User

LONG_AGO = dt.datetime(2015, 12, 31, 21, 30, tzinfo=dt.UTC)  # 23:30 on the last evening of the year in Bucharest


def old(
    at: dt.datetime = LONG_AGO, text: str = "old", kind: DocumentKind = DocumentKind.INTAKE_RECEIPT, ink: bytes = b""
) -> str:
    with clock.at(at):
        signatures = {"signatures": {"customer": keep_asset(ink, "image/png")}} if ink else {}
        find_by = Findable(customer_number="CLT-000001", customer_name="Ana Pop", phones="0722", plate="CJ 44 KRS")
        made = issue(kind=kind, content={"text": text, **signatures}, language="en", find_by=find_by, by=None)
        store_file(number=made.number, data=b"%PDF " + made.number.encode())
    return made.number


def two() -> tuple[User, User]:
    return staff("manager"), staff("administrator", first_name="Maria")


def destroyed(*numbers: str) -> Document:
    one, other = two()
    proposal = propose_destruction(numbers=list(numbers), reason="Time is over", by=one)
    minutes = answer_proposal(pk=proposal.pk, accepted=True, by=other)
    assert minutes is not None
    return minutes


@pytest.mark.django_db
def test_content_and_file_are_emptied_and_the_chain_still_holds() -> None:
    shop()
    number, shared = old(ink=b"own ink"), old(ink=b"shared ink")
    kept = old(clock.now() - dt.timedelta(days=30), ink=b"shared ink")
    before = Document.objects.get(number=number)
    minutes = destroyed(number, shared)
    row, file = DocumentContent.objects.get(number=number), DocumentFile.objects.get(number=number)
    assert (row.content, row.customer_name, row.phones, row.plate, row.customer_number) == (
        "",
        "",
        "",
        "",
        "CLT-000001",
    )
    assert row.search == f" {number.lower().replace('-', ' ')}"
    assert bytes(file.data) == b""
    assert Document.objects.get(number=number).own_hash == before.own_hash
    assert [bytes(asset.data) for asset in DocumentAsset.objects.order_by("media_type", "sha256")] in (
        [b"", b"shared ink"],
        [b"shared ink", b""],
    )
    gone = DestroyedDocument.objects.get(number=number)
    assert (gone.proposed_by, gone.confirmed_by, gone.minutes) == ("Ioana Pop", "Maria Pop", minutes.number)
    said = json.loads(DocumentContent.objects.get(number=minutes.number).content)["destruction"]
    assert [each["number"] for each in said["documents"]] == [number, shared]
    assert [each["expired_on"] for each in said["documents"]] == ["2021-07-01", "2021-07-01"]
    assert [each["name"] for each in said["confirmations"]] == ["Ioana Pop", "Maria Pop"]
    assert said["rule"] == "Romania, Intake receipt: 5 years from 1 July of the following year"
    assert bytes(DocumentFile.objects.get(number=kept).data) != b""
    assert look_through().problems == []
    assert Event.objects.filter(verb="documents_destroyed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "kept_until"),
    [
        ("RO", "2021-07-01"),
        ("LV", "2021-01-01"),
        ("FR", "2026-01-01"),
        ("RU", "2021-01-01"),
        ("DE", "2024-01-01"),
        ("IT", "None"),
    ],
)
def test_the_shop_s_country_decides(country: str, kept_until: str) -> None:
    shop(country=country)
    document = Document.objects.get(number=old())
    assert str(Rules().kept_until(document)) == kept_until
    for now, over in ((dt.date(2020, 12, 31), False), (dt.date(2026, 7, 1), kept_until != "None")):
        with time_machine.travel(dt.datetime.combine(now, dt.time(12), tzinfo=dt.UTC), tick=False):
            assert expired().exists() == over


@pytest.mark.django_db
def test_python_and_the_database_agree() -> None:
    shop()
    for kind, years, starts in (
        ("estimate", 3, "issue"),
        ("warranty_certificate", 2, "year_end"),
        ("contract", 12, "july"),
    ):
        RetentionRule.objects.create(country="RO", kind=kind, years=years, starts=starts)
    kinds = [
        DocumentKind.ESTIMATE,
        DocumentKind.WARRANTY_CERTIFICATE,
        DocumentKind.CONTRACT,
        DocumentKind.INTAKE_RECEIPT,
    ]
    now = clock.now()
    for kind in kinds:
        for years in range(13):
            old(now.replace(year=now.year - years, day=1), kind=kind)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM documents_document document WHERE documents_is_expired(document) ORDER BY issued_at, id"
        )
        over = [number for (number,) in cursor.fetchall()]
    assert list(expired().values_list("number", flat=True)) == over
    assert over


@pytest.mark.django_db
def test_a_shorter_rule_opens_nothing_for_thirty_days_and_a_longer_one_holds_at_once() -> None:
    shop()
    number = old()
    recent = old(clock.now() - dt.timedelta(days=900))
    keep_rule(country="RO", kind="", years=1, starts="issue", by=staff("administrator"))
    assert list(expired().values_list("number", flat=True)) == [number]
    with pytest.raises(NotExpired):
        propose_destruction(numbers=[recent], reason="", by=staff("manager"))
    keep_rule(country="RO", kind="intake_receipt", years=50, starts="issue", by=staff("administrator"))
    assert not expired().exists()


@pytest.mark.django_db
def test_one_person_is_not_two() -> None:
    shop()
    manager, other = two()
    proposal = propose_destruction(numbers=[old()], reason="", by=manager)
    with pytest.raises(SamePerson):
        answer_proposal(pk=proposal.pk, accepted=True, by=manager)
    with pytest.raises(NotExpired):  # it waits for its answer already
        propose_destruction(numbers=proposal.numbers, reason="", by=other)
    assert answer_proposal(pk=proposal.pk, accepted=False, by=manager) is None
    with pytest.raises(Answered):
        answer_proposal(pk=proposal.pk, accepted=True, by=other)
    assert expired().count() == 1


@pytest.mark.django_db
def test_who_may_not_any_more_has_not_proposed() -> None:
    shop()
    manager, other = two()
    proposal = propose_destruction(numbers=[old()], reason="", by=manager)
    manager.groups.clear()
    with pytest.raises(RefusedByDatabase), transaction.atomic():
        answer_proposal(pk=proposal.pk, accepted=True, by=other)
    assert not DestroyedDocument.objects.exists()


@pytest.mark.django_db
def test_too_many_at_once() -> None:
    shop()
    with pytest.raises(TooMany):
        propose_destruction(numbers=[f"IR-2015-{place:06}" for place in range(501)], reason="", by=staff("manager"))


# --- around the deeds, with the web role's own rights ----------------------------------------------------------------
def refused(statement: str, *parameters: Any, using: str = "default") -> str:
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(using=using),
        connections[using].cursor() as cursor,
    ):
        cursor.execute(statement, parameters or None)
    return str(caught.value).splitlines()[0]


def proposed(numbers: list[str], by: User) -> int:
    return DestructionProposal.objects.create(numbers=numbers, by_id=by.pk, by="").pk


def minutes_for(*numbers: str) -> str:
    rows = Document.objects.filter(number__in=numbers)
    listed = [{"number": row.number, "own_hash": row.own_hash} for row in rows]
    content = {"destruction": {"documents": listed}}
    return issue(
        kind=DocumentKind.MINUTES_OF_DESTRUCTION, content=content, language="en", find_by=Findable(), by=None
    ).number


ANSWER = "INSERT INTO documents_destructionanswer (proposal_id, accepted, by_id, by) VALUES (%s, true, %s, '')"
PROPOSE = "INSERT INTO documents_destructionproposal (numbers, reason, by_id, by) VALUES (%s, '', %s, '')"
DESTROY = "SELECT documents_destroy(%s, %s)"


@pytest.mark.django_db
def test_the_function_checks_everything_by_itself() -> None:
    shop()
    one, other = two()
    desk = staff("front_desk")
    number, fresh = old(), old(clock.now())
    minutes = minutes_for(number, fresh)

    early = proposed([fresh], one)
    DestructionAnswer.objects.create(proposal_id=early, accepted=True, by_id=other.pk, by="")
    assert refused(DESTROY, early, minutes) == f"{fresh} must still be kept"

    alone = proposed([number], one)
    assert "not confirmed by a second person" in refused(DESTROY, alone, minutes)
    assert "confirmed by a second person" in refused(ANSWER, alone, one.pk)

    declined = proposed([number], one)
    DestructionAnswer.objects.create(proposal_id=declined, accepted=False, by_id=other.pk, by="")
    assert "not confirmed by a second person" in refused(DESTROY, declined, minutes)

    for nobody in (desk.pk, 999_999):
        assert "without the right to" in refused(ANSWER, alone, nobody)
        assert "without the right to" in refused(PROPOSE, f'["{number}"]', nobody)
    assert "confirmed by a second person" in refused(ANSWER, 999_999, other.pk)

    late = proposed([number], one)
    DestructionAnswer.objects.create(proposal_id=late, accepted=True, by_id=other.pk, by="")
    other.groups.clear()
    assert "not confirmed by a second person" in refused(DESTROY, late, minutes)
    other.groups.set(one.groups.all())

    good = proposed([number], one)
    DestructionAnswer.objects.create(proposal_id=good, accepted=True, by_id=other.pk, by="")
    assert refused(DESTROY, good, fresh) == f"no minutes name {number}"
    assert refused(DESTROY, 999_999, minutes) == "nothing is proposed for destruction"
    assert "permission denied" in refused(
        "INSERT INTO documents_destroyeddocument (number, at, proposed_by, confirmed_by, proposal_id, minutes, assets) "
        "VALUES (%s, now(), '', '', %s, %s, '{}')",
        number, good, minutes,
    )  # fmt: skip
    assert "permission denied" in refused("UPDATE documents_documentcontent SET content = '' WHERE number = %s", number)
    assert not DestroyedDocument.objects.exists()


@pytest.mark.django_db
def test_the_two_are_written_down_by_the_names_of_their_accounts() -> None:
    one, other = two()
    nameless = staff("manager", first_name="", last_name="", username="m3")
    said = proposed([], one)
    answer = DestructionAnswer.objects.create(proposal_id=said, accepted=False, by_id=other.pk, by="Somebody Else")
    answer.refresh_from_db()
    assert (DestructionProposal.objects.get(pk=said).by, answer.by) == ("Ioana Pop", "Maria Pop")
    assert DestructionProposal.objects.get(pk=proposed([], nameless)).by == "m3"


@pytest.mark.django_db
def test_a_time_of_one_s_own_is_not_taken() -> None:
    shop()
    rule = RetentionRule.objects.create(country="RO", kind="", years=1, starts="issue", at=LONG_AGO)
    rule.refresh_from_db()
    assert rule.at > LONG_AGO

    assert list(expired()) == []


def test_even_the_owner_empties_nothing_else(own_database: str) -> None:
    shop()
    number, kept = old(), old(text="kept")
    destroyed(number)
    for statement in (
        "UPDATE documents_documentcontent SET content = '' WHERE number = %s",
        "UPDATE documents_documentfile SET data = '' WHERE number = %s",
        "DELETE FROM documents_documentcontent WHERE number = %s",
    ):
        assert "insert-only" in refused(statement, kept, using="owner")
    for statement in (
        "UPDATE documents_documentcontent SET content = 'forged' WHERE number = %s",
        "UPDATE documents_documentfile SET data = 'forged' WHERE number = %s",
        "UPDATE documents_destroyeddocument SET minutes = 'forged' WHERE number = %s",
        "DELETE FROM documents_destroyeddocument WHERE number = %s",
    ):
        assert "insert-only" in refused(statement, number, using="owner")
    assert f"{kept} is not proposed for destruction" in refused(
        """INSERT INTO documents_destroyeddocument (number, at, proposed_by, confirmed_by, proposal_id, minutes, assets)
           SELECT %s, at, '', '', proposal_id, minutes, '{}' FROM documents_destroyeddocument""",
        kept,
        using="owner",
    )
