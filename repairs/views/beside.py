"""What stands beside the work on an order's page: notes, questions, time, loans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from repairs import working
from repairs.benchforms import NoteForm, QuestionForm, free_devices

if TYPE_CHECKING:
    from accounts.models import User
    from repairs.models import WorkOrder


def context(order: WorkOrder, user: User) -> dict[str, Any]:
    """For repairs/_notes.html, _time.html and _loan.html: four questions, however much there is."""
    notes = list(order.notes.select_related("by").order_by("-at", "-pk"))
    questions = list(order.questions.select_related("asked_by", "answered_by").order_by("-asked_at", "-pk"))
    sessions = list(order.sessions.select_related("technician"))
    loans = list(order.loans.select_related("loan_device"))
    worked = working.worked_on(sessions)
    return {
        "internal_notes": [note for note in notes if not note.is_public],
        "public_notes": [note for note in notes if note.is_public],
        "open_questions": [question for question in questions if question.answered_at is None],
        "answered_questions": [question for question in questions if question.answered_at is not None],
        "note_form": NoteForm(auto_id="note-%s"),
        "public_form": NoteForm(auto_id="public-%s"),
        "question_form": QuestionForm(auto_id="question-%s"),
        "worked": worked,
        "worked_whole": sum((each.spent for each in worked), start=timedelta()),
        "clock_runs": any(each.runs and each.technician == user for each in worked),
        "sessions": sessions[::-1],
        "loans": loans,
        "may_lend": order.is_open and user.has_perm("repairs.lend_device") and free_devices().exists(),
    }
