"""The deeds on what is said about an order: notes for us or for the customer, and questions that stay open until answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.locks import Gone, deed
from core.nonces import once
from repairs.writing import lock_order, record

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from repairs.models import Question, WorkOrder


class Answered(Exception):
    """Somebody answered the question meanwhile; `question` is what stands there now."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.answer)
        self.question = question


@deed
def note_order(*, number: str, text: str, is_public: bool, by: User, nonce: UUID | None = None) -> WorkOrder:
    """Write something down: for the shop alone, or for the customer's page. Raises Gone and nonces.UsedOtherwise."""
    order = lock_order(number)

    def make() -> str:
        note = order.notes.create(text=text, is_public=is_public, by=by, at=clock.now())
        verb = "customer_told" if is_public else "order_noted"
        record(verb, order, by=by, facts={"key": note.pk}, detail={"note": text})
        return str(note.pk)

    once(nonce, {"order": number, "note": text, "public": is_public}, make, by=by)
    return order


@deed
def drop_note(*, number: str, key: int, by: User) -> WorkOrder:
    """Take a note away; the event keeps what it said. Raises Gone."""
    order = lock_order(number)
    note = order.notes.select_for_update(of=("self",)).filter(pk=key).first()
    if note is None:
        raise Gone(number)
    record("note_dropped", order, by=by, facts={"public": note.is_public}, detail={"note": note.text})
    note.delete()
    return order


@deed
def ask_question(*, number: str, text: str, by: User, nonce: UUID | None = None) -> WorkOrder:
    """As long as it is open the order does not become ready. Raises Gone and nonces.UsedOtherwise."""
    order = lock_order(number)

    def make() -> str:
        question = order.questions.create(text=text, asked_by=by, asked_at=clock.now())
        record("question_asked", order, by=by, facts={"key": question.pk}, detail={"note": text})
        return str(question.pk)

    once(nonce, {"order": number, "question": text}, make, by=by)
    return order


@deed
def answer_question(*, number: str, key: int, answer: str, by: User) -> WorkOrder:
    """Raises Gone, and Answered when somebody was quicker."""
    order = lock_order(number)
    question = order.questions.select_for_update(of=("self",)).filter(pk=key).first()
    if question is None:
        raise Gone(number)
    if question.answered_at is not None:
        raise Answered(question)
    question.answer, question.answered_by, question.answered_at = answer, by, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record("question_answered", order, by=by, facts={"key": key}, detail={"note": answer})
    return order


@deed
def note_reminder(*, number: str, seen: int, by: User) -> WorkOrder:
    """Write down that the customer was reminded of what is ready; `seen` reminders were known, a double click adds none. Raises Gone."""
    order = lock_order(number)
    if order.reminders == seen:
        order.reminders, order.reminded_at = seen + 1, clock.now()
        order.save(update_fields=["reminders", "reminded_at"])
        record("customer_reminded", order, by=by, facts={"times": order.reminders})
    return order
