"""The price before the work: issued in versions, approved or declined line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import clock, money
from core.locks import Gone, Stale, deed
from core.nonces import once
from core.shop import current_shop
from documents.kinds import DocumentKind
from repairs import answered, gates, totals
from repairs.actions import put
from repairs.models import Answer, Estimate, EstimateLine, How, Outcome
from repairs.pricing import refresh_total
from repairs.states import CLOSED, Status, way
from repairs.writing import NotAllowed, issue_paper, lock_order, record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User
    from documents.shapes import EstimatePart
    from repairs.models import OrderLine, WorkOrder


class NothingToOffer(Exception):
    """An estimate of an order without lines."""


@dataclass(frozen=True)
class Said:
    """What the customer answered: to each line by its key, who said so, and how."""

    answers: Mapping[int, str]
    by_whom: str
    how: str


@deed
def issue_estimate(*, number: str, by: User, note: str = "", nonce: UUID | None = None) -> Estimate:
    """Offer the order's lines as they stand now; earlier versions are replaced, and the order waits for the answer if it may.

    Raises Gone, NotAllowed for a closed order, NothingToOffer and nonces.UsedOtherwise.
    """
    order = lock_order(number)
    if order.status in CLOSED:
        raise NotAllowed(order.status)
    lines = [(line.pk, line.version) for line in order.lines.all()]
    body = {"estimate of": number, "note": note, "lines": lines}
    key = once(nonce, body, lambda: str(_issue(order, note, by=by).pk), by=by)
    return Estimate.objects.get(pk=key)


def _issue(order: WorkOrder, note: str, *, by: User) -> Estimate:
    lines = list(order.lines.all())
    if not lines:
        raise NothingToOffer
    refresh_total(order)
    edition = order.estimates.count() + 1
    told = {"estimate": told_of(edition, note)}
    paper = issue_paper(DocumentKind.ESTIMATE, order, by=by, amount=order.total, told=told)
    order.estimates.update(is_replaced=True)
    estimate = Estimate.objects.create(
        work_order=order,
        edition=edition,
        document_number=paper.number,
        total=order.total,
        approved_total=totals.ZERO,
        diagnosis_fee=order.diagnosis_fee,
        made_by=by,
        made_at=clock.now(),
    )
    EstimateLine.objects.bulk_create(_offer(estimate, line) for line in lines)
    _move_or_tell(order, Status.AWAITING_APPROVAL, "estimate_issued", estimate, by=by)
    return estimate


def told_of(edition: int, note: str = "") -> EstimatePart:
    """What its paper says beside the lines: which version it is, until when it holds, and what the shop adds."""
    days = current_shop().estimate_days
    last = timezone.localtime(clock.now(), current_shop().zone).date() + timedelta(days=days)
    told: EstimatePart = {"version": edition, "note": note}
    return told | ({"valid_until": f"{last:%Y-%m-%d}"} if days else {})


def _offer(estimate: Estimate, line: OrderLine) -> EstimateLine:
    return EstimateLine(estimate=estimate, line=line, total=totals.line_total(line), **answered.copied(line))


@deed
def withdraw_estimate(*, number: str, edition: int, by: User) -> Estimate:
    """Take an estimate back that nobody has answered, and let the one answered before it hold again; its paper stays.

    The order stays where it stands. Raises Gone, NotAllowed for a closed order, and Stale when it was answered or replaced.
    """
    order, estimate = _lock(number, edition)
    if estimate.is_replaced or estimate.answered_at:
        raise Stale(estimate)
    estimate.is_replaced = True
    estimate.save(update_fields=["is_replaced"])
    if before := order.estimates.filter(answered_at__isnull=False).first():
        order.estimates.filter(pk=before.pk).update(is_replaced=False)
    _tell("estimate_withdrawn", order, estimate, None, by=by)
    return estimate


@deed
def hear_answer(*, number: str, edition: int, by: User) -> Estimate:
    """Write down who of us saw what the customer answered by the link; the first one stays. Raises Gone and NotAllowed."""
    order, estimate = _lock(number, edition)
    if estimate.lines.filter(how=How.LINK, heard_by=None).update(heard_by=by):
        _tell("answer_seen", order, estimate, None, by=by)
    return estimate


def _lock(number: str, edition: int) -> tuple[WorkOrder, Estimate]:
    order = lock_order(number)
    if order.status in CLOSED:
        raise NotAllowed(order.status)
    estimate = order.estimates.select_for_update().filter(edition=edition).first()
    if estimate is None:
        raise Gone(number)
    return order, estimate


@deed
def answer_estimate(*, number: str, edition: int, said: Said, version: int, by: User | None) -> Estimate:
    """Write down what the customer said to every line of the newest version; said again, it takes the place of the answer before.

    `by` is who of us heard it; nobody where the customer answered alone, by the link. Raises Gone, NotAllowed, Stale and
    pricing.TooMuch.

    Declined lines leave the order. When all are declined, the diagnosis fee is charged instead and the order is ready, not
    repaired, unless something is in the way. Approved after all, the lines come back, the fee goes, and the repair begins.
    """
    order, estimate = _lock(number, edition)
    if estimate.is_replaced or estimate.version != version or (by is None and estimate.answered_at):
        raise Stale(estimate)
    lines = list(estimate.lines.all())
    before = {line.pk: line.answer for line in lines}
    was_declined = answered.all_declined(lines)
    for line in lines:
        _answer(line, said, by=by)
    approved = [line for line in lines if line.answer == Answer.APPROVED]
    includes_tax = order.prices_include_tax
    estimate.approved_total = totals.reckon(approved, includes_tax=includes_tax).total
    estimate.answered_at = clock.now()
    estimate.version += 1
    estimate.save(update_fields=["approved_total", "answered_at", "version"])
    answered.put_lines(order, lines, before=before)
    _follow(order, estimate, lines, said, was_declined=was_declined, by=by)
    return estimate


def _answer(line: EstimateLine, said: Said, *, by: User | None) -> None:
    line.answer = said.answers.get(line.pk, Answer.DECLINED)
    line.answered_by, line.how = said.by_whom, said.how
    line.answered_at, line.heard_by = clock.now(), by
    line.save()


def _follow(  # noqa: PLR0913 - what an answer says
    order: WorkOrder, estimate: Estimate, lines: list[EstimateLine], said: Said, *, was_declined: bool, by: User | None
) -> None:
    """What the answer makes of the order's price, and of where it stands."""
    is_declined = answered.all_declined(lines)
    if is_declined:
        _decline(order, is_new=not was_declined)
        _move_or_tell(order, Status.READY, "estimate_declined", estimate, said, by=by)
        return
    if was_declined:
        answered.drop_diagnosis(order)
    order.approved_total, order.outcome = estimate.approved_total, ""
    refresh_total(order)
    order.save(update_fields=["approved_total", "outcome"])
    whole = all(line.answer == Answer.APPROVED for line in lines)
    verb = "estimate_approved" if whole else "estimate_partly"
    if was_declined and order.status == Status.READY:
        _move_or_tell(order, Status.IN_REPAIR, verb, estimate, said, by=by)
    else:
        _tell(verb, order, estimate, said, by=by)


def _decline(order: WorkOrder, *, is_new: bool) -> None:
    """The fee is charged once, and only for what was here to be looked at."""
    if is_new:
        order.approved_total = totals.ZERO if order.status == Status.BOOKED else answered.charge_diagnosis(order)
    order.outcome = Outcome.DECLINED
    refresh_total(order)
    order.save(update_fields=["approved_total", "outcome"])


def _move_or_tell(  # noqa: PLR0913 - what a move says
    order: WorkOrder, to: Status, verb: str, estimate: Estimate, said: Said | None = None, *, by: User | None
) -> None:
    """Move the order on as the deed suggests, by two moves where the table has no single one; where it may not, only the deed
    itself is told.
    """
    steps = way(order.status, to)
    if not steps or gates.reasons(order, to):
        _tell(verb, order, estimate, said, by=by)
        return
    for between in steps[:-1]:
        put(order, between, by=by)
    put(order, to, by=by, verb=verb, facts=_facts(estimate, said), detail=_detail(said))


def _tell(verb: str, order: WorkOrder, estimate: Estimate, said: Said | None, *, by: User | None) -> None:
    record(verb, order, by=by, facts=_facts(estimate, said), detail=_detail(said))


def _facts(estimate: Estimate, said: Said | None) -> dict[str, Any]:
    return {
        "edition": estimate.edition,
        "amount": money.frozen(estimate.total),
        "approved": money.frozen(estimate.approved_total),
        **({"how": said.how} if said else {}),
    }


def _detail(said: Said | None) -> dict[str, Any]:
    return {"who": said.by_whom} if said else {}
