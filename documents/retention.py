"""How long documents are kept, and how those whose time is over are destroyed: proposed by one person, confirmed by another.

The database checks all of it once more by itself (documents/sql/retention.sql); nothing here could empty a document that must be kept.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import ProgrammingError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg.errors import InsufficientPrivilege

from core import clock, history
from core.locks import deed
from core.places import country_name
from core.shop import current_shop
from documents import chain
from documents.actions import Findable, issue
from documents.kinds import DocumentKind
from documents.letterhead import shop_part
from documents.models import (
    DestroyedDocument,
    DestructionAnswer,
    DestructionProposal,
    Document,
    RetentionRule,
    RetentionStart,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import User

MOST_AT_ONCE = 500  # documents of one proposal: the minutes name each
TAKES_EFFECT = dt.timedelta(days=30)


class NotExpired(Exception):
    """A document named must still be kept, is not there or is destroyed already; `number` is the first such."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class TooMany(Exception):
    """More documents than one proposal may name."""


class SamePerson(Exception):
    """Who proposed the destruction cannot confirm it."""


class RefusedByDatabase(Exception):
    """The database found that the documents must be kept, or that one of the two people may not say so any more."""


class Answered(Exception):
    """The proposal has its answer already."""


# --- rules -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """The rule that holds for a country and kind now, and the one that held thirty days ago: both must be over."""

    now: RetentionRule
    before: RetentionRule


class Rules:
    """All rules, read once."""

    def __init__(self) -> None:
        self.country = current_shop().country
        self.zone = current_shop().zone
        self.rows = sorted(
            RetentionRule.objects.all(), key=lambda rule: (rule.kind != "", rule.at, rule.pk), reverse=True
        )
        self.countries = sorted({rule.country for rule in self.rows})

    def latest(self, country: str) -> list[RetentionRule]:
        """The rule for every kind and those of single kinds."""
        found: dict[str, RetentionRule] = {}
        for rule in self.rows:
            if rule.country == country:
                found.setdefault(rule.kind, rule)
        return sorted(found.values(), key=lambda rule: rule.kind)

    def standing(self, country: str, kind: str) -> Standing | None:
        """None where no rule is thirty days old: then nothing may go."""
        if kind == DocumentKind.MINUTES_OF_DESTRUCTION:
            return None
        rows = [rule for rule in self.rows if rule.country == country and rule.kind in {kind, ""}]
        thirty_days_ago = timezone.now() - TAKES_EFFECT
        before = next((rule for rule in rows if rule.at <= thirty_days_ago), None)
        return Standing(rows[0], before) if before else None

    def kept_until(self, document: Document) -> dt.date | None:
        """The first day on which the document may go; None where no rule says one."""
        holding = self.standing(document.country or self.country, document.kind)
        if holding is None:
            return None
        return max(_end(rule, document, self.zone) for rule in (holding.now, holding.before))

    def over(self) -> Q:
        """What documents whose time is over are found by."""
        kinds: dict[tuple[str, dt.datetime], list[str]] = {}
        for country in self.countries:
            for kind in DocumentKind.values:
                if holding := self.standing(country, kind):
                    until = min(_issued_before(rule, self.zone) for rule in (holding.now, holding.before))
                    kinds.setdefault((country, until), []).append(kind)
        if not kinds:
            return Q(pk__in=[])
        found = Q(pk__in=[])
        for (country, until), of_kinds in kinds.items():
            found |= Q(country__in=self._written(country), kind__in=of_kinds, issued_at__lt=until)
        # said once for all: so nothing younger is looked at
        return found & Q(issued_at__lt=max(until for _country, until in kinds))

    def _written(self, country: str) -> list[str]:
        """Documents issued before the country was frozen into them are the shop's own country's."""
        return [country, ""] if country == self.country else [country]


def _end(rule: RetentionRule, document: Document, zone: dt.tzinfo) -> dt.date:
    if rule.starts == RetentionStart.ISSUE:
        return _later(timezone.localtime(document.issued_at, zone).date(), rule.years)
    year = int(document.series.split("/")[1])
    return dt.date(year + 1 + rule.years, 7 if rule.starts == RetentionStart.JULY else 1, 1)


def _later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@deed
def keep_rule(*, country: str, kind: str, years: int, starts: str, by: User) -> RetentionRule:
    """Write down how long documents of that country and kind are kept from now on; the earlier rule stays in the list."""
    rule = RetentionRule.objects.create(country=country, kind=kind, years=years, starts=starts, by=str(by))
    facts = {"country": country, "kind": kind, "years": years}
    history.record("retention_changed", by=by, kind="archive", number="ARCHIVE", facts=facts)
    return rule


# --- what may go -----------------------------------------------------------------------------------------------------
def expired() -> QuerySet[Document]:
    """Documents whose time is over and that are neither destroyed nor in a proposal that waits; oldest first."""
    rows = Document.objects.filter(Rules().over()).order_by("issued_at", "pk")
    return rows.exclude(number__in=DestroyedDocument.objects.values("number")).exclude(number__in=_proposed())


def _issued_before(rule: RetentionRule, zone: dt.tzinfo) -> dt.datetime:
    """What was issued before this moment is over by the rule."""
    now = timezone.now()
    today = timezone.localtime(now, zone).date()
    if rule.starts == RetentionStart.ISSUE:
        return now - (today - _later(today, -rule.years))
    year = today.year - rule.years
    if rule.starts == RetentionStart.JULY and today < dt.date(today.year, 7, 1):
        year -= 1
    return dt.datetime(year, 1, 1, tzinfo=zone)


def _proposed() -> list[str]:
    """The numbers in proposals nobody has answered yet."""
    waiting = DestructionProposal.objects.exclude(pk__in=DestructionAnswer.objects.values("proposal_id"))
    return [number for numbers in waiting.values_list("numbers", flat=True) for number in numbers]


# --- two people ------------------------------------------------------------------------------------------------------
@deed
def propose_destruction(*, numbers: list[str], reason: str, by: User) -> DestructionProposal:
    """Raises TooMany, NotExpired and RefusedByDatabase; of two proposals that name the same document the later is refused."""
    numbers = sorted(set(numbers))
    if len(numbers) > MOST_AT_ONCE:
        raise TooMany
    _one_after_the_other()
    may_go = set(expired().filter(number__in=numbers).values_list("number", flat=True))
    for number in numbers:
        if number not in may_go:
            raise NotExpired(number)
    with _as_the_database_allows():
        proposal = DestructionProposal.objects.create(numbers=numbers, reason=reason, by_id=by.pk, by=str(by))
    facts = {"documents": len(numbers)}
    history.record("destruction_proposed", by=by, kind="archive", number=str(proposal.pk), facts=facts)
    return proposal


@deed
def answer_proposal(*, pk: int, accepted: bool, by: User) -> Document | None:
    """The second person's word: a yes destroys the documents and answers with the minutes.

    Raises SamePerson, Answered, RefusedByDatabase, and NotExpired when a rule was made longer meanwhile.
    """
    proposal = DestructionProposal.objects.get(pk=pk)
    _one_after_the_other()
    if DestructionAnswer.objects.filter(pk=pk).exists():
        raise Answered
    if accepted and proposal.by_id == by.pk:
        raise SamePerson
    with _as_the_database_allows():
        DestructionAnswer.objects.create(proposal_id=pk, accepted=accepted, by_id=by.pk, by=str(by))
    facts = {"documents": len(proposal.numbers)}
    if not accepted:
        history.record("destruction_refused", by=by, kind="archive", number=str(pk), facts=facts)
        return None
    minutes = _minutes(proposal, by=by)
    _destroy(proposal, minutes)
    history.record(
        "documents_destroyed", by=by, kind="archive", number=str(pk), facts=facts | {"minutes": minutes.number}
    )
    return minutes


def _destroy(proposal: DestructionProposal, minutes: Document) -> None:
    with _as_the_database_allows(), connection.cursor() as cursor:
        cursor.execute("SELECT documents_destroy(%s, %s)", [proposal.pk, minutes.number])


@contextmanager
def _as_the_database_allows() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise RefusedByDatabase from error
        raise


def _one_after_the_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('documents_destroy'))")


def _minutes(proposal: DestructionProposal, *, by: User) -> Document:
    documents = list(Document.objects.filter(number__in=proposal.numbers).order_by("issued_at", "pk"))
    shop, rules = current_shop(), Rules()
    with override(shop.language):
        words = _in_words(rules, documents)
    destruction = {
        "rule": words,
        "reason": proposal.reason,
        "documents": [_destroyed(document, rules) for document in documents],
        "confirmations": [
            {"name": proposal.by, "at": clock.frozen(proposal.at)},
            {"name": str(by), "at": clock.frozen(clock.now())},
        ],
    }
    return issue(
        kind=DocumentKind.MINUTES_OF_DESTRUCTION,
        content={"shop": shop_part(shop), "issued_by": str(by), "terms": [], "destruction": destruction},
        language=shop.language,
        find_by=Findable(),
        by=by,
    )


def _destroyed(document: Document, rules: Rules) -> dict[str, Any]:
    """What stays known: the fingerprints by which the chain is still checked."""
    until = rules.kept_until(document)
    if until is None or until > timezone.localtime(timezone.now(), rules.zone).date():
        raise NotExpired(document.number)
    return {
        "number": document.number,
        "kind": document.kind,
        "issued_at": clock.frozen(document.issued_at),
        "expired_on": f"{until:%Y-%m-%d}",
        "content_hash": document.content_hash,
        "own_hash": document.own_hash,
        "row_hash": chain.row_hash(document),
    }


def _in_words(rules: Rules, documents: list[Document]) -> str:
    named = sorted({(document.country or rules.country, document.kind) for document in documents})
    return "\n".join(
        in_words(holding.now, kind) for country, kind in named if (holding := rules.standing(country, kind))
    )


def in_words(rule: RetentionRule, kind: str) -> str:
    words = {
        "country": country_name(rule.country),
        "kind": DocumentKind(kind).label if kind else _("every kind"),
        "years": rule.years,
        "starts": RetentionStart(rule.starts).label,
    }
    return _("%(country)s, %(kind)s: %(years)s years from %(starts)s") % words
